/** What is kept of an erased resident's accounts, chats and words: rows without a name, an address or a text. */
import type { Queryable } from '../db/queryable.ts'
import { BY_ID, type Rewrite, rewriteTexts } from '../db/rewrite-texts.ts'

interface Tx {
  db: Queryable
  at: Date
}

/**
 * @param current ids of the messages that order it: their words go too, and the turn marks them as handled.
 * @returns how many messages.
 */
export async function eraseHeard(
  { db, at }: Tx,
  residentId: string,
  current: readonly string[],
): Promise<number> {
  // The platform's id of a message may have the address in it; a replay finds nothing to do: its sender is gone.
  const { rowCount } = await db.query(
    `UPDATE inbound_message SET text = '', data = '{}', error = NULL, external_id = 'erased:' || id,
       handled_at = CASE WHEN state = 'received' AND id <> ALL($3) THEN $2 ELSE handled_at END,
       state = CASE WHEN state = 'received' AND id <> ALL($3) THEN 'handled' ELSE state END
     WHERE conversation_id IN (SELECT id FROM conversation WHERE resident_id = $1 AND kind = 'private')`,
    [residentId, at, current],
  )
  return rowCount ?? 0
}

/** @returns what the web calls their chats. */
export async function webChatsOf(db: Queryable, residentId: string): Promise<string[]> {
  const { rows } = await db.query<{ chat: string }>(
    "SELECT external_id AS chat FROM conversation WHERE resident_id = $1 AND channel = 'web' AND erase_at IS NULL",
    [residentId],
  )
  return rows.map(({ chat }) => chat)
}

/** Of a member only what makes them a resident goes: their identity is how they work. */
export async function eraseAccounts({ db, at }: Tx, residentId: string): Promise<void> {
  await db.query(
    `UPDATE conversation SET external_id = 'erased:' || id, reachable = false, pending_prompt = NULL, pending_until = NULL
     WHERE resident_id = $1 AND kind = 'private' AND erase_at IS NULL`,
    [residentId],
  )
  await db.query('UPDATE identity SET resident_id = NULL WHERE resident_id = $1 AND member_id IS NOT NULL', [
    residentId,
  ])
  await db.query(
    'DELETE FROM web_session WHERE identity_id IN (SELECT id FROM identity WHERE resident_id = $1)',
    [residentId],
  )
  await db.query(
    `UPDATE identity SET external_id = 'erased:' || id, name = NULL, link_tries = 0, link_tried_at = NULL WHERE resident_id = $1`,
    [residentId],
  )
  await db.query('DELETE FROM invitation WHERE resident_id = $1', [residentId])
  await db.query(
    'UPDATE resident SET name = NULL, home_place_id = NULL, home_building = NULL, forgotten_at = $2 WHERE id = $1',
    [residentId, at],
  )
}

/** Messages of workers that belong to a ticket. @param mask is given every text. */
export const rewriteWorkers = (db: Queryable, ticketIds: readonly string[], mask: Rewrite) =>
  rewriteTexts(
    db,
    {
      read: `SELECT id, text FROM inbound_message
        WHERE text <> '' AND ticket_id = ANY($1::uuid[]) AND conversation_id IN (SELECT id FROM conversation WHERE kind = 'group')`,
      write: `UPDATE inbound_message x SET text = n.text ${BY_ID}`,
    },
    ticketIds,
    mask,
  )
