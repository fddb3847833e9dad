/** Asks a triage every case of an exam, several at a time, and keeps the answers in the order of the cases. */
import type { Understanding } from '../domain/understanding.ts'
import type { Triage } from '../triage/triage-conversation.ts'
import type { ExamCase } from './exam-file.ts'

export interface Answered {
  one: ExamCase
  understanding: Understanding
}

export interface RunExamOptions {
  /** How many cases are under way at once. */
  concurrency?: number
  onProgress?: (done: number, of: number) => void
}

/** @throws whatever the triage throws; a triage that falls back to the local classifier throws nothing. */
export async function runExam(
  cases: readonly ExamCase[],
  triage: Triage,
  { concurrency = 4, onProgress }: RunExamOptions = {},
): Promise<Answered[]> {
  const answered: Answered[] = []
  const waiting = cases.entries()
  let done = 0
  // Every lane takes the next case from the same row, so that a slow answer holds up only its own lane.
  const lane = async () => {
    for (const [at, one] of waiting) {
      answered[at] = { one, understanding: await triage.understand(one.input) }
      onProgress?.(++done, cases.length)
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, cases.length) }, lane))
  return answered
}
