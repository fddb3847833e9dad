/** Queues every row without progress again: the database holds the state, and a queue may lose every job. */
import type pg from 'pg'
import type { ChannelName } from '../domain/message.ts'
import type { Queues } from './bullmq.ts'

/** Younger rows still have their own job. A row from the future is not young: its clock was wrong. */
const PATIENCE_MS = 15_000

export interface SweepDeps {
  pool: pg.Pool
  now: () => Date
  queues: Pick<Queues, 'enqueue'>
}

/** @param patienceMs minimum age of a row; 0 at a start, when no job is left alive. */
export async function sweep({ pool, queues, now }: SweepDeps, patienceMs = PATIENCE_MS): Promise<void> {
  const at = now()
  const young = [new Date(at.getTime() - patienceMs), at]
  const waiting = await pool.query<{ conversationId: string }>(
    `SELECT DISTINCT conversation_id AS "conversationId" FROM inbound_message WHERE state = 'received' AND NOT (received_at > $1 AND received_at <= $2)`,
    young,
  )
  for (const { conversationId } of waiting.rows) await queues.enqueue('triage', { conversationId })
  const unsent = await pool.query<{ channel: ChannelName }>(
    `SELECT DISTINCT channel FROM outbound_message WHERE state = 'pending' AND (error IS NULL OR not_before <= $2) AND NOT (not_before > $1 AND not_before <= $2)`,
    young,
  )
  for (const { channel } of unsent.rows) await queues.enqueue('deliver', { channel })
  const closures = await pool.query<{ ticketId: string }>(
    `SELECT DISTINCT ticket_id AS "ticketId" FROM closure_check WHERE NOT (created_at > $1 AND created_at <= $2)`,
    young,
  )
  for (const { ticketId } of closures.rows) await queues.enqueue('closure', { ticketId })
  const exams = await pool.query<{ examId: string }>(
    `SELECT id AS "examId" FROM prompt_exam WHERE state IN ('queued', 'running') AND NOT (started_at > $1 AND started_at <= $2)`,
    young,
  )
  for (const { examId } of exams.rows) await queues.enqueue('exam', { examId })
  const files = await pool.query<{ channel: ChannelName }>(
    `SELECT DISTINCT channel FROM attachment
     WHERE state <> 'refused' AND shown_at IS NULL AND inbound_message_id IS NOT NULL
       AND (error IS NULL OR not_before <= $2) AND NOT (not_before > $1 AND not_before <= $2)`,
    young,
  )
  for (const { channel } of files.rows) await queues.enqueue('fetch', { channel })
}
