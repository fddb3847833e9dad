/**
 * The chat in which an erased resident is told so: an address and one sentence, tied to nothing else. It is deleted
 * soon after; a message that comes there before makes a new resident.
 */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'
import { newId } from '../lib/ids.ts'
import type { Resident } from './residents.ts'
import type { Conversation } from './conversations.ts'

/** Long enough to be delivered and read. */
const READ_MS = 60 * 60_000

/** Takes the address over from the chat that they spoke in. @returns the new chat. */
export async function lastChat(
  { db, at }: { db: pg.ClientBase; at: Date },
  resident: Resident,
  conversation: Conversation,
): Promise<string> {
  const chat = newId()
  const { rows } = await db.query<{ externalId: string }>(
    `WITH old AS (SELECT id, external_id FROM conversation WHERE id = $1)
     UPDATE conversation c SET external_id = 'erased:' || c.id FROM old WHERE c.id = old.id RETURNING old.external_id AS "externalId"`,
    [conversation.id],
  )
  const externalId = rows[0]?.externalId ?? ''
  // An open page receives the last message and goes on as a new resident.
  const residentId = conversation.channel === 'web' ? await newcomer(db, at, resident, externalId) : null
  await db.query(
    "INSERT INTO conversation (id, channel, external_id, kind, resident_id, erase_at, created_at) VALUES ($1, $2, $3, 'private', $4, $5, $6)",
    [chat, conversation.channel, externalId, residentId, new Date(at.getTime() + READ_MS), at],
  )
  return chat
}

/** The browser's number was made up by us and says nothing; whom it belonged to is gone from it. */
async function newcomer(
  db: pg.ClientBase,
  at: Date,
  { language }: Resident,
  externalId: string,
): Promise<string> {
  const [residentId, identityId] = [newId(), newId()]
  const { rows } = await db.query<{ id: string }>(
    "UPDATE identity SET external_id = 'erased:' || id WHERE channel = 'web' AND external_id = $1 RETURNING id",
    [externalId],
  )
  await db.query('INSERT INTO resident (id, language, created_at) VALUES ($1, $2, $3)', [
    residentId,
    language,
    at,
  ])
  await db.query(
    "INSERT INTO identity (id, channel, external_id, resident_id, created_at) VALUES ($1, 'web', $2, $3, $4)",
    [identityId, externalId, residentId, at],
  )
  await db.query('UPDATE web_session SET identity_id = $2 WHERE identity_id = $1', [rows[0]?.id, identityId])
  return residentId
}

/** Deletes last chats whose time is up; of those with new messages it only clears the date. */
export async function tidyLastChats(pool: pg.Pool, now: Date): Promise<void> {
  await inTransaction(pool, async db => {
    const { rows } = await db.query<{ id: string; residentId: string | null; spoken: boolean }>(
      `SELECT id, resident_id AS "residentId", EXISTS (SELECT FROM inbound_message m WHERE m.conversation_id = c.id) AS spoken
       FROM conversation c WHERE erase_at <= $1
         AND NOT EXISTS (SELECT FROM outbound_message o WHERE o.conversation_id = c.id AND o.state = 'pending') FOR UPDATE`,
      [now],
    )
    const ids = (spoken: boolean) => rows.filter(row => row.spoken === spoken).map(({ id }) => id)
    await db.query('UPDATE conversation SET erase_at = NULL WHERE id = ANY($1::uuid[])', [ids(true)])
    const silent = ids(false)
    await db.query('DELETE FROM conversation WHERE id = ANY($1::uuid[])', [silent])
    const devices = rows.filter(({ spoken }) => !spoken).map(({ residentId }) => residentId)
    await db.query('DELETE FROM identity WHERE resident_id = ANY($1::uuid[])', [devices])
    await db.query('DELETE FROM resident WHERE id = ANY($1::uuid[])', [devices])
  })
}
