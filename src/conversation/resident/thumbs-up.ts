/**
 * A thumb up, as a sign or as a sticker. It is a yes only right below the question whether a ticket is solved, or in answer to it; below
 * anything else it says that the message was read.
 */
import { type Command, encodeAction } from '../../domain/command/command.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isThumbUp } from '../../domain/command/parse-text.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

export async function yesByThumb(
  { pool }: Pick<TurnDeps, 'pool'>,
  { id }: Conversation,
  { kind, text, data }: InboundRow,
  tickets: readonly Ticket[],
): Promise<Command | null> {
  if (kind !== 'text' || !isThumbUp(text)) return null
  const resolved = tickets.filter(({ state }) => state === 'resolved')
  if (resolved.length === 0) return null
  // Photos of the work may have come after it: they ask nothing.
  const { rows } = await pool.query<{ text: string }>(
    `SELECT content::text AS text FROM outbound_message
     WHERE conversation_id = $1 AND state = 'sent' AND NOT card AND NOT content ? 'media'
       AND ($2::text IS NULL OR external_id = $2 OR id::text = $2) ORDER BY id DESC LIMIT 1`,
    [id, data.replyTo ?? null],
  )
  // The question that is quoted names its ticket; else the last one does, when no other waits for a yes.
  if (data.replyTo === undefined && resolved.length > 1) return null
  const questions = resolved.map(({ number }): Command => ({ verb: 'confirm', number }))
  return questions.find(yes => rows[0]?.text.includes(JSON.stringify(encodeAction(yes)))) ?? null
}
