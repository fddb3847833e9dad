/** Received messages: what waits in a conversation, and how each is marked as handled, once. */
import type pg from 'pg'
import { dropGroupFiles } from '../attachments/rows.ts'
import type { Queryable } from '../db/queryable.ts'
import type { InboundContent, Language } from '../domain/message.ts'
import type { TurnInput } from '../domain/triage-result.ts'
import { BEGIN, PROCESS } from '../lib/attempt-marker.ts'
import { noteId } from '../lib/ids.ts'
import type { Conversation } from './conversations.ts'

/** A received message with who sent it. */
export interface InboundRow {
  id: string
  kind: InboundContent['kind']
  text: string
  data: {
    action?: string
    replyTo?: string
    latitude?: number
    longitude?: number
    what?: string
    file?: string
    /** The file is here already. */
    uploaded?: true
    language?: Language
    /** External id of what these words correct. */
    edits?: string
    album?: string
    contact?: true
  }
  attempts: number
  /** Processes that died or hung while they handled it. */
  lost: number
  receivedAt: Date
  saidAt: Date | null
  identityId: string
  name: string | null
  residentId: string | null
  memberId: string | null
}

/** As much of a message as says what came with it. */
export type MessageContent = Pick<InboundRow, 'kind' | 'text' | 'data'>

/** Messages that one turn takes at most: what a person types in one go, with room. */
const MOST = 50

/** What waits, with its conversation before it; `id` is null when nothing waits. */
type Row = (InboundRow | { id: null }) &
  Pick<Conversation, 'channel' | 'workGroupId' | 'pendingPrompt' | 'pendingUntil' | 'reachable'> & {
    chatKind: Conversation['kind']
    ofResident: string | null
  }

/**
 * A conversation and what waits in it, in the order in which it came, each marked as begun before it is read: of a
 * process that dies with it nothing else would be known. One statement, for it runs for every message, and one that does
 * not wait for the disk: what a crash of the database forgets is no crash of ours.
 */
export async function beginTurn(
  pool: pg.Pool,
  conversationId: string,
  by = PROCESS,
): Promise<{ conversation: Conversation; waiting: InboundRow[] } | undefined> {
  const { rows: found } = await pool.query<Row>({
    name: 'turn',
    text: `
      WITH hasty AS (SELECT set_config('synchronous_commit', 'off', true)),
      begun AS (
        UPDATE inbound_message m SET ${BEGIN('m', '$2')} FROM hasty, (
          SELECT id FROM inbound_message WHERE conversation_id = $1 AND state = 'received' ORDER BY id LIMIT ${MOST} FOR NO KEY UPDATE) AS w
        WHERE m.id = w.id RETURNING m.*)
      SELECT c.channel, c.kind AS "chatKind", c.resident_id AS "ofResident", c.work_group_id AS "workGroupId",
        c.pending_prompt AS "pendingPrompt", c.pending_until AS "pendingUntil", c.reachable, m.*
      FROM conversation c LEFT JOIN LATERAL (
        SELECT m.id, m.kind, m.text, m.data, m.attempts, m.lost, m.received_at AS "receivedAt", m.said_at AS "saidAt", i.id AS "identityId", i.name, i.resident_id AS "residentId", i.member_id AS "memberId"
        FROM begun m JOIN identity i ON i.id = m.identity_id) m ON true
      WHERE c.id = $1 ORDER BY m.id`,
    values: [conversationId, by],
  })
  const [first] = found
  if (!first) return undefined
  for (const { id } of found) if (id) noteId(id)
  const { channel, chatKind, ofResident, workGroupId, pendingPrompt, pendingUntil, reachable } = first
  return {
    conversation: {
      id: conversationId,
      channel,
      kind: chatKind,
      residentId: ofResident,
      workGroupId,
      pendingPrompt,
      pendingUntil,
      reachable,
    },
    waiting: found.filter((row): row is Row & InboundRow => row.id !== null),
  }
}

/** They wait on; this process ended its attempt in order. */
export async function putBack(pool: pg.Pool, messages: readonly InboundRow[]): Promise<void> {
  await pool.query({
    name: 'turn put back',
    text: "UPDATE inbound_message SET begun_by = NULL WHERE id = ANY($1::uuid[]) AND state = 'received'",
    values: [messages.map(({ id }) => id)],
  })
}

