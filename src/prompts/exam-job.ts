/**
 * Runs exams: the command line at once, a server as a job. An advisory lock prevents both at a time, because each
 * answer of a model costs money. When a process dies, its lock is released and the sweep enqueues the exam again.
 */
import { tryLock, waitForLock } from '../db/advisory-lock.ts'
import { LOCAL } from '../exam/decider.ts'
import type { JobRun } from '../queue/bullmq.ts'
import { examRecord, failExam } from './exam-record.ts'
import { type ExamDeps, type HeldExam, holdExam } from './examine.ts'

/** An exam that is not over by then fails: each try killed its process, or no process has the model's key. */
const PATIENCE_MS = 24 * 60 * 60 * 1000

const lockOf = (id: string) => `exam ${id}`

/** Waits for the lock if another process holds the exam. @returns its result. @throws PromptUnknown */
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

/** @throws the error that prevented the exam, so that the queue retries; the last attempt marks the exam as failed. */
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
    // Another process with a model planned it; this process has none.
    if (decider !== LOCAL && !model) return
    await holdExam(deps, id, { signal: stopping })
  } catch (error) {
    // The row stays open for the next process.
    if (stopping.aborted) return
    if (lastAttempt) await failExam(pool, id, error instanceof Error ? error.message : String(error), now())
    throw error
  } finally {
    await lock.release()
  }
}
