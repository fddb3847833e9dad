/** Finds compounds and buildings that a text names, and compares them. Pure, without a gazetteer. */
import { buildingMentions, fold } from '../../domain/address/address-mentions.ts'
import type { OpenTicket } from '../../domain/triage-result.ts'
import { COMPOUND, ENGLISH_NAME, NAME } from './place-mention.ts'

export interface NamedPlace {
  /** As written, compound and building together. */
  text: string
  /** Name of the compound; null: only a building is named. */
  name: string | null
  /** `3`, `A`; null: only a compound is named. */
  building: string | null
  start: number
  end: number
}

const COMPOUNDS = new RegExp(`${NAME(4)}${COMPOUND}(?:小区)?|${ENGLISH_NAME}`, 'gu')
/** Between compound and building: "状元府 1号楼", "building 1 of Zhuangyuan Court", "Jinxiu Garden, building 2". */
const TOGETHER = /^(?:[\s“”"的]{0,3}|,? ?(?:(?:of|in|at) )?(?:the )?)$/u

/** Places in the order of the text, without negated ones ("不是3号楼"). */
export function placesNamed(text: string): NamedPlace[] {
  const folded = fold(text)
  const compounds = [...folded.matchAll(COMPOUNDS)].map(({ 0: name, index: start }) => ({
    name,
    building: null,
    start,
    end: start + name.length,
  }))
  const buildings = buildingMentions(folded)
    .filter(({ negated }) => !negated)
    .map(({ value, start, end }) => ({ name: null, building: value, start, end }))
  const found: Omit<NamedPlace, 'text'>[] = []
  for (const half of [...compounds, ...buildings].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1)
    const fits = last && (half.name === null ? last.building === null : last.name === null)
    if (last && fits && TOGETHER.test(folded.slice(last.end, half.start))) {
      last.name ??= half.name
      last.building ??= half.building
      last.end = half.end
    } else found.push({ ...half })
  }
  return found.map(place => ({ ...place, text: folded.slice(place.start, place.end).trim() }))
}

/** Do both name a compound, or both a building, and the two differ? */
export const otherPlace = (
  a: Pick<NamedPlace, 'name' | 'building'>,
  b: Pick<NamedPlace, 'name' | 'building'>,
): boolean =>
  (a.name !== null && b.name !== null && !sameName(a.name, b.name)) ||
  (a.building !== null && b.building !== null && a.building !== b.building)

/** A name from free text may include the word before it, so a common ending is enough: "我们状元府". */
const sameName = (a: string, b: string): boolean => {
  const [left, right] = [stem(a), stem(b)]
  return left.endsWith(right) || right.endsWith(left)
}
const stem = (name: string): string => name.toLowerCase().replace(/小区$|^the\s/u, '')

/** The places of the ticket's place text; without any, those of its summary. */
function placesOf({ placeText, summary }: Pick<OpenTicket, 'placeText' | 'summary'>): NamedPlace[] {
  const written = placesNamed(placeText ?? '')
  return written.length > 0 ? written : placesNamed(summary)
}

export const namesPlaceOf = (text: string, ticket: Pick<OpenTicket, 'placeText' | 'summary'>): boolean =>
  placesNamed(text).some(place => placesOf(ticket).some(own => !otherPlace(own, place)))

/** Does the text name places, all of them different from the ticket's? */
export function namesOtherPlace(text: string, ticket: Pick<OpenTicket, 'placeText' | 'summary'>): boolean {
  const said = placesNamed(text)
  const own = placesOf(ticket)
  return said.length > 0 && own.length > 0 && said.every(place => own.every(one => otherPlace(one, place)))
}
