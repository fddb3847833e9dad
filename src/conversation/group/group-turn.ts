/** Everything that a message in a group is decided on, read once. */
import type { Language } from '../../domain/message.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { ReplyKey } from '../../domain/notification-rules.ts'
import type { ReplyValues } from '../../prompt-files/reply-values.ts'
import type { OrgMember, OrgWorkGroup } from '../../routing/directory.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import type { TurnResult, Work } from '../turn.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Command } from '../../domain/command/command.ts'

export interface Ordered {
  command: Command
  ticket: Ticket | undefined
  /** The number that they named; without a ticket it was a wrong one. */
  wanted: string | null
}

export interface GroupTurn {
  deps: TurnDeps
  conversation: Conversation
  message: InboundRow
  /** The work group that the chat is bound to. */
  group: OrgWorkGroup | undefined
  /** Who sent the message, while they are a member of the organisation. */
  member: OrgMember | undefined
  language: Language
  /** What the message orders; null for talk among colleagues. */
  ordered: Ordered | null
}

/** The work group's language; in a chat that is not bound, that of the sender's telephone. */
export const languageOf = (
  { directory }: TurnDeps,
  { workGroupId }: Conversation,
  message?: InboundRow,
): Language =>
  directory.current().workGroupById.get(workGroupId ?? '')?.language ?? message?.data.language ?? 'zh-CN'

/** One reply, and nothing else happens. */
export const reply = <K extends ReplyKey>(
  turn: GroupTurn,
  key: K,
  values: ReplyValues<K>,
  ticketId?: string,
): TurnResult => ({ messages: [turn.message], ...saying(turn, key, values, ticketId) })

export const saying = <K extends ReplyKey>(
  { deps, conversation, language }: GroupTurn,
  key: K,
  values: ReplyValues<K>,
  ticketId?: string,
): Work => ({
  write: tx => {
    tx.say(conversation.id, { text: deps.rendering().replies.say(language, key, values) }, ticketId)
    return ticketId ?? null
  },
})

/** The message is handled, and not answered. */
export const ignore = ({ message }: GroupTurn): TurnResult => ({ messages: [message], write: () => null })
