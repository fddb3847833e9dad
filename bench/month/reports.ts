/** Who reports what, where and when: the whole month is known before it begins, and is the same for a seed. */
import type { Category, CategoryTree } from '../../src/domain/category.ts'
import type { OrgPlace, OrgSnapshot } from '../../src/routing/directory.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { MonthOptions } from './options.ts'
import { DAY, HOUR, MINUTE, START } from './time.ts'

export interface Report {
  at: number
  /** External id of the resident. */
  from: string
  text: string
  /** What it is, and where: what a person would decide who looked at it. */
  category: string
  place: OrgPlace
  building: number
}

/** How often each group of categories comes: lamps and rubbish every day, a gas leak hardly ever. */
const GROUPS: Readonly<Record<string, number>> = {
  property: 14,
  facilities: 11,
  lift: 4,
  drainage: 6,
  utilities: 4,
  hazards: 0.6,
  fire: 2,
  sanitation: 13,
  nuisance: 8,
  traffic: 9,
  order: 4,
  greenery: 4,
  neighbours: 6,
  care: 2,
  labour: 1.5,
  education: 1,
  health: 0.8,
  enterprise: 0.5,
  guidance: 2,
  housing: 1.5,
  council: 1.5,
  animals: 2.5,
  consumer: 2,
  security: 0.6,
  other: 2,
}
/** Dangers are rare in every group. */
const EMERGENCY_SHARE = 0.1
/** Of 24 hours, from midnight. */
const HOURS = [2, 1, 1, 1, 1, 2, 5, 9, 12, 12, 11, 9, 8, 7, 8, 9, 9, 10, 12, 14, 14, 11, 7, 4]
const RESIDENTS_PER_REPORT = 0.75

export function makeReports(
  { tickets, days, seed }: MonthOptions,
  tree: CategoryTree,
  org: OrgSnapshot,
): Report[] {
  const homes = org.places.filter(({ propertyId }) => propertyId)
  const leaves = weights(tree)
  const residents = Math.ceil(tickets * RESIDENTS_PER_REPORT)
  const issues = hotIssues(tickets, days, seed, tree, homes)
  const single = Array.from({ length: Math.max(0, tickets - issues.length) }, (_, i): Report => {
    const chance = chanceOf(seed, 'report', i)
    const resident = Math.floor(chance.between(0, residents))
    const home = chanceOf(seed, 'home', resident)
    const place = home.pick(homes)
    const leaf = tree.get(chance.weighted(leaves)) as Category
    const building = buildingIn(place, home)
    return {
      at: moment(chance, days),
      from: `r${resident}`,
      text: wording(leaf, place, building, chance),
      category: leaf.id,
      place,
      building,
    }
  })
  return [...single, ...issues].sort((a, b) => a.at - b.at)
}

function weights(tree: CategoryTree): Record<string, number> {
  const sizes = new Map<string, number>()
  for (const { group } of tree.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  return Object.fromEntries(
    [...tree.values()].map(({ id, group, urgency }) => [
      id,
      ((GROUPS[group] ?? 1) / (sizes.get(group) ?? 1)) * (urgency === 'emergency' ? EMERGENCY_SHARE : 1),
    ]),
  )
}

function moment(chance: Chance, days: number): number {
  const day = Math.floor(chance.between(0, days))
  const hour = Number(chance.weighted(Object.fromEntries(HOURS.map((weight, hour) => [hour, weight]))))
  return START + day * DAY + hour * HOUR + chance.between(0, HOUR)
}

const buildingIn = ({ buildingFrom, buildingTo }: OrgPlace, chance: Chance): number =>
  Math.floor(chance.between(buildingFrom ?? 1, (buildingTo ?? 20) + 1))

/** Most say where; some only what, and are asked; some in English; a few have two things on their mind. */
function wording(leaf: Category, place: OrgPlace, building: number, chance: Chance): string {
  if (chance.is(0.06)) return `${place.nameEn} building ${building}, ${chance.pick(leaf.examples.en)}`
  const words = chance.pick(leaf.examples.zh)
  if (leaf.placeless || chance.is(0.12)) return words
  const where = chance.is(0.85) ? `${place.nameZh}${building}号楼` : place.nameZh
  const also = chance.is(0.03) ? `。另外${building}号楼楼道灯也不亮了` : ''
  return chance.is(0.8) ? `${where}，${words}${also}` : `${words}，在${where}${also}`
}

/** A flood in the second week, a blackout in the third: many neighbours, one cause, within an hour. */
function hotIssues(
  tickets: number,
  days: number,
  seed: number,
  tree: CategoryTree,
  homes: readonly OrgPlace[],
): Report[] {
  const issues = [
    { name: 'flood', category: 'drainage.flooding', at: START + days * 0.35 * DAY + 18 * HOUR, places: 4 },
    { name: 'blackout', category: 'utilities.no_power', at: START + days * 0.6 * DAY + 20 * HOUR, places: 6 },
  ]
  const households = Math.max(12, Math.round(tickets / 1_000))
  return issues.flatMap(({ name, category, at, places }) =>
    Array.from({ length: Math.min(places, Math.ceil(tickets / 300)) }, (_, n) => {
      const place = chanceOf(seed, name, n).pick(homes)
      return Array.from({ length: households }, (_, i): Report => {
        const chance = chanceOf(seed, name, n, i)
        const building = buildingIn(place, chance)
        const leaf = tree.get(category) as Category
        return {
          at: at + chance.between(0, 50) * MINUTE,
          from: `${name}${n}-${i}`,
          text: `${place.nameZh}${building}号楼，${chance.pick(leaf.examples.zh)}`,
          category,
          place,
          building,
        }
      })
    }).flat(),
  )
}
