/**
 * A thumb up, as a sign or as a sticker. It is a yes only right below the question whether one ticket is solved; below
 * anything else it says that somebody has read it.
 */
import { type Command, encodeAction } from '../domain/command.ts'
import type { Ticket } from '../domain/ticket.ts'
import { isThumbUp } from '../domain/words.ts'
import type { Conversation, Heard, TurnDeps } from './turn.ts'

export async function yesByThumb(
  { pool }: Pick<TurnDeps, 'pool'>,
  { id }: Conversation,
  { kind, text, data }: Heard,
  tickets: readonly Ticket[],
): Promise<Command | null> {
  if (kind !== 'text' || !isThumbUp(text)) return null
  const [ticket, ...others] = tickets.filter(({ state }) => state === 'resolved')
  if (!ticket || others.length > 0) return null
  // Photos of the work may have come after it: they ask nothing.
  const { rows } = await pool.query<{ text: string; externalId: string | null }>(
    `SELECT content::text AS text, external_id AS "externalId" FROM outbound_message
     WHERE conversation_id = $1 AND state = 'sent' AND NOT card AND NOT content ? 'media' ORDER BY id DESC LIMIT 1`,
    [id],
  )
  const yes: Command = { verb: 'confirm', number: ticket.number }
  const isQuestion = rows[0]?.text.includes(JSON.stringify(encodeAction(yes)))
  const isAnswer = data.replyTo === undefined || data.replyTo === rows[0]?.externalId
  return isQuestion && isAnswer ? yes : null
}
