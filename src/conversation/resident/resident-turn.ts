/** Everything that a turn of a resident is decided on, read once. */
import { decodeAction, type Command } from '../../domain/command/command.ts'
import { groupCommand, isStrayCommand, residentCommand } from '../../domain/command/parse-text.ts'
import { writesTraditional } from '../../domain/text/normalize.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { MessageContent, InboundRow } from '../../inbox/inbound-messages.ts'
import { type PendingPrompt, livePrompt, personOffered } from '../../inbox/pending-prompt.ts'
import { type Resident, languageOf, residentOf } from '../../inbox/residents.ts'
import { inTraditional } from '../../prompt-files/to-traditional.ts'
import { recentTicketsOf } from '../../tickets/store.ts'
import { detectEmergency } from '../../triage/emergency/detect.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import { withoutPause } from '../sent-at.ts'
import { orderAbout, quotedTicket, withQuoted } from './quoted-ticket.ts'
import { isRateable } from './ticket-meant.ts'
import { yesByThumb } from './thumbs-up.ts'
import { mayRestore } from './undo-withdrawal.ts'

/** Tickets that a resident may still mean without saying their number. */
const RECENT_DAYS = 30

export interface ResidentTurn {
  deps: TurnDeps
  conversation: Conversation
  /** As stored before this turn. */
  known: Resident
  /** In the language of the turn's words. */
  resident: Resident
  first: InboundRow
  /** All messages that wait, `first` included. */
  waiting: readonly InboundRow[]
  /** Open or closed within 30 days, newest first; the quoted one before them. */
  tickets: readonly Ticket[]
  quoted: Ticket | undefined
  /** The ticket with an unanswered question about its place. */
  asked: Ticket | undefined
  /** What the resident was prompted for, while it waits. */
  prompt: PendingPrompt | null
  /** What `first` orders, by a button or by words that are nothing but an order. */
  command: Command | null
  /** Without a command: the messages that are read together, from `first` on. */
  burst: readonly InboundRow[]
}

export async function loadTurn(
  deps: TurnDeps,
  conversation: Conversation,
  first: InboundRow,
  waiting: readonly InboundRow[],
): Promise<ResidentTurn> {
  const known = await residentOf(deps.pool, conversation, first)
  const since = new Date(deps.now().getTime() - RECENT_DAYS * 86_400_000)
  const quoted = await quotedTicket(deps, conversation, first, known.id)
  const tickets = withQuoted(await recentTicketsOf(deps.pool, known.id, since), quoted)
  const asked = (quoted ? [quoted] : tickets).find(ticket => ticket.state === 'needs_info')
  const prompt = livePrompt(conversation, deps.now())
  const ordered =
    commandIn(first, tickets, asked, personOffered(prompt) !== null) ??
    (await yesByThumb(deps, conversation, first, tickets))
  const command = ordered && orderAbout(ordered, quoted)
  const burst = command || !isPartOfBurst(first) ? [] : burstOf(waiting, tickets, asked)
  const resident = speaking(known, command ? [first] : burst)
  // Loads its tables before a transaction is open.
  if (resident.traditional) inTraditional('')
  return {
    deps,
    conversation,
    known,
    resident,
    first,
    waiting,
    tickets,
    quoted,
    asked,
    prompt,
    command,
    burst,
  }
}

/** A resident who writes in the other language or script is answered in it from this turn on. */
function speaking(known: Resident, messages: readonly InboundRow[]): Resident {
  const text = messages.map(message => message.text).join(' ')
  return {
    ...known,
    language: languageOf(text, known.language),
    traditional: writesTraditional(text, known.traditional),
  }
}

/**
 * A button, or words that are nothing but an order. "5" is a building when its ticket waits for a place, else a rating.
 * @param offered a person was offered just before: only then "人工" and "有用" are orders.
 */
function commandIn(
  message: InboundRow,
  tickets: readonly Ticket[],
  asked: Ticket | undefined,
  offered = false,
) {
  if (message.kind === 'action') return decodeAction(message.data.action ?? '')
  if (message.kind !== 'text') return null
  const command = residentCommand(message.text)
  if (!command) return null
  if (
    command.verb === 'rate' &&
    (asked || !tickets.some(ticket => isRateable(ticket) || ticket.rating !== null))
  )
    return null
  if ((command.verb === 'ask' || command.verb === 'useful') && !offered) return null
  // "还是要修" long after a withdrawal means something else.
  if (command.verb === 'restore' && !tickets.some(ticket => mayRestore(ticket, message.receivedAt)))
    return null
  // "请保密" before any report: it applies to the report that follows (open-tickets.ts).
  if (command.verb === 'confidential' && tickets.length === 0) return null
  // "解决了" with nothing to close, "好了" in small talk: triage reads the words.
  if (command.verb === 'confirm' && !tickets.some(ticket => ticket.state === 'resolved')) return null
  return command
}

/** Words, pins, pictures and speech with or without a caption; a sticker only with words under it. */
const isPartOfBurst = ({ kind, text }: InboundRow): boolean =>
  (kind === 'text' && !isAside(text)) ||
  kind === 'location' ||
  kind === 'attachment' ||
  (kind === 'unsupported' && text !== '')

/** An unknown command, or the code of a group, reports nothing, unless it names a danger. */
const isAside = (text: string): boolean =>
  (isStrayCommand(text) || groupCommand(text)?.verb === 'bind') && !detectEmergency(text)

/** The messages from the first on, up to the next command, the next quoted message or a long pause. */
function burstOf(
  waiting: readonly InboundRow[],
  tickets: readonly Ticket[],
  asked: Ticket | undefined,
): InboundRow[] {
  const [first] = waiting
  const end = waiting.findIndex(
    message =>
      !isPartOfBurst(message) ||
      commandIn(message, tickets, asked) ||
      (message.data.replyTo !== undefined && message.data.replyTo !== first?.data.replyTo),
  )
  return withoutPause(waiting.slice(0, end === -1 ? waiting.length : end))
}

export const wordsOf = (messages: readonly MessageContent[]): string[] =>
  messages.map(({ text }) => text).filter(Boolean)

export const newestOpen = (tickets: readonly Ticket[]): Ticket | undefined =>
  tickets.find(ticket => isOpen(ticket.state))

/** @returns the open ticket for which details were asked. */
export function ticketPrompted({
  prompt,
  tickets,
}: Pick<ResidentTurn, 'prompt' | 'tickets'>): Ticket | undefined {
  const number = prompt?.kind === 'details' ? prompt.ticket : null
  return tickets.find(ticket => ticket.number === number && isOpen(ticket.state))
}
