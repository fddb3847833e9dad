/** What carrying out a resident's command needs. */
import type { Command } from '../../domain/command/command.ts'
import type { ReplyKey } from '../../domain/notification-rules.ts'
import type { Actor } from '../../domain/ticket/ticket-event.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { ReplyValues } from '../../prompt-files/reply-values.ts'
import type { EventInput } from '../../tickets/change.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { ResidentTurn } from './resident-turn.ts'

export interface CommandContext<C extends Command = Command> {
  turn: ResidentTurn
  tx: Transaction
  command: C
  say<K extends ReplyKey>(key: K, values: ReplyValues<K>): void
}

export interface TicketCommandContext<C extends Command = Command> extends CommandContext<C> {
  ticket: Ticket
  /** The words around the command, when it was more than a word. */
  words: string
  actor: Actor
  record(decide: (ticket: Ticket) => EventInput[]): Promise<Ticket>
}

type OfVerb<V extends Command['verb']> = Command & { verb: V }
export type CommandOf<V extends Command['verb']> = CommandContext<OfVerb<V>>
export type TicketCommandOf<V extends Command['verb']> = TicketCommandContext<OfVerb<V>>
export type GeneralCommand<V extends Command['verb']> = (context: CommandOf<V>) => unknown
export type TicketCommand<V extends Command['verb']> = (context: TicketCommandOf<V>) => unknown
