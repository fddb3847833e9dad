/**
 * A message in a group that was changed after it had been read. What it ordered has happened and people have been told:
 * neither is it carried out again, nor does the ticket change unnoticed. The sender is told so, once.
 */
import type pg from 'pg'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'

/** @returns null: nothing came of what it said before, so it says what it says now. `told`: they know already. */
export async function commandHandledBefore(
  pool: pg.Pool,
  { id }: Conversation,
  { id: messageId, data: { edits } }: InboundRow,
): Promise<{ number: string; ticketId: string; told: boolean } | null> {
  if (edits === undefined) return null
  const { rows } = await pool.query<{ number: string; ticketId: string; obeyed: boolean }>(
    `SELECT t.number, t.id AS "ticketId", EXISTS (SELECT FROM ticket_event e WHERE e.ticket_id = t.id AND e.at = m.handled_at) AS obeyed
     FROM inbound_message m JOIN ticket t ON t.id = m.ticket_id
     WHERE m.conversation_id = $1 AND m.id < $2 AND (m.external_id = $3 OR m.data->>'edits' = $3) ORDER BY m.id`,
    [id, messageId, edits],
  )
  const at = rows.findLastIndex(({ obeyed }) => obeyed)
  const found = rows[at]
  // Being told belongs to the ticket, too, and changes nothing about it.
  return found ? { number: found.number, ticketId: found.ticketId, told: at < rows.length - 1 } : null
}
