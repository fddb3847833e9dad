/** The row of an exam: progress and result. */
import type { ExamResult } from '../exam/exam-result.ts'
import { PromptUnknown, type Queryable } from './versions.ts'

export interface ExamRecord {
  id: string
  versionId: string
  /** The live version when the exam was planned; null: none, or the version itself. */
  baselineId: string | null
  /** `local`, or a model's name. */
  decider: string
  state: 'queued' | 'running' | 'passed' | 'refused' | 'failed'
  done: number
  total: number
  author: string
  startedAt: Date
  endedAt: Date | null
  /** Why the exam failed. */
  error: string | null
  /** Set once the exam has passed or was refused. */
  result: ExamResult | null
}

/** @throws PromptUnknown */
export async function examRecord(db: Queryable, id: string): Promise<ExamRecord> {
  const { rows } = await db.query<ExamRecord>(
    `SELECT id, version_id AS "versionId", baseline_id AS "baselineId", decider, state, done, total, author,
       started_at AS "startedAt", ended_at AS "endedAt", error, result FROM prompt_exam WHERE id = $1`,
    [id],
  )
  if (!rows[0]) throw new PromptUnknown(`${id}: 没有这场考试 / there is no such exam`)
  return rows[0]
}

/** Marks an exam as failed; it is not retried. */
export async function failExam(db: Queryable, id: string, error: string, at: Date): Promise<void> {
  await db.query(
    "UPDATE prompt_exam SET state = 'failed', error = $2, ended_at = $3 WHERE id = $1 AND state IN ('queued', 'running')",
    [id, error, at],
  )
}
