/** Words that a resident changed after we had read them: they belong to the ticket that the first ones made. */
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** @returns the number of the ticket that is corrected; null when these words are no correction, or of nothing that became a ticket. */
export async function correctedTicket(
  { pool }: Pick<TurnDeps, 'pool'>,
  { id, channel }: Conversation,
  burst: readonly InboundRow[],
  tickets: readonly Ticket[],
): Promise<string | null> {
  const edits = burst.map(({ data }) => data.edits).filter(edited => edited !== undefined)
  if (edits.length === 0) return null
  const { rows } = await pool.query<{ ticketId: string }>(
    `SELECT ticket_id AS "ticketId" FROM inbound_message
     WHERE conversation_id = $1 AND channel = $2 AND external_id = ANY($3) AND ticket_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [id, channel, edits],
  )
  return tickets.find(ticket => ticket.id === rows[0]?.ticketId)?.number ?? null
}
