/** Runs triage on every case of an exam, several at a time, and returns the answers in the order of the cases. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Understanding } from '../domain/triage-result.ts'
import type { Triage } from '../triage/triage.ts'
import type { ExamCase } from './exam-file.ts'

export interface Answered {
  one: ExamCase
  understanding: Understanding
}

export interface RunExamOptions {
  /** Number of concurrent cases. */
  concurrency?: number
  onProgress?: (done: number, of: number) => void
  /** Aborts at once, so that stopping the process does not wait for a model. */
  signal?: AbortSignal
}

/** Milliseconds of work between two yields: the local classifier never awaits I/O and would block the event loop. */
const SLICE_MS = 5

/** @throws the triage's errors. A failing model causes none, because triage falls back to the local classifier. */
export async function runExam(
  cases: readonly ExamCase[],
  triage: Triage,
  { concurrency = 4, onProgress, signal }: RunExamOptions = {},
): Promise<Answered[]> {
  const answered: Answered[] = []
  const waiting = cases.entries()
  const breathe = breather()
  let done = 0
  // All lanes take cases from one iterator, so that a slow answer blocks only its own lane.
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

/** Yields to the event loop once the slice is used up; all lanes pause together. */
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
