/**
 * Who holds an exam: the command line at once, a server as a job, never both at a time, because a model is paid for each
 * answer. Whoever dies lets go of it, and the sweep hands it to the next.
 */
import { tryLock, waitForLock } from '../db/advisory-lock.ts'
import { LOCAL } from '../exam/decider.ts'
import type { JobRun } from '../queue/bullmq.ts'
import { examRecord, failExam } from './exam-record.ts'
import { type ExamDeps, type HeldExam, holdExam } from './examine.ts'

/** What is not over by then never will be: each try killed its process, or no process has the model's key. */
const PATIENCE_MS = 24 * 60 * 60 * 1000

const lockOf = (id: string) => `exam ${id}`

/** @returns once it is over, also when somebody else held it. @throws PromptUnknown */
export async function holdExamNow(
  deps: ExamDeps,
  id: string,
  onProgress?: (done: number, of: number) => void,
): Promise<HeldExam> {
  const lock = await waitForLock(deps.pool, lockOf(id))
  try {
    return await holdExam(deps, id, { ...(onProgress && { onProgress }) })
  } finally {
    await lock.release()
  }
}

/** @throws whatever kept it from being held, as long as it will be tried again; after that the exam has failed. */
export async function holdQueuedExam(
  deps: ExamDeps,
  id: string,
  { lastAttempt, stopping }: JobRun,
): Promise<void> {
  const { pool, now, model } = deps
  const lock = await tryLock(pool, lockOf(id))
  if (!lock) return
  try {
    const { decider, startedAt } = await examRecord(pool, id)
    if (now().getTime() - startedAt.getTime() > PATIENCE_MS)
      return await failExam(pool, id, '一天了也没考成 / could not be held within a day', now())
    // Planned by a process that has a model; this one has none.
    if (decider !== LOCAL && !model) return
    await holdExam(deps, id, { signal: stopping })
  } catch (error) {
    // The row still waits for the next process.
    if (stopping.aborted) return
    if (lastAttempt) await failExam(pool, id, error instanceof Error ? error.message : String(error), now())
    throw error
  } finally {
    await lock.release()
  }
}
