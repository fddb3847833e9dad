/** The marks of an exam: case by case, by kind of check, by intent and category, with time, tokens and cost. Pure. */
import { INTENTS, type Understanding } from '../domain/triage-result.ts'
import type { Answered } from './run-exam.ts'
import { CHECKS, checksOf, namingsOf, type Check, type CheckKind, type Naming } from './mark-case.ts'
import { mark as marksOf, type Marks } from './metrics.ts'

export interface CaseMark {
  id: string
  exam: string
  hash: string
  texts: readonly string[]
  right: boolean
  checks: readonly Check[]
  namings: readonly Naming[]
  decidedBy: Understanding['decidedBy']
  fallback: string | null
  milliseconds: number
}

export interface Tally {
  right: number
  of: number
}

export interface Prices {
  /** Per million tokens, in the operator's currency. */
  input: number
  output: number
}

export interface ExamMarks {
  cases: readonly CaseMark[]
  right: Tally
  checks: Readonly<Record<CheckKind, Tally>>
  exams: readonly (Tally & { exam: string })[]
  /** Marks of the intents. Where a case allows several, the answered one counts if it is right, else the first. */
  intents: Marks
  categories: Marks
  emergencies: { expected: number; missed: string[]; otherKind: string[]; falseAlarms: string[] }
  milliseconds: { p50: number; p95: number; p99: number }
  decidedBy: Readonly<Record<Understanding['decidedBy'], number>>
  /** Counts of the reasons for which the model did not answer. */
  fallbacks: Readonly<Record<string, number>>
  tokens: { input: number; output: number }
  /** null without prices. */
  cost: number | null
}

export function markExam(answered: readonly Answered[], prices: Prices | null = null): ExamMarks {
  const cases = answered.map(caseMark)
  const tokens = {
    input: sum(answered.map(({ understanding }) => understanding.inputTokens)),
    output: sum(answered.map(({ understanding }) => understanding.outputTokens)),
  }
  return {
    cases,
    right: tally(cases),
    checks: Object.fromEntries(CHECKS.map(kind => [kind, tally(checksIn(cases, kind))])) as Record<
      CheckKind,
      Tally
    >,
    exams: [...groupBy(cases, one => one.exam)].map(([exam, own]) => ({ exam, ...tally(own) })),
    intents: marksOf(answered.flatMap(intentNaming)),
    categories: marksOf(cases.flatMap(one => one.namings)),
    emergencies: alarmsIn(answered),
    milliseconds: percentiles(cases.map(one => one.milliseconds)),
    decidedBy: { rule: 0, model: 0, local: 0, ...countBy(cases, one => one.decidedBy) },
    fallbacks: countBy(
      cases.filter(one => one.fallback),
      one => one.fallback ?? '',
    ),
    tokens,
    cost: prices && (tokens.input * prices.input + tokens.output * prices.output) / 1_000_000,
  }
}

function caseMark({ one, understanding }: Answered): CaseMark {
  const checks = checksOf(one, understanding)
  return {
    id: one.id,
    exam: one.exam,
    hash: one.hash,
    texts: one.input.texts,
    right: checks.every(check => check.right),
    checks,
    namings: namingsOf(one, understanding),
    decidedBy: understanding.decidedBy,
    fallback: understanding.fallback,
    milliseconds: understanding.milliseconds,
  }
}

function intentNaming({ one: { expected }, understanding: { intent } }: Answered): Naming[] {
  if (!expected.intents) return []
  const wanted = expected.intents.includes(intent) ? intent : (expected.intents[0] ?? INTENTS[0])
  return [{ expected: wanted, predicted: intent, confidence: 1 }]
}

function alarmsIn(answered: readonly Answered[]): ExamMarks['emergencies'] {
  const those = (fits: (expected: string | null, got: string | null) => boolean) =>
    answered
      .filter(({ one, understanding }) => fits(one.expected.emergency, understanding.emergency))
      .map(({ one }) => one.id)
  return {
    expected: those(expected => expected !== null).length,
    missed: those((expected, got) => expected !== null && got === null),
    otherKind: those((expected, got) => expected !== null && got !== null && expected !== got),
    falseAlarms: those((expected, got) => expected === null && got !== null),
  }
}

const checksIn = (cases: readonly CaseMark[], kind: CheckKind) =>
  cases.flatMap(one => one.checks.filter(check => check.kind === kind))

const tally = (marked: readonly { right: boolean }[]): Tally => ({
  right: marked.filter(one => one.right).length,
  of: marked.length,
})

/** The value that a share of all does not exceed (nearest rank). */
function percentiles(numbers: readonly number[]): ExamMarks['milliseconds'] {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function groupBy<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}
const countBy = <T>(all: readonly T[], key: (one: T) => string): Record<string, number> =>
  Object.fromEntries([...groupBy(all, key)].map(([name, own]) => [name, own.length]))
