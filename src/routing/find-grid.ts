/**
 * Finds the grid of a message. The rules run from the surest to the vaguest; the first that answers wins, and
 * its name is stored with the ticket. A question to the resident, or a person's decision, is better than a
 * wrong grid.
 */
import { type Address, formatPlace } from '../domain/address/address.ts'
import type { Language } from '../domain/message.ts'
import type { RoutingRule } from '../domain/ticket/ticket-event.ts'
import { choosePart } from './choose-part.ts'
import type { Gazetteer, Place } from './gazetteer.ts'
import type { Pin } from './grid-areas.ts'
import { type PlaceMention, understand } from './resolve-place.ts'

export interface Asked {
  /** The resident's own words. */
  text: string
  /** The place that triage extracted from them. */
  placeText?: string | null
  pin?: Pin | null
  /** The resident's home, when known. */
  home?: { placeId: string; building: string | null } | null
  /** Language of the place on the ticket; Chinese when absent. */
  language?: Language
}

export type Finding =
  | { kind: 'found'; gridId: string; placeId: string | null; placeText: string | null; rule: RoutingRule }
  /** Two or three places to choose from. */
  | { kind: 'ambiguous'; candidates: readonly Place[] }
  /** `unheard`: the message names a place, so asking again does not help; otherwise ask. */
  | { kind: 'unknown'; unheard: boolean; why: WhyUnknown }

/** outside: the pin lies in no grid. no_such_building: the compound has none of that number. */
type WhyUnknown = 'nothing_said' | 'outside' | 'unheard_name' | 'no_such_building'

type Rule = (asked: Asked, said: PlaceMention, gazetteer: Gazetteer) => Finding | null

/** A pure function, fast enough to run on every message. */
export function findGrid(asked: Asked, gazetteer: Gazetteer): Finding {
  const said = understand(asked.text, asked.placeText ?? '', gazetteer)
  let finding: Finding = unknown('nothing_said')
  for (const rule of RULES) {
    const answer = rule(asked, said, gazetteer)
    if (!answer) continue
    finding = answer
    break
  }
  const noChoice = gazetteer.onlyGridId
  if (finding.kind !== 'unknown' || finding.why === 'outside' || noChoice === null) return finding
  // A pilot with one grid: its workers know places that are missing from the gazetteer.
  return found(noChoice, null, asked.placeText || inWords(null, said.address, asked), 'only_grid')
}

/** A pin is where the resident stands. Only a named place outweighs a pin outside every grid. */
const byPin: Rule = (asked, said, { areas }) => {
  if (!asked.pin || !areas.drawn) return null
  const gridId = areas.gridAt(asked.pin)
  if (gridId === null) return said.places.length > 0 ? null : unknown('outside')
  const place = said.places.find(candidate => candidate.gridId === gridId) ?? null
  const words = inWords(place ?? said.places[0] ?? null, said.address, asked)
  return found(gridId, place, words ?? (asked.placeText || null), 'pin')
}

/** A named place, and the building when several grids divide the compound. */
const byPlace: Rule = (asked, said, gazetteer) => {
  if (said.places.length === 0) return null
  const finding = settle(said.places, 'place', asked, said, gazetteer)
  if (finding.kind !== 'ambiguous') return finding
  const [saidGrid] = said.grids
  const inGrid = finding.candidates.find(({ gridId }) => gridId === saidGrid?.id)
  return inGrid ? found(inGrid.gridId, inGrid, inWords(inGrid, said.address, asked), 'grid_name') : finding
}

/** "第4网格": the message names the grid itself. */
const byGridName: Rule = (asked, said) => {
  const [grid, another] = said.grids
  if (!grid || another) return null
  return found(grid.id, null, asked.placeText || inWords(null, said.address, asked), 'grid_name')
}

/** A place that is missing from the gazetteer must not be replaced by the resident's home. */
const byUnheardName: Rule = (_asked, said) => (said.unheard ? unknown('unheard_name') : null)

/** No place named, or only a building: the resident's home. */
const byHome: Rule = (asked, said, gazetteer) => {
  const place = asked.home && gazetteer.place(asked.home.placeId)
  if (!place) return null
  if (said.address.building) return settle(gazetteer.partsOf(place), 'home', asked, said, gazetteer)
  const address = { ...said.address, building: asked.home?.building ?? null }
  return found(place.gridId, place, inWords(place, address, asked), 'home')
}

const RULES: readonly Rule[] = [byPin, byPlace, byGridName, byUnheardName, byHome]

function settle(
  named: readonly Place[],
  rule: RoutingRule,
  asked: Asked,
  { address }: PlaceMention,
  gazetteer: Gazetteer,
): Finding {
  const choice = choosePart(named, address.building, gazetteer)
  if (choice.kind === 'several') return { kind: 'ambiguous', candidates: choice.candidates }
  if (choice.kind === 'none') return unknown('no_such_building')
  return found(choice.place.gridId, choice.place, inWords(choice.place, address, asked), rule)
}

const unknown = (why: WhyUnknown): Finding => ({ kind: 'unknown', unheard: why !== 'nothing_said', why })

const found = (
  gridId: string,
  place: Place | null,
  placeText: string | null,
  rule: RoutingRule,
): Finding => ({
  kind: 'found',
  gridId,
  placeId: place?.id ?? null,
  placeText,
  rule,
})

function inWords(place: Place | null, address: Address, { language = 'zh-CN' }: Asked): string | null {
  const name = place && (language === 'en' ? place.nameEn : place.nameZh)
  return formatPlace(name, address, language) || null
}
