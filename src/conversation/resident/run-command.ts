/** Carries out what a resident orders, by a button or by words, on their own tickets only. */
import type { Command } from '../../domain/command/command.ts'
import type { LabelKey } from '../../domain/notification-rules.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import { confideBy } from '../../workflow/make-confidential.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { TurnResult } from '../turn.ts'
import type { CommandContext, TicketCommandContext } from './command-context.ts'
import { GENERAL_COMMANDS } from './general-commands.ts'
import { handOffToPerson } from './hand-off-to-person.ts'
import type { ResidentTurn } from './resident-turn.ts'
import { TICKET_COMMANDS } from './ticket-commands.ts'
import { ticketMeant } from './ticket-meant.ts'

type General = (context: CommandContext) => unknown
type OnTicket = (context: TicketCommandContext) => unknown
/** Every row takes the command of its own verb, which the tables check where they are written. */
const GENERAL: Partial<Record<Command['verb'], General>> = GENERAL_COMMANDS as object
const ON_TICKET: Partial<Record<Command['verb'], OnTicket>> = TICKET_COMMANDS as object

/**
 * @param messages that ordered it.
 * @param words around the command, when it was more than a word.
 */
export async function runCommand(
  turn: ResidentTurn,
  command: Command,
  messages: readonly InboundRow[],
  words = '',
): Promise<TurnResult> {
  if (command.verb === 'ask') return await handOffToPerson(turn, messages, command.message)
  const { deps, conversation, resident, tickets } = turn
  const { replies } = deps.rendering()
  const saying =
    (tx: Transaction, ticketId?: string): CommandContext['say'] =>
    (key, values) =>
      tx.say(conversation.id, { text: replies.say(resident.language, key, values) }, ticketId)
  return {
    messages,
    write: async tx => {
      const general = GENERAL[command.verb]
      if (general) {
        await general({ turn, tx, command, say: saying(tx) })
        return null
      }
      const onTicket = ON_TICKET[command.verb]
      const ticket =
        onTicket && 'number' in command ? await ticketMeant(tx.db, tickets, resident.id, command) : undefined
      if (!onTicket || !ticket) {
        saying(tx)('nothing_found', {})
        return null
      }
      const actor = { kind: 'resident', id: resident.id } as const
      const told = words ? await confideBy(deps, tx, ticket, words) : []
      await onTicket({
        turn,
        tx,
        command,
        say: saying(tx, ticket.id),
        ticket,
        words,
        actor,
        record: decide => tx.record(ticket.id, actor, now => [...told, ...decide(now)]),
      })
      return ticket.id
    },
    refuse: (tx, { ticket }) => {
      const state = replies.label(resident.language, `state_${ticket.state}` as LabelKey)
      saying(tx, ticket.id)('not_now', { number: spokenNumber(ticket.number), state })
    },
  }
}
