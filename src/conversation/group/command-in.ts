/** What a message in a group orders: by a button, by a typed command, or in answer to a card. */
import { type Command, decodeAction } from '../../domain/command/command.ts'
import {
  groupCommand,
  isStrayCommand,
  outcomeOf,
  replyCommand,
  saysDone,
} from '../../domain/command/parse-text.ts'
import type { Outcome } from '../../domain/ticket/ticket-event.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import { areaOf } from '../../routing/area.ts'
import {
  hangsIn,
  lastTouched,
  newestTicketIn,
  ticketByNumber,
  ticketOfCard,
  ticketOnCard,
} from '../../tickets/store.ts'
import { menuOf } from '../../notify/delivery/ticket-cards.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import { nameOf } from '../attachments.ts'
import { type Ordered, languageOf } from './group-turn.ts'

export async function commandIn(
  deps: TurnDeps,
  conversation: Conversation,
  message: InboundRow,
): Promise<Ordered | null> {
  if (message.kind === 'action') {
    const command = decodeAction(message.data.action ?? '')
    if (!command) return null
    const wanted = 'number' in command ? command.number : null
    const ticket = wanted ? await ticketByNumber(deps.pool, wanted) : undefined
    // A button works only where its card hangs: a forged one names another group's ticket.
    const hangs = ticket ? await hangsIn(deps.pool, conversation.id, ticket.id) : false
    return { command, ticket: hangs ? ticket : undefined, wanted }
  }
  const typed = groupCommand(message.text)
  if (typed) {
    const wanted = 'number' in typed ? typed.number : null
    if (typed.verb === 'undo' && wanted === null)
      return {
        command: typed,
        ticket: await lastTouched(deps.pool, conversation.id, message.memberId, deps.now()),
        wanted,
      }
    const ticket = wanted ? await ticketNamed(deps, conversation, typed.verb, wanted) : undefined
    return { command: typed, ticket, wanted }
  }
  const ticket = message.data.replyTo
    ? await ticketOfCard(deps.pool, conversation.id, message.data.replyTo)
    : await ticketShownIn(deps, conversation, message)
  // A picture says what its caption says; without one it is still proof.
  const shown =
    message.kind === 'attachment'
      ? nameOf(message, languageOf(deps, conversation), deps.rendering().replies)
      : ''
  const words = message.text.trim() || (shown && `[${shown}]`)
  return ticket && words
    ? { command: await answerTo(deps, conversation, ticket, words), ticket, wanted: ticket.number }
    : null
}

/** A picture cannot quote a card on WeChat: it belongs to what its sender gave an order about, just before. */
async function ticketShownIn(
  { pool, now }: TurnDeps,
  { id, channel }: Conversation,
  { kind, memberId }: InboundRow,
): Promise<Ticket | undefined> {
  if (channel !== 'wechat' || kind !== 'attachment' || !memberId) return undefined
  const ticket = await lastTouched(pool, id, memberId, now())
  return ticket && now().getTime() - ticket.updatedAt.getTime() < SHOWN_WITHIN_MS ? ticket : undefined
}

const SHOWN_WITHIN_MS = 10 * 60_000

/** What duty officers may look at and count is all of their area, whether or not its card ever came to them. */
const OF_THE_AREA: readonly Command['verb'][] = ['show', 'why', 'exclude', 'include']

export async function ticketNamed(
  { pool, directory }: TurnDeps,
  { id, workGroupId }: Conversation,
  verb: Command['verb'],
  wanted: string,
): Promise<Ticket | undefined> {
  const onCard = await ticketOnCard(pool, id, wanted)
  const org = directory.current()
  const group = org.workGroupById.get(workGroupId ?? '')
  if (onCard || group?.kind !== 'duty' || !OF_THE_AREA.includes(verb)) return onCard
  return await newestTicketIn(pool, areaOf(org, group), wanted)
}

/** A reply to a card: what it was asked for, the end of the work, or an answer to the resident on the way there. */
async function answerTo(
  deps: TurnDeps,
  conversation: Conversation,
  ticket: Ticket,
  words: string,
): Promise<Command> {
  const menu = await menuOf(deps.pool, ticket.id, conversation.id)
  const ordered = replyCommand(words, ticket.number)
  if (menu?.kind === 'note')
    return resolve(ticket, menu.outcome, ordered?.verb === 'resolve' ? ordered.note || words : words)
  if (isStrayCommand(words)) return { verb: 'help' }
  // "到了" tells the resident of the grid's worker; of a department it is what they were called for.
  const group = deps.directory.current().workGroupById.get(conversation.workGroupId ?? '')
  if (ordered && (ordered.verb !== 'report_in' || group?.kind === 'unit')) return ordered
  return saysDone(words)
    ? resolve(ticket, outcomeOf(words), words)
    : { verb: 'note', number: ticket.number, text: words }
}

const resolve = (ticket: Ticket, outcome: Outcome, note: string): Command => ({
  verb: 'resolve',
  number: ticket.number,
  outcome,
  note,
})
