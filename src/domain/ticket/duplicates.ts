/** Detects duplicates, which are offered to the resident, and hot issues: many neighbours who report one cause. */
import { parseAddress } from '../address/address.ts'
import type { Rules } from '../house-rules.ts'
import type { Ticket } from './ticket.ts'

/** The fields of a report that the comparison needs. */
export type Report = Pick<Ticket, 'residentId' | 'placeId' | 'placeText' | 'text' | 'createdAt' | 'urgency'>
export type Known = Report & Pick<Ticket, 'id' | 'number' | 'state' | 'hot' | 'acceptedAt'>

export type Relation =
  | { kind: 'alone' }
  /** Possibly a duplicate of `as`: the resident is asked. */
  | { kind: 'maybe'; as: Known }
  /** One more report of a hot issue. */
  | { kind: 'follows'; parent: Known }
  /** This report makes it a hot issue: `others` follow `parent`. */
  | { kind: 'heats'; parent: Known; others: Known[]; residents: number }

/**
 * @param known reports of the same grid and category that are being worked on, the oldest first.
 * @param ms what the rules call `within`, in milliseconds.
 */
export function relationTo(
  report: Report,
  known: readonly Known[],
  rules: Pick<Rules, 'hot' | 'duplicate'>,
  ms: { hot: number; duplicate: number },
): Relation {
  const ofOthers = known.filter(
    one => one.residentId !== report.residentId && (isDanger(one) || !isDanger(report)),
  )
  const young = (one: Known, within: number) => report.createdAt.getTime() - one.createdAt.getTime() <= within
  const issue = ofOthers.find(one => one.hot && sameCause(report, one) >= rules.hot.alike)
  if (issue) return { kind: 'follows', parent: issue }
  const together = ofOthers.filter(one => young(one, ms.hot) && sameCause(report, one) >= rules.hot.alike)
  const residents = new Set([report.residentId, ...together.map(one => one.residentId)]).size
  // The parent is the first accepted report, else the oldest one.
  const parent = together.find(({ acceptedAt }) => acceptedAt) ?? together[0]
  if (parent && residents >= rules.hot.residents)
    return {
      kind: 'heats',
      parent,
      others: together.filter(
        one =>
          one !== parent &&
          !one.acceptedAt &&
          one.state === 'assigned' &&
          (isDanger(parent) || !isDanger(one)),
      ),
      residents,
    }
  const [same] = ofOthers
    .filter(one => young(one, ms.duplicate))
    .map(one => ({ one, alike: sameThing(report, one) }))
    .filter(({ alike }) => alike >= rules.duplicate.alike)
    .sort((a, b) => b.alike - a.alike)
  return same ? { kind: 'maybe', as: same.one } : { kind: 'alone' }
}

/** An emergency never follows a calmer ticket: a person in a stuck lift is not the sixth report of a broken lift. */
const isDanger = ({ urgency }: Report): boolean => urgency === 'emergency'

/**
 * Reports of one category from one compound at one time have one cause, even with different words. Emergencies must
 * also agree in the building: a fire in another building needs a response of its own.
 */
const sameCause = (a: Report, b: Report): number =>
  (isDanger(a) || isDanger(b)) && !samePlace(a, b)
    ? 0
    : a.placeId !== null && a.placeId === b.placeId
      ? 1
      : wordsInCommon(a.text, b.text)

function samePlace(a: Report, b: Report): boolean {
  const [here, there] = [buildingOf(a), buildingOf(b)]
  return a.placeId === b.placeId && (here === null || there === null || here === there)
}

/** Broken lamps in two buildings are no duplicates. */
const sameThing = (a: Report, b: Report): number => (samePlace(a, b) ? wordsInCommon(a.text, b.text) : 0)

const buildingOf = ({ placeText }: Report): string | null => parseAddress(placeText ?? '').building

/** 0..1: Dice coefficient of the character pairs of two texts. Numbers and punctuation do not count. */
export function wordsInCommon(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)]
  if (left.size === 0 || right.size === 0) return 0
  const shared = [...left].filter(pair => right.has(pair)).length
  return (2 * shared) / (left.size + right.size)
}

function pairs(text: string): Set<string> {
  const letters = [
    ...text
      .slice(0, 1_000)
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ''),
  ]
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}
