/** Finds every row without progress and queues it again: the database is the memory, a queue may lose everything. */
import type pg from 'pg'
import type { ChannelName } from '../domain/message.ts'
import type { Queues } from './bullmq.ts'

/** A message younger than this is on its way in the ordinary manner. */
const PATIENCE = '15 seconds'

export interface SweepDeps {
  pool: pg.Pool
  queues: Pick<Queues, 'enqueue'>
}

/** @param patience how old a row must be; at a start, when no job is left alive, `0 seconds`. */
export async function sweep({ pool, queues }: SweepDeps, patience = PATIENCE): Promise<void> {
  const waiting = await pool.query<{ conversationId: string }>(
    `SELECT DISTINCT conversation_id AS "conversationId" FROM inbound_message WHERE state = 'received' AND received_at <= now() - $1::interval`,
    [patience],
  )
  for (const { conversationId } of waiting.rows) await queues.enqueue('triage', { conversationId })
  const unsent = await pool.query<{ channel: ChannelName }>(
    `SELECT DISTINCT channel FROM outbound_message WHERE state = 'pending' AND not_before <= now() - $1::interval`,
    [patience],
  )
  for (const { channel } of unsent.rows) await queues.enqueue('deliver', { channel })
  const closures = await pool.query<{ ticketId: string }>(
    `SELECT DISTINCT ticket_id AS "ticketId" FROM closure_check WHERE created_at <= now() - $1::interval`,
    [patience],
  )
  for (const { ticketId } of closures.rows) await queues.enqueue('closure', { ticketId })
  const exams = await pool.query<{ examId: string }>(
    `SELECT id AS "examId" FROM prompt_exam WHERE state IN ('queued', 'running') AND started_at <= now() - $1::interval`,
    [patience],
  )
  for (const { examId } of exams.rows) await queues.enqueue('exam', { examId })
  const files = await pool.query<{ channel: ChannelName }>(
    `SELECT DISTINCT channel FROM attachment
     WHERE state <> 'refused' AND shown_at IS NULL AND inbound_message_id IS NOT NULL AND not_before <= now() - $1::interval`,
    [patience],
  )
  for (const { channel } of files.rows) await queues.enqueue('fetch', { channel })
}
