/** A conversation, and what is expected next in it. */
import type pg from 'pg'
import type { ChannelName } from '../domain/message.ts'

export interface Conversation {
  id: string
  channel: ChannelName
  kind: 'private' | 'group'
  residentId: string | null
  workGroupId: string | null
  awaiting: string | null
  awaitingAt: Date | null
  reachable: boolean
}

/** What is said next in a conversation is meant for this. */
export async function awaitNext(
  { db, at }: { db: pg.ClientBase; at: Date },
  conversationId: string,
  what: string,
): Promise<void> {
  await db.query('UPDATE conversation SET awaiting = $2, awaiting_at = $3 WHERE id = $1', [
    conversationId,
    what,
    at,
  ])
}

/** What was awaited has come, or is no longer wanted. */
export const awaitNothing = ({ db }: { db: pg.ClientBase }, conversationId: string) =>
  db.query('UPDATE conversation SET awaiting = NULL, awaiting_at = NULL WHERE id = $1', [conversationId])
