/** A resident's turn: one order, or a burst of words that belong together, is understood and acted on. */
import type { Understanding } from '../../domain/triage-result.ts'
import { groupCommand, isStrayCommand, residentCommand } from '../../domain/command/parse-text.ts'
import { decodeAction } from '../../domain/command/command.ts'
import { writesTraditional } from '../../domain/text/normalize.ts'
import { detectEmergency } from '../../triage/emergency/detect.ts'
import { inTraditional } from '../../prompt-files/to-traditional.ts'
import { recentTicketsOf } from '../../tickets/store.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { actOn } from './handle-intent.ts'
import { followsAlbum } from '../media-group.ts'
import { askPerson } from './hand-off-to-person.ts'
import { correctedTicket } from './edited-message.ts'
import { offeredPerson } from './answer-from-guide.ts'
import { askWhatItShows, isOnlyEvidence, nameOf, saidBefore } from '../attachments.ts'
import { withNotice } from './privacy-notice.ts'
import { isAboutSelf, obeySelf } from './privacy-commands.ts'
import { mayRestore } from './undo-withdrawal.ts'
import { isRateable, obeyResident } from './run-command.ts'
import { aboutQuoted, orderAbout, quotedTicket, withQuoted } from './quoted-ticket.ts'
import { type Resident, languageOf, residentOf } from '../../inbox/residents.ts'
import { withoutPause } from '../sent-at.ts'
import { hasSpoken, isSpoken, offerListener } from './voice-message.ts'
import { byRule } from './triaged-turn.ts'
import { yesByThumb } from './thumbs-up.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import { type Brought, type Heard, claim, lastTurnsIn } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** Tickets that a resident may still mean without saying their number. */
const RECENT_DAYS = 30
/** What was said longer ago says nothing about what is meant now. */
const LAST_TURNS_MS = 30 * 60_000
/** "Add more" is meant for what is said next, not for next week. */
const AWAITING_MS = 30 * 60_000

export type TurnResult = 'done' | { waitMs: number }

export async function residentTurn(
  given: TurnDeps,
  conversation: Conversation,
  first: Heard,
  waiting: readonly Heard[],
): Promise<TurnResult> {
  const known = await residentOf(given.pool, conversation, first)
  const deps = withNotice(given, conversation, known)
  const since = new Date(given.now().getTime() - RECENT_DAYS * 86_400_000)
  const quoted = await quotedTicket(deps, conversation, first, known.id)
  const tickets = withQuoted(await recentTicketsOf(deps.pool, known.id, since), quoted)
  const asked = (quoted ? [quoted] : tickets).find(ticket => ticket.state === 'needs_info')

  const offered = offeredPerson(conversation, deps.now().getTime())
  const command =
    orderIn(first, tickets, asked, offered !== null) ?? (await yesByThumb(deps, conversation, first, tickets))
  const resident = command ? await heardIn(deps, known, [first]) : known
  if (command?.verb === 'ask') {
    await askPerson(deps, conversation, resident, [first], command.message)
    return 'done'
  }
  if (command && isAboutSelf(command)) {
    await obeySelf(given, conversation, resident, first, command)
    return 'done'
  }
  if (command) {
    await obeyResident(deps, conversation, resident, tickets, [first], orderAbout(command, quoted))
    return 'done'
  }
  if (!isPartOfBurst(first)) {
    await answerUnreadable(deps, conversation, resident, first)
    return 'done'
  }
  if (await followsAlbum(deps, conversation, first)) return 'done'
  const burst = burstOf(waiting, tickets, asked)
  const waitMs = stillTyping(deps, conversation, burst, waiting)
  if (waitMs > 0) return { waitMs }

  const words = textsOf(burst)
  const speaking = await heardIn(deps, resident, burst)
  if (words.length === 0 && offered && hasSpoken(conversation)) {
    await askPerson(deps, conversation, speaking, burst, offered)
    return 'done'
  }
  if (!ticketShown(deps, conversation, tickets, quoted ?? asked)) {
    if (words.length === 0 && burst.some(isSpoken)) {
      await offerListener(deps, conversation, speaking, burst)
      return 'done'
    }
    if (isOnlyEvidence(burst)) {
      await askWhatItShows(deps, conversation, speaking.language, burst)
      return 'done'
    }
  }
  const earlier = await saidBefore(deps, conversation)
  const texts = [...words, ...textsOf(earlier)]
  const understanding = await understand(deps, conversation, speaking, tickets, asked, burst, texts, quoted)
  await actOn(deps, {
    conversation,
    resident: speaking,
    tickets,
    asked,
    burst,
    earlier,
    texts,
    understanding,
  })
  return 'done'
}

/** Whoever writes in the other language or script is answered in it from now on, also about the tickets that they have. */
async function heardIn(deps: TurnDeps, resident: Resident, messages: readonly Heard[]): Promise<Resident> {
  const text = messages.map(message => message.text).join(' ')
  const language = languageOf(text, resident.language)
  const traditional = writesTraditional(text, resident.traditional)
  if (language !== resident.language || traditional !== resident.traditional)
    await deps.pool.query('UPDATE resident SET language = $2, traditional = $3 WHERE id = $1', [
      resident.id,
      language,
      traditional,
    ])
  // Its tables are read before a transaction is open.
  if (traditional) inTraditional('')
  return { ...resident, language, traditional }
}

/**
 * A button, or words that are nothing but an order. "5" is a building when we asked for one, else a rating.
 * @param offered "人工" means something right after a guide was quoted, or somebody spoke.
 */
