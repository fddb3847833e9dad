/** A place name must lead to one grid: by itself, or with a building. */
import { nameKey } from '../routing/name-index.ts'
import { groupBy } from '../lib/group-by.ts'
import { about, type Spot } from './problem.ts'
import type { Review } from './review.ts'
import type { Row } from './tables.ts'

type Place = Row<'places'>

export function checkPlaces(review: Review): void {
  const { places } = review.after
  for (const place of places) checkRange(review, place)
  for (const parts of groupBy(places, ({ nameZh }) => nameZh).values()) checkParts(review, parts)
  checkNames(review, places)
}

function checkRange({ error }: Review, place: Place): void {
  const { buildingFrom: from, buildingTo: to } = place
  if ((from === null) !== (to === null))
    error('places', place, from === null ? 'buildingFrom' : 'buildingTo', {
      zh: '起止楼号要么都写，要么都空着',
      en: 'give both building numbers or neither',
    })
  else if (from !== null && to !== null && from > to)
    error('places', place, 'buildingTo', { zh: '截止楼号比起始楼号小', en: 'ends before it begins' })
}

const overlap = (a: Place, b: Place): boolean =>
  a.buildingFrom !== null &&
  b.buildingFrom !== null &&
  a.buildingFrom <= (b.buildingTo ?? b.buildingFrom) &&
  b.buildingFrom <= (a.buildingTo ?? a.buildingFrom)

function checkParts(review: Review, parts: readonly Place[]): void {
  parts.forEach((part, i) => {
    const other = parts.slice(0, i).find(earlier => overlap(earlier, part))
    if (!other) return
    const [later, earlier] = ordered(review, part, other)
    const buildings = `${earlier.buildingFrom}-${earlier.buildingTo}`
    review.error(
      'places',
      later,
      'buildingFrom',
      about(
        later.nameZh,
        `的楼号与 ${where(review, earlier)} 的 ${buildings} 号楼重叠`,
        `overlaps buildings ${buildings} of ${where(review, earlier)}`,
      ),
    )
  })
}

/** A name in two grids costs the resident a question, or sends the message to the wrong grid. */
function checkNames(review: Review, places: readonly Place[]): void {
  const said = places.flatMap(place => {
    const names = new Map([place.nameZh, place.nameEn, ...place.aliases].map(name => [nameKey(name), name]))
    return [...names].map(([key, name]) => ({ key, name, place }))
  })
  const told = new Set<string>()
  for (const same of groupBy(said, ({ key }) => key).values())
    same.forEach(({ name, place }, i) => {
      const other = same.slice(0, i).find(earlier => ambiguous(earlier.place, place))?.place
      if (!other) return
      const [later, earlier] = ordered(review, place, other)
      // Parts of one compound share all of their names: one report is enough.
      if (told.has(`${later.code} ${earlier.code}`)) return
      told.add(`${later.code} ${earlier.code}`)
      review.warn(
        'places',
        later,
        null,
        about(
          name,
          `也是 ${where(review, earlier)}（网格 ${earlier.grid}）的叫法，又没有楼号来区分`,
          `is also said of ${where(review, earlier)} (grid ${earlier.grid}), with no buildings to tell them apart`,
        ),
      )
    })
}

const ambiguous = (a: Place, b: Place): boolean =>
  a.grid !== b.grid &&
  (a.buildingFrom === null || b.buildingFrom === null || (a.nameZh !== b.nameZh && overlap(a, b)))

/** Reports the later row of the folder. */
function ordered({ spotOf }: Review, a: Place, b: Place): [later: Place, earlier: Place] {
  return (spotOf(a)?.line ?? 0) >= (spotOf(b)?.line ?? 0) ? [a, b] : [b, a]
}

function where({ spotOf }: Review, place: Place): string {
  const spot: Spot | null = spotOf(place)
  return spot ? `${spot.file}:${spot.line}` : place.code
}
