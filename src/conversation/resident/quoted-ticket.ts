/** A message that answers another, of ours or of their own, speaks of that one's ticket, on every channel. */
import type { Command } from '../../domain/command/command.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { type Understanding, byRule } from '../../domain/triage-result.ts'
import { ticketById } from '../../tickets/store.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** Channels name a message by the platform's id, the web by ours. */
const TICKET = `
  SELECT ticket_id AS "ticketId" FROM outbound_message
  WHERE conversation_id = $1 AND (external_id = $2 OR id::text = $2) AND ticket_id IS NOT NULL
  UNION ALL
  SELECT ticket_id FROM inbound_message
  WHERE conversation_id = $1 AND (external_id = $2 OR id::text = $2) AND ticket_id IS NOT NULL LIMIT 1`

/** @returns undefined when nothing is quoted, or nothing of a ticket of theirs. */
export async function quotedTicket(
  { pool }: Pick<TurnDeps, 'pool'>,
  { id }: Conversation,
  { data }: InboundRow,
  residentId: string,
): Promise<Ticket | undefined> {
  if (data.replyTo === undefined) return undefined
  const { rows } = await pool.query<{ ticketId: string }>(TICKET, [id, data.replyTo])
  const ticket = rows[0] && (await ticketById(pool, rows[0].ticketId))
  return ticket?.residentId === residentId ? ticket : undefined
}

/** The quoted one first: without a number it is meant. */
export const withQuoted = (tickets: readonly Ticket[], quoted: Ticket | undefined): readonly Ticket[] =>
  quoted ? [quoted, ...tickets.filter(({ id }) => id !== quoted.id)] : tickets

export const orderAbout = (command: Command, quoted: Ticket | undefined): Command =>
  quoted && 'number' in command && command.number === null ? { ...command, number: quoted.number } : command

/** Below, words that quote a ticket are more of it. */
const SURE_WHAT = 0.5

/** What was understood with the quoted ticket alone in view. */
export function aboutQuoted(read: Understanding, quoted: Ticket): Understanding {
  const vague = read.items.every(({ confidence, guide }) => confidence < SURE_WHAT && guide === null)
  if (read.intent === 'request' && vague && read.emergency === null && isOpen(quoted.state))
    return { ...byRule('addition', quoted.number), calls: read.calls }
  return read.items.length > 0 ? read : { ...read, about: read.about ?? quoted.number }
}