function orderIn(message: Heard, tickets: readonly Ticket[], asked: Ticket | undefined, offered = false) {
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
  // "请保密" before anything was said: it is remembered for what comes (open-tickets.ts).
  if (command.verb === 'confidential' && tickets.length === 0) return null
  // "解决了" with nothing to close, "好了" in small talk: triage looks at the words.
  if (command.verb === 'confirm' && !tickets.some(ticket => ticket.state === 'resolved')) return null
  return command
}

/** Words, pins, pictures and speech with or without a caption; a sticker only if somebody wrote something under it. */
const isPartOfBurst = ({ kind, text }: Heard): boolean =>
  (kind === 'text' && !isAside(text)) ||
  kind === 'location' ||
  kind === 'attachment' ||
  (kind === 'unsupported' && text !== '')

/** A command that is none here is nothing to report, unless there is a danger in it; nor is the code of a group. */
const isAside = (text: string): boolean =>
  (isStrayCommand(text) || groupCommand(text)?.verb === 'bind') && !detectEmergency(text)

/** All of these from here on, up to the next order or a long pause. */
function burstOf(waiting: readonly Heard[], tickets: readonly Ticket[], asked: Ticket | undefined): Heard[] {
  // What quotes another message speaks of another ticket.
  const [first] = waiting
  const end = waiting.findIndex(
    message =>
      !isPartOfBurst(message) ||
      orderIn(message, tickets, asked) ||
      (message.data.replyTo !== undefined && message.data.replyTo !== first?.data.replyTo),
  )
  return withoutPause(waiting.slice(0, end === -1 ? waiting.length : end))
}

const textsOf = (burst: readonly Brought[]): string[] => burst.map(({ text }) => text).filter(Boolean)

/** People send one thought in several messages. Danger does not wait, and neither does whoever went on to press a button. */
function stillTyping(
  deps: TurnDeps,
  conversation: Conversation,
  burst: readonly Heard[],
  waiting: readonly Heard[],
): number {
  if (burst.length < waiting.length) return 0
  if (burst.some(message => detectEmergency(message.text))) return 0
  const last = burst.at(-1)
  const age = last ? deps.now().getTime() - last.receivedAt.getTime() : 0
  // From the future: a clock was wrong, and nobody is typing there.
  return age < -deps.settleMs ? 0 : Math.min(deps.settleMs, Math.max(0, deps.settleMs - age))
}

async function understand(
  deps: TurnDeps,
  conversation: Conversation,
  resident: Resident,
  tickets: readonly Ticket[],
  asked: Ticket | undefined,
  burst: readonly Heard[],
  texts: readonly string[],
  quoted: Ticket | undefined,
): Promise<Understanding> {
  const now = deps.now().getTime()
  const meant =
    (await correctedTicket(deps, conversation, burst, tickets)) ?? awaited(conversation, tickets, now)
  if (meant && !texts.some(text => detectEmergency(text))) return byRule('addition', meant)
  // A pin alone answers our question, or says where the newest ticket is; a picture shows it, a card says whom to call.
  if (texts.length === 0 || isOnlyEvidence(burst))
    return byRule(asked ? 'answer' : 'addition', (asked ?? quoted ?? newestOpen(tickets))?.number ?? null)
  const home = resident.home ? deps.directory.current().placeById.get(resident.home.placeId) : undefined
  const read = await deps.triage.understand({
    texts,
    language: resident.language,
    openTickets: (quoted ? [quoted] : tickets)
      .filter(({ state }) => state !== 'withdrawn')
      .map(ticket => ({
        number: ticket.number,
        category: ticket.category,
        summary: ticket.summary,
        placeText: ticket.placeText,
        state: ticket.state,
        // Whoever quotes it has it before them.
        minutesOld: quoted ? 0 : Math.floor((now - ticket.createdAt.getTime()) / 60_000),
      })),
    pendingQuestion: asked ? { number: asked.number, what: 'place' } : null,
    home: home?.nameZh ?? null,
    lastTurns: await lastTurnsIn(deps.pool, conversation.id, new Date(now - LAST_TURNS_MS)),
  })
  return quoted ? aboutQuoted(read, quoted) : read
}

function awaited(
  { awaiting, awaitingAt }: Conversation,
  tickets: readonly Ticket[],
  now: number,
): string | null {
  if (!awaiting || !awaitingAt || now - awaitingAt.getTime() > AWAITING_MS) return null
  const number = awaiting.replace(/^more:/, '')
  return tickets.some(ticket => ticket.number === number && isOpen(ticket.state)) ? number : null
}

const newestOpen = (tickets: readonly Ticket[]) => tickets.find(ticket => isOpen(ticket.state))

/** A picture without a word belongs to what was spoken of just now, and to nothing older. */
function ticketShown(
  deps: TurnDeps,
  conversation: Conversation,
  tickets: readonly Ticket[],
  asked: Ticket | undefined,
): boolean {
  const now = deps.now().getTime()
  const newest = newestOpen(tickets)
  return (
    asked !== undefined ||
    awaited(conversation, tickets, now) !== null ||
    (newest !== undefined && now - newest.updatedAt.getTime() < LAST_TURNS_MS)
  )
}

/** A forged or outgrown button, a sticker, a command of another bot: a kind word, and nothing else happens. */
async function answerUnreadable(
  deps: TurnDeps,
  conversation: Conversation,
  resident: Resident,
  message: Heard,
): Promise<void> {
  const { replies } = deps.voice()
  const bind = message.kind === 'text' && groupCommand(message.text)?.verb === 'bind'
  const aside = bind ? 'bind_in_private' : 'unknown_command'
  const key = message.kind === 'action' ? 'nothing_found' : message.kind === 'text' ? aside : 'unsupported'
  const what = nameOf(message, resident.language, replies)
  await deps.transact(async tx => {
    await claim(tx, [message])
    tx.say(conversation.id, { text: replies.say(resident.language, key, { what }) })
  })
}
