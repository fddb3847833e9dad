/** Marks one answer: a list of checks with expected and actual values. Pure. */
import { parseAddress } from '../domain/address/address.ts'
import { OPENS_TICKETS, type Item, type Understanding } from '../domain/triage-result.ts'
import { NO_GUIDE } from './exam-schema.ts'
import type { ExamCase, ExpectedItem } from './exam-file.ts'

export const CHECKS = [
  'intent',
  'items',
  'category',
  'urgency',
  'place',
  'guide',
  'about',
  'emergency',
] as const
export type CheckKind = (typeof CHECKS)[number]

export interface Check {
  kind: CheckKind
  right: boolean
  expected: string
  got: string
}

/** An expected and a predicted category, for precision and recall. */
export interface Naming {
  expected: string
  predicted: string
  confidence: number
}

/** The predicted category of a missing item. */
const NO_ITEM = '-'

export const checksOf = ({ expected }: ExamCase, answer: Understanding): Check[] => {
  const checks: Check[] = []
  const check = (kind: CheckKind, right: boolean, wanted: string, got: string) =>
    checks.push({ kind, right, expected: wanted, got })
  if (expected.intents)
    check('intent', expected.intents.includes(answer.intent), expected.intents.join(' / '), answer.intent)
  if (expected.about !== undefined)
    check('about', answer.about === expected.about, expected.about ?? NO_ITEM, answer.about ?? NO_ITEM)
  check(
    'emergency',
    answer.emergency === expected.emergency,
    expected.emergency ?? NO_ITEM,
    answer.emergency ?? NO_ITEM,
  )
  // A request with a wrong intent counts as one mistake, so its items are not checked.
  if (!expected.items || !OPENS_TICKETS.includes(answer.intent)) return checks
  check(
    'items',
    answer.items.length === expected.items.length,
    String(expected.items.length),
    String(answer.items.length),
  )
  for (const { wanted, got } of paired(expected.items, answer.items)) {
    const named = got?.category ?? NO_ITEM
    check('category', wanted.categories.includes(named), wanted.categories.join(' / '), named)
    // The other properties of a missing item are not checked.
    if (got && wanted.urgency) check('urgency', got.urgency === wanted.urgency, wanted.urgency, got.urgency)
    if (got && wanted.guide)
      check('guide', (got.guide ?? NO_GUIDE) === wanted.guide, wanted.guide, got.guide ?? NO_GUIDE)
    if (got && wanted.place)
      check('place', samePlace(wanted.place, got.placeText), wanted.place, got.placeText ?? NO_ITEM)
  }
  return checks
}

/** The namings of a case with expected items, also for a lost request, because its category was missed too. */
export function namingsOf({ expected }: ExamCase, answer: Understanding): Naming[] {
  // If the expected intents allow no ticket ("chatter or request"), no category was missed.
  const mayOpenNone = expected.intents?.some(intent => !OPENS_TICKETS.includes(intent)) ?? false
  if (!expected.items || (mayOpenNone && answer.items.length === 0)) return []
  return paired(expected.items, answer.items).map(({ wanted, got }) => {
    const predicted = got?.category ?? NO_ITEM
    const right = wanted.categories.includes(predicted)
    return {
      expected: right ? predicted : (wanted.categories[0] ?? NO_ITEM),
      predicted,
      confidence: got?.confidence ?? 0,
    }
  })
}

/** Pairs by position when the counts agree; otherwise by category first, then in order. */
function paired(wanted: readonly ExpectedItem[], got: readonly Item[]) {
  if (wanted.length === got.length) return wanted.map((one, i) => ({ wanted: one, got: got[i] }))
  const left = [...got]
  const fitting = wanted.map(one => {
    const at = left.findIndex(item => one.categories.includes(item.category))
    return at < 0 ? undefined : left.splice(at, 1)[0]
  })
  return wanted.map((one, i) => ({ wanted: one, got: fitting[i] ?? left.shift() }))
}

/** Maximum of surplus characters around a place, so that a whole letter does not count as one. */
const WORDS_AROUND = 24

/** Does `got` contain the wanted place, or parse to the same building, entrance and room? */
export function samePlace(wanted: string, got: string | null): boolean {
  if (!got) return false
  const [expected, said] = [wanted, got].map(packed) as [string, string]
  if (said.includes(expected) && said.length <= expected.length + WORDS_AROUND) return true
  const [a, b] = [parseAddress(wanted), parseAddress(got)]
  return a.building !== null && a.building === b.building && a.unit === b.unit && a.room === b.room
}

const packed = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,，。、;；]+/gu, '')