/** What was said lately, oldest first: the words before these. */
export async function lastTurnsIn(
  pool: pg.Pool,
  conversationId: string,
  since: Date,
): Promise<TurnInput['lastTurns']> {
  const { rows } = await pool.query<TurnInput['lastTurns'][number]>({
    name: 'last turns',
    text: `
      SELECT "from", text FROM (
        (SELECT id, 'resident' AS "from", text FROM inbound_message
         WHERE conversation_id = $1 AND kind = 'text' AND state = 'handled' AND received_at > $2 ORDER BY id DESC LIMIT 4)
        UNION ALL
        (SELECT id, 'linli', content->>'text' FROM outbound_message
         WHERE conversation_id = $1 AND NOT card AND created_at > $2 ORDER BY id DESC LIMIT 4)
      ) AS said ORDER BY id`,
    values: [conversationId, since],
  })
  return rows
}

/** Messages that were handled before, or wait for words, belong to this ticket. */
export const attachToTicket = (db: Queryable, messageIds: readonly string[], ticketId: string) =>
  db.query('UPDATE inbound_message SET ticket_id = $2 WHERE id = ANY($1::uuid[])', [messageIds, ticketId])

/** Files, pins and contacts since `since` that belong to no ticket yet. */
export const attachEvidence = (db: Queryable, conversationId: string, ticketId: string, since: Date) =>
  db.query(
    `UPDATE inbound_message SET ticket_id = $2
     WHERE conversation_id = $1 AND (kind IN ('attachment', 'location') OR data ? 'contact') AND ticket_id IS NULL AND received_at > $3`,
    [conversationId, ticketId, since],
  )

/** They wait for the retry. */
export const countAttempt = (db: Queryable, messageIds: readonly string[], error: string) =>
  db.query(
    "UPDATE inbound_message SET attempts = attempts + 1, error = $2, begun_by = NULL WHERE id = ANY($1::uuid[]) AND state = 'received'",
    [messageIds, error],
  )

/** A dead letter: it is not tried again. */
export async function markFailed(db: Queryable, messageId: string, error: string): Promise<void> {
  await db.query(
    `UPDATE inbound_message m SET state = 'failed', error = $2, ${DROPPED} FROM conversation c WHERE c.id = m.conversation_id AND m.id = $1`,
    [messageId, error],
  )
  await dropGroupFiles(db, [messageId])
}

/** Another process has handled the same messages; what this one was about to do is rolled back. */
export class TurnTaken extends Error {
  override name = 'TurnTaken'
}

/**
 * Marks messages as handled inside the transaction that acts on them: each message counts exactly once, however often
 * its job runs.
 * @throws TurnTaken
 */
export async function markHandled(
  tx: { db: pg.ClientBase; at: Date },
  messages: readonly InboundRow[],
  ticketId: string | null = null,
): Promise<void> {
  const ids = messages.map(message => message.id)
  const { rowCount } = await tx.db.query(
    ticketId
      ? { name: 'inbound claim', text: CLAIM, values: [ids, tx.at, ticketId] }
      : { name: 'inbound claim without ticket', text: CLAIM_WITHOUT_TICKET, values: [ids, tx.at] },
  )
  if (rowCount !== messages.length) throw new TurnTaken()
  if (!ticketId && messages.some(({ kind }) => kind === 'attachment')) await dropGroupFiles(tx.db, ids)
}

const CLAIM =
  "UPDATE inbound_message SET state = 'handled', handled_at = $2, ticket_id = $3, error = NULL WHERE id = ANY($1::uuid[]) AND state = 'received'"

/**
 * What is said in a group and belongs to no ticket is not kept: a row stays by which a replay is known and an edit finds
 * what it changes, and nothing of what was said.
 */
const DROPPED = `
  text = CASE c.kind WHEN 'group' THEN '' ELSE m.text END,
  data = CASE c.kind WHEN 'group' THEN jsonb_strip_nulls(jsonb_build_object('dropped', true, 'edits', m.data->'edits')) ELSE m.data END`

const CLAIM_WITHOUT_TICKET = `
  UPDATE inbound_message m SET state = 'handled', handled_at = $2, error = NULL, ${DROPPED}
  FROM conversation c WHERE c.id = m.conversation_id AND m.id = ANY($1::uuid[]) AND m.state = 'received'`
