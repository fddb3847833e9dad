/**
 * Residents who became unreachable (they blocked the bot, their account is gone), or reachable again: their worker sees it
 * on the card, and does not answer a resident whom no message reaches.
 */
import type { Transaction } from './transaction.ts'

/** @param conversationIds chats to which the way was lost or found. */
export async function redrawCards(
  { db, redraw }: Pick<Transaction, 'db' | 'redraw'>,
  conversationIds: readonly string[],
): Promise<void> {
  const { rows } = await db.query<{ ticketId: string; conversationId: string }>(
    `SELECT k.ticket_id AS "ticketId", k.conversation_id AS "conversationId"
     FROM ticket t JOIN ticket_card k ON k.ticket_id = t.id
     WHERE t.conversation_id = ANY($1::uuid[]) AND t.state NOT IN ('closed', 'withdrawn', 'merged') ORDER BY t.id`,
    [conversationIds],
  )
  for (const { ticketId, conversationId } of rows) redraw(ticketId, conversationId)
}
