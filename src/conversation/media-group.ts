/**
 * 相册 Several pictures that were sent as one. Platforms bring them one by one, each under the same card: the first is the
 * note or the proof, those behind it without words of their own belong to the same ticket, go where it goes, and say nothing more.
 */
import { markAsProof, showEvidence } from './attachments.ts'
import type { Conversation } from '../inbox/conversations.ts'
import { type Heard, claim } from '../inbox/inbound-messages.ts'
import type { TurnDeps } from '../workflow/deps.ts'

/** An album comes within seconds; whatever has the same name later is another. */
const WITHIN_MS = 10 * 60_000

/** @returns true when this picture was one more of an album whose first is done with. */
export async function followsAlbum(
  { pool, transact }: Pick<TurnDeps, 'pool' | 'transact'>,
  conversation: Conversation,
  picture: Heard,
): Promise<boolean> {
  if (!picture.data.album || picture.text.trim()) return false
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
  if (!first) return false
  await transact(async tx => {
    await claim(tx, [picture], first.ticketId)
    if (first.proof) await markAsProof(tx, picture)
    if (first.ticketId) showEvidence(tx, conversation, picture, first.ticketId)
  })
  return true
}
