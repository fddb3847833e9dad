/**
 * Compares two results of the same exam: flipped cases, the change of each category, and protected categories that got
 * worse. Pure. Only cases with the same input and label in both are compared.
 */
import type { CaseMark, ExamMarks } from './mark.ts'
import { mark } from './metrics.ts'

const FLIPS = ['broke', 'mended', 'changed'] as const
export type FlipKind = (typeof FLIPS)[number]

interface Flip {
  id: string
  texts: readonly string[]
  /** broke: right to wrong; mended: wrong to right; changed: another answer, as right or as wrong as before. */
  kind: FlipKind
  before: string
  now: string
}

interface CategoryChange {
  category: string
  before: number
  now: number
}

export interface Comparison {
  compared: number
  /** Cases of this result that are missing or different in the other one. */
  notComparable: number
  before: number
  now: number
  flips: readonly Flip[]
  /** The largest fall first. */
  categories: readonly CategoryChange[]
  /** Protected categories that fell; each of them refuses the prompt. */
  dropped: readonly CategoryChange[]
}

/** Tolerance for floating point only. */
const SAME = 1e-9

export function compareExams(
  baseline: Pick<ExamMarks, 'cases'>,
  current: Pick<ExamMarks, 'cases'>,
  protectedIds: readonly string[],
): Comparison {
  const earlier = new Map(baseline.cases.map(one => [one.id, one]))
  const pairs = current.cases.flatMap(now => {
    const before = earlier.get(now.id)
    return before?.hash === now.hash ? [{ before, now }] : []
  })
  const categories = categoryChanges(
    pairs.map(pair => pair.before),
    pairs.map(pair => pair.now),
  )
  return {
    compared: pairs.length,
    notComparable: current.cases.length - pairs.length,
    before: pairs.filter(pair => pair.before.right).length,
    now: pairs.filter(pair => pair.now.right).length,
    flips: pairs.flatMap(flipOf),
    categories,
    dropped: categories.filter(one => protectedIds.includes(one.category) && one.now < one.before - SAME),
  }
}

function flipOf({ before, now }: { before: CaseMark; now: CaseMark }): Flip[] {
  const [said, says] = [answerOf(before), answerOf(now)]
  if (said === says) return []
  const kind: FlipKind = before.right === now.right ? 'changed' : now.right ? 'mended' : 'broke'
  return [{ id: now.id, texts: now.texts, kind, before: said, now: says }]
}

/** The answers to all checks as one text. */
const answerOf = ({ checks }: CaseMark): string => checks.map(({ kind, got }) => `${kind} ${got}`).join(', ')

function categoryChanges(before: readonly CaseMark[], now: readonly CaseMark[]): CategoryChange[] {
  const [then, today] = [f1sOf(before), f1sOf(now)]
  return [...new Set([...then.keys(), ...today.keys()])]
    .map(category => ({ category, before: then.get(category) ?? 0, now: today.get(category) ?? 0 }))
    .filter(one => Math.abs(one.now - one.before) > SAME)
    .sort((a, b) => a.now - a.before - (b.now - b.before) || (a.category < b.category ? -1 : 1))
}

const f1sOf = (cases: readonly CaseMark[]): Map<string, number> =>
  new Map(
    mark(cases.flatMap(one => one.namings))
      .classes.filter(({ support }) => support > 0)
      .map(({ label, f1 }) => [label, f1]),
  )
