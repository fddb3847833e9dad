/**
 * 相册 Several pictures that were sent as one. Platforms bring them one by one, each under the same card: the first is the
 * note or the proof, those behind it without words of their own belong to the same ticket, go where it goes, and say nothing more.
 */
import { markAsProof } from '../attachments/rows.ts'
import { showEvidence } from './attachments.ts'
import type { Conversation } from '../inbox/conversations.ts'
import type { InboundRow } from '../inbox/inbound-messages.ts'
import type { TurnResult } from './turn.ts'
import type { TurnDeps } from '../workflow/deps.ts'

/** An album arrives within seconds; a later message with the same id is of another album. */
const WITHIN_MS = 10 * 60_000

/** @returns null when this is no later picture of an album whose first picture was handled. */
export async function joinMediaGroup(
  { pool }: Pick<TurnDeps, 'pool'>,
  conversation: Conversation,
  picture: InboundRow,
): Promise<TurnResult | null> {
  if (!picture.data.album || picture.text.trim()) return null
  const { rows } = await pool.query<{ ticketId: string | null; proof: boolean | null }>(
    `SELECT m.ticket_id AS "ticketId", a.proof FROM inbound_message m LEFT JOIN attachment a ON a.inbound_message_id = m.id
     WHERE m.conversation_id = $1 AND m.state = 'handled' AND m.identity_id = $2 AND m.data->>'album' = $3
       AND m.received_at > $4
     ORDER BY m.ticket_id IS NULL, m.id LIMIT 1`,
    [
      conversation.id,
      picture.identityId,
      picture.data.album,
      new Date(picture.receivedAt.getTime() - WITHIN_MS),
    ],
  )
  const [first] = rows
  if (!first) return null
  const { ticketId, proof } = first
  return {
    messages: [picture],
    write: async tx => {
      if (proof) await markAsProof(tx.db, picture.id)
      if (ticketId) showEvidence(tx, conversation, picture, ticketId)
      return ticketId
    },
  }
}
