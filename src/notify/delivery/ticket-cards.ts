/** Where the card of a ticket hangs, and what is unfolded on it there. */
import type { CardMenu } from '../../domain/command/card-menu.ts'
import type { Queryable } from '../../db/queryable.ts'

export async function cardsOf(db: Queryable, ticketId: string): Promise<string[]> {
  const { rows } = await db.query<{ conversation_id: string }>({
    name: 'cards of',
    text: 'SELECT conversation_id FROM ticket_card WHERE ticket_id = $1',
    values: [ticketId],
  })
  return rows.map(row => row.conversation_id)
}

/** Hangs the card where it must be. @returns every chat in which it hangs, old ones too: they see where it went. */
export async function placeCard(
  db: Queryable,
  ticketId: string,
  fresh: boolean,
  wanted: string[],
): Promise<string[]> {
  if (fresh && wanted.length === 0) return []
  const { rows } = await db.query<{ conversation_id: string }>({
    name: fresh ? 'card hang' : 'card everywhere',
    text: fresh ? HANG : EVERYWHERE,
    values: [ticketId, wanted],
  })
  return rows.map(row => row.conversation_id)
}

const HANG = `INSERT INTO ticket_card (ticket_id, conversation_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING conversation_id`

/** A menu that was open belongs to the state before. The update sees only what hung before the statement began. */
const EVERYWHERE = `
  WITH new AS (${HANG}), old AS (
    UPDATE ticket_card SET menu = NULL WHERE ticket_id = $1 RETURNING conversation_id)
  SELECT conversation_id FROM old UNION SELECT conversation_id FROM new`

/** @returns what the card of a ticket has unfolded in a chat; null while it is folded. */
export async function menuOf(
  db: Queryable,
  ticketId: string,
  conversationId: string,
): Promise<CardMenu | null> {
  const { rows } = await db.query<{ menu: CardMenu | null }>(
    'SELECT menu FROM ticket_card WHERE ticket_id = $1 AND conversation_id = $2',
    [ticketId, conversationId],
  )
  return rows[0]?.menu ?? null
}

export const setMenu = (db: Queryable, ticketId: string, conversationId: string, menu: CardMenu | null) =>
  db.query('UPDATE ticket_card SET menu = $3 WHERE ticket_id = $1 AND conversation_id = $2', [
    ticketId,
    conversationId,
    menu,
  ])

/** No card hangs in the chat any more. */
export const dropCards = (db: Queryable, conversationId: string) =>
  db.query('DELETE FROM ticket_card WHERE conversation_id = $1', [conversationId])

/** The messages that show the cards can be edited no more: the next drawing is a new message. */
export const detachCards = (db: Queryable, conversationId: string) =>
  db.query('UPDATE ticket_card SET message_id = NULL WHERE conversation_id = $1', [conversationId])

/** The cards of one chat hang in another from now on; of two of the same ticket the one that hung there stays. */
export async function moveCards(db: Queryable, from: string, to: string): Promise<void> {
  await db.query(
    'DELETE FROM ticket_card s USING ticket_card h WHERE s.conversation_id = $2 AND h.conversation_id = $1 AND h.ticket_id = s.ticket_id',
    [to, from],
  )
  await db.query('UPDATE ticket_card SET conversation_id = $1 WHERE conversation_id = $2', [to, from])
}

export async function cardsAround(
  db: Queryable,
  ticketIds: readonly string[],
): Promise<{ ticketId: string; conversationId: string }[]> {
  const { rows } = await db.query<{ ticketId: string; conversationId: string }>(
    'SELECT ticket_id AS "ticketId", conversation_id AS "conversationId" FROM ticket_card WHERE ticket_id = ANY($1::uuid[])',
    [ticketIds],
  )
  return rows
}
