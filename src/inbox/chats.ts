/** Chats as rows: first seen, lost, reachable again, moved to another id. */
import type { ChannelName } from '../domain/message.ts'
import type { Queryable } from '../db/queryable.ts'
import { newId } from '../lib/ids.ts'

/** A chat as its platform names it. */
interface Place {
  channel: ChannelName
  chat: string
}

/** The chat and its topics; never the chat of an erased resident, which has no address any more. */
const WHOLE = `channel = $1 AND (external_id = $2 OR starts_with(external_id, $3)) AND NOT starts_with(external_id, 'erased:')`
const wholeOf = ({ channel, chat }: Place) => [channel, chat, `${chat}:`]

/** Nothing arrives there any more. @returns the chats that were reachable until now. */
export async function loseChat(
  db: Queryable,
  place: Place,
): Promise<{ id: string; workGroupId: string | null }[]> {
  const { rows } = await db.query<{ id: string; workGroupId: string | null; wasReachable: boolean }>(
    `UPDATE conversation c SET reachable = false FROM (SELECT id, reachable FROM conversation WHERE ${WHOLE} FOR UPDATE) AS was
     WHERE was.id = c.id RETURNING c.id, c.work_group_id AS "workGroupId", was.reachable AS "wasReachable"`,
    wholeOf(place),
  )
  return rows.filter(({ wasReachable }) => wasReachable).map(({ id, workGroupId }) => ({ id, workGroupId }))
}

export const loseChats = (db: Queryable, ids: readonly string[]) =>
  db.query('UPDATE conversation SET reachable = false WHERE id = ANY($1::uuid[])', [ids])

export const setReachable = (db: Queryable, id: string) =>
  db.query('UPDATE conversation SET reachable = true WHERE id = $1', [id])

/** @returns ids of the chats that were not reachable until now. */
export async function findChatAgain(db: Queryable, place: Place): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `UPDATE conversation SET reachable = true WHERE ${WHOLE} AND NOT reachable RETURNING id`,
    wholeOf(place),
  )
  return rows.map(({ id }) => id)
}

/** @returns its id when the group was not known. */
export async function addGroupChat(
  db: Queryable,
  { channel, chat }: Place,
  at: Date,
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO conversation (id, channel, external_id, kind, created_at) VALUES ($1, $2, $3, 'group', $4)
     ON CONFLICT (channel, external_id) DO NOTHING RETURNING id`,
    [newId(), channel, chat, at],
  )
  return rows[0]?.id
}

/** Every work group can be followed on the web from the start, so that its first card finds a chat. */
export async function addWebChatsOfGroups(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT g.id FROM work_group g
     WHERE NOT EXISTS (SELECT FROM conversation c WHERE c.channel = 'web' AND c.external_id = g.id::text)`,
  )
  for (const { id } of rows)
    await db.query(
      `INSERT INTO conversation (id, channel, external_id, kind, work_group_id)
       VALUES ($1, 'web', $2::text, 'group', $2::uuid) ON CONFLICT (channel, external_id) DO NOTHING`,
      [newId(), id],
    )
}

/**
 * Locks the chat that moves, and the one that was heard under its new id before the move was known.
 * @returns undefined when the chat is not known.
 */
export async function lockMoving(
  db: Queryable,
  channel: string,
  from: string,
  to: string,
): Promise<{ id: string; stray: string | undefined } | undefined> {
  const { rows } = await db.query<{ id: string; externalId: string }>(
    'SELECT id, external_id AS "externalId" FROM conversation WHERE channel = $1 AND external_id IN ($2, $3) ORDER BY id FOR UPDATE',
    [channel, from, to],
  )
  const called = (name: string) => rows.find(({ externalId }) => externalId === name)?.id
  const id = called(from)
  return id === undefined ? undefined : { id, stray: called(to) }
}

/** Messages heard in a stray chat, and its work group, become those of the chat that it is. */
export async function takeInStray(db: Queryable, home: string, stray: string): Promise<void> {
  await db.query(
    `UPDATE conversation SET work_group_id = coalesce(work_group_id, (SELECT work_group_id FROM conversation WHERE id = $2))
     WHERE id = $1`,
    [home, stray],
  )
  await db.query('UPDATE inbound_message SET conversation_id = $1 WHERE conversation_id = $2', [home, stray])
}

/** Nothing refers to it any more. */
export const dropChat = (db: Queryable, id: string) =>
  db.query('DELETE FROM conversation WHERE id = $1', [id])

export const setAddress = (db: Queryable, id: string, externalId: string) =>
  db.query('UPDATE conversation SET external_id = $2, reachable = true WHERE id = $1', [id, externalId])

/** A member left a chat of their work group. */
export const noteLeft = (db: Queryable, memberId: string, { channel, chat }: Place, at: Date) =>
  db.query(
    `INSERT INTO left_chat (member_id, channel, chat, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (member_id, channel, chat) DO UPDATE SET at = excluded.at`,
    [memberId, channel, chat, at],
  )
