/** A resident's turn: one command, or a burst of messages that belong together, is understood and acted on. */
import { type Understanding, byRule } from '../../domain/triage-result.ts'
import { groupCommand } from '../../domain/command/parse-text.ts'
import { detectEmergency } from '../../triage/emergency/detect.ts'
import { handleIntent } from './handle-intent.ts'
import { joinMediaGroup } from '../media-group.ts'
import { handOffToPerson } from './hand-off-to-person.ts'
import { correctedTicket } from './edited-message.ts'
import { isOnlyEvidence, nameOf } from '../attachments.ts'
import { askWhatItShows, saidBefore } from './evidence-without-words.ts'
import { type Handler, type TurnResult, type Wait, firstResult, isWait } from '../turn.ts'
import { isAboutSelf } from './privacy-commands.ts'
import { withNotice } from './privacy-notice.ts'
import { runCommand } from './run-command.ts'
import { aboutQuoted } from './quoted-ticket.ts'
import { personOffered, waitsFor } from '../../inbox/pending-prompt.ts'
import { setLanguage } from '../../inbox/residents.ts'
import { isSpoken, offerListener } from './voice-message.ts'
import { type ResidentTurn, loadTurn, newestOpen, ticketPrompted, wordsOf } from './resident-turn.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import { type InboundRow, lastTurnsIn } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** Earlier messages say nothing about what is meant now. */
const LAST_TURNS_MS = 30 * 60_000

/** In this order; the last one takes every turn. */
const HANDLERS: readonly Handler<ResidentTurn>[] = [
  turn => turn.command && runCommand(turn, turn.command, [turn.first]),
  answerUnreadable,
  ({ deps, conversation, first }) => joinMediaGroup(deps, conversation, first),
  waitForMore,
  handSpeechToPerson,
  askAboutEvidence,
  handleTriaged,
]

export async function handleResidentMessages(
  deps: TurnDeps,
  conversation: Conversation,
  first: InboundRow,
  waiting: readonly InboundRow[],
): Promise<TurnResult | Wait> {
  const turn = await loadTurn(deps, conversation, first, waiting)
  const outcome = await firstResult(HANDLERS, turn)
  if (isWait(outcome)) return outcome
  const result = inLanguageOf(turn, outcome)
  return turn.command && isAboutSelf(turn.command) ? result : withNotice(turn, result)
}

/** The resident's new language is stored before anything is said in it. */
function inLanguageOf({ known, resident }: ResidentTurn, result: TurnResult): TurnResult {
  if (resident.language === known.language && resident.traditional === known.traditional) return result
  return {
    ...result,
    write: async tx => {
      await setLanguage(tx, resident)
      return await result.write(tx)
    },
    ...(result.refuse && {
      refuse: async (tx, refused) => {
        await setLanguage(tx, resident)
        await result.refuse?.(tx, refused)
      },
    }),
  }
}

/** A forged or outdated button, a sticker, a command of another bot: one kind answer, nothing else happens. */
function answerUnreadable({ deps, conversation, resident, first, burst }: ResidentTurn): TurnResult | null {
  if (burst.length > 0) return null
  const { replies } = deps.rendering()
  const bind = first.kind === 'text' && groupCommand(first.text)?.verb === 'bind'
  const aside = bind ? 'bind_in_private' : 'unknown_command'
  const key = first.kind === 'action' ? 'nothing_found' : first.kind === 'text' ? aside : 'unsupported'
  const what = nameOf(first, resident.language, replies)
  return {
    messages: [first],
    write: tx => {
      tx.say(conversation.id, { text: replies.say(resident.language, key, { what }) })
      return null
    },
  }
}

/** People send one thought in several messages. A danger does not wait, nor do words before a command. */
function waitForMore({ deps, burst, waiting }: ResidentTurn): Wait | null {
  if (burst.length < waiting.length) return null
  if (burst.some(message => detectEmergency(message.text))) return null
  const last = burst.at(-1)
  const age = last ? deps.now().getTime() - last.receivedAt.getTime() : 0
  // Received in the future: the clock was wrong, the resident is not typing.
  if (age < -deps.settleMs) return null
  const waitMs = Math.min(deps.settleMs, Math.max(0, deps.settleMs - age))
  return waitMs > 0 ? { waitMs } : null
}

/** Speech again, after a person was offered to listen. */
async function handSpeechToPerson(turn: ResidentTurn): Promise<TurnResult | null> {
  const { burst, prompt } = turn
  if (wordsOf(burst).length > 0 || !waitsFor(prompt, 'speech')) return null
  return await handOffToPerson(turn, burst, personOffered(prompt))
}

/** Speech or a picture without a word, and no ticket that it could belong to. */
function askAboutEvidence(turn: ResidentTurn): TurnResult | null {
  const { burst } = turn
  if (hasTicketInView(turn)) return null
  if (wordsOf(burst).length === 0 && burst.some(isSpoken)) return offerListener(turn)
  return isOnlyEvidence(burst) ? askWhatItShows(turn) : null
}

async function handleTriaged(turn: ResidentTurn): Promise<TurnResult> {
  const earlier = await saidBefore(turn)
  const texts = [...wordsOf(turn.burst), ...wordsOf(earlier)]
  return await handleIntent({ ...turn, earlier, texts, understanding: await understand(turn, texts) })
}

async function understand(turn: ResidentTurn, texts: readonly string[]): Promise<Understanding> {
  const { deps, conversation, resident, tickets, asked, burst, quoted } = turn
  const now = deps.now().getTime()
  const meant =
    (await correctedTicket(deps, conversation, burst, tickets)) ?? ticketPrompted(turn)?.number ?? null
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
        // A quoted ticket is before the resident's eyes, however old it is.
        minutesOld: quoted ? 0 : Math.floor((now - ticket.createdAt.getTime()) / 60_000),
      })),
    pendingQuestion: asked ? { number: asked.number, what: 'place' } : null,
    home: home?.nameZh ?? null,
    lastTurns: await lastTurnsIn(deps.pool, conversation.id, new Date(now - LAST_TURNS_MS)),
  })
  return quoted ? aboutQuoted(read, quoted) : read
}

/** A picture without a word belongs to the ticket that was spoken of just now, and to no older one. */
function hasTicketInView(turn: ResidentTurn): boolean {
  const newest = newestOpen(turn.tickets)
  return (
    (turn.quoted ?? turn.asked ?? ticketPrompted(turn)) !== undefined ||
    (newest !== undefined && turn.deps.now().getTime() - newest.updatedAt.getTime() < LAST_TURNS_MS)
  )
}
