/** What a worker orders on a ticket, with everything that carrying it out needs. */
import type { CardMenu } from '../../domain/command/card-menu.ts'
import type { Command } from '../../domain/command/command.ts'
import type { Language } from '../../domain/message.ts'
import type { ReplyKey } from '../../domain/notification-rules.ts'
import type { GroupRole } from '../../domain/ticket/group-role.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Actor } from '../../domain/ticket/ticket-event.ts'
import type { ReplyValues } from '../../prompt-files/reply-values.ts'
import type { OrgMember, OrgWorkGroup } from '../../routing/directory.ts'
import type { EventInput } from '../../tickets/change.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

export interface CommandContext<C extends Command = Command> {
  deps: TurnDeps
  tx: Transaction
  conversation: Conversation
  message: InboundRow
  group: OrgWorkGroup
  member: OrgMember
  language: Language
  command: C
  ticket: Ticket
  standing: GroupRole
  actor: Actor
  record(decide: (ticket: Ticket) => EventInput[]): Promise<Ticket>
  say<K extends ReplyKey>(key: K, values: ReplyValues<K>): void
  /** Opens or folds a menu of the card in this chat. */
  unfold(menu: CardMenu | null): Promise<void>
}

export type CommandOf<V extends Command['verb']> = CommandContext<Command & { verb: V }>
export type CommandHandler<V extends Command['verb']> = (order: CommandOf<V>) => Promise<unknown> | void
