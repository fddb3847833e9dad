/** Asks a triage every case of an exam, several at a time, and keeps the answers in the order of the cases. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Understanding } from '../domain/triage-result.ts'
import type { Triage } from '../triage/triage.ts'
import type { ExamCase } from './exam-file.ts'

export interface Answered {
  one: ExamCase
  understanding: Understanding
}

export interface RunExamOptions {
  /** How many cases are under way at once. */
  concurrency?: number
  onProgress?: (done: number, of: number) => void
  /** Ends it at once: whoever stops the process does not wait for a model. */
  signal?: AbortSignal
}

/** The local classifier never waits for anything: between two pauses residents of the same process would wait for it. */
const SLICE_MS = 5

/** @throws whatever the triage throws; a triage that falls back to the local classifier throws nothing. */
export async function runExam(
  cases: readonly ExamCase[],
  triage: Triage,
  { concurrency = 4, onProgress, signal }: RunExamOptions = {},
): Promise<Answered[]> {
  const answered: Answered[] = []
  const waiting = cases.entries()
  const breathe = breather()
  let done = 0
  // Every lane takes the next case from the same row, so that a slow answer holds up only its own lane.
  const lane = async () => {
    for (const [at, one] of waiting) {
      answered[at] = { one, understanding: await triage.understand(one.input) }
      if (signal?.aborted) return
      onProgress?.(++done, cases.length)
      await breathe()
    }
  }
  const lanes = Promise.all(Array.from({ length: Math.min(concurrency, cases.length) }, lane))
  await unlessAborted(lanes, signal)
  return answered
}

/** Lets the rest of the process work once the slice is used up; all lanes pause together. */
function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  let pause: Promise<void> | undefined
  return () => {
    if (!pause && performance.now() - since > SLICE_MS)
      pause = nextTurn().then(() => {
        pause = undefined
        since = performance.now()
      })
    return pause
  }
}

/** @throws the signal's reason, without waiting for the work. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await work)
  signal.throwIfAborted()
  let abort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort)
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
