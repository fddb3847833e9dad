/**
 * Finds the ticket that a turn refers to, and decides whether a complaint continues it.
 */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import { legible } from '../../domain/text/normalize.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import type { OpenTicket } from '../../domain/triage-result.ts'
import type { Turn } from './parsed-turn.ts'
import { hanLength, type Reading } from './clause.ts'
import { corrected } from './correction.ts'
import { namesOtherPlace } from './named-places.ts'

/** Within this time a short message more likely refers to the ticket. */
const FRESH_MINUTES = 30
/** From this confidence a category that differs from the ticket's means a new problem. */
const ANOTHER_CONFIDENCE = 0.6
/** The same for words such as "还是很臭", which fit many categories by chance: only near certainty counts. */
const ANOTHER_AGAIN_CONFIDENCE = 0.85
/** From this probability of the ticket's own category the words may be about the ticket. */
const SAME_PROBABILITY = 0.15
/** A shorter text that names no problem continues the ticket; the classifier is unreliable on so few words. */
const AFTERTHOUGHT = 8
/** From this length on a sentence can be a request of its own. */
const WHOLE_SENTENCE = 12
const WHOLE_SENTENCE_WORDS = 6
const isWholeSentence = (text: string): boolean =>
  hanLength(text) >= WHOLE_SENTENCE || (text.match(/[a-z]+/gi)?.length ?? 0) >= WHOLE_SENTENCE_WORDS

/** Is the work reported as done, so that the resident may confirm or reopen? */
export const isDone = ({ state }: OpenTicket): boolean => state === 'resolved' || state === 'closed'

/** The most likely ticket of the turn, among the open and among the closed ones (callers pass only recent ones). */
export function ticketMeant(turn: Turn): { open: OpenTicket | null; closed: OpenTicket | null } {
  const { openTickets } = turn.input
  return {
    open: among(
      openTickets.filter(ticket => isOpen(ticket.state)),
      turn,
    ),
    closed: among(
      openTickets.filter(ticket => ticket.state === 'closed'),
      turn,
    ),
  }
}

/** The ticket that is named by its number; else the one that fits the words best; else the newest. */
function among(tickets: readonly OpenTicket[], { whole, predict }: Turn): OpenTicket | null {
  const named = tickets.find(({ number }) =>
    [number, spokenNumber(number), number.split('-')[1] ?? number].some(said => names(whole, said)),
  )
  if (named || tickets.length < 2) return named ?? tickets[0] ?? null
  const { ranked } = predict(whole)
  const [best] = tickets
    .map(ticket => ({
      ticket,
      fits: sharedPairs(whole, ticket.summary) + probabilityOf(ticket.category, ranked),
    }))
    .sort((a, b) => b.fits - a.fits)
  return best?.ticket ?? null
}

/** Number of character pairs that two texts share: "楼道灯" and "楼道灯怎么还没人来" share two. */
function sharedPairs(text: string, summary: string): number {
  const said = new Set(pairs(text))
  return new Set(pairs(summary).filter(pair => said.has(pair))).size
}
const pairs = (text: string): string[] =>
  [
    ...legible(text)
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ''),
  ].map((char, i, all) => char + (all[i + 1] ?? ''))

export const names = (whole: string, said: string) =>
  new RegExp(`(?<!\\d)${said}(?![\\d号栋幢室])`, 'u').test(legible(whole))

/** Is the turn, with high confidence, about another problem than the ticket's? */
export function isAnother(turn: Turn, ticket: OpenTicket, atLeast = ANOTHER_AGAIN_CONFIDENCE): boolean {
  const { label, confidence, ranked } = turn.predict(turn.whole)
  if (label === ticket.category || label === OTHER_CATEGORY || confidence < atLeast) return false
  return probabilityOf(ticket.category, ranked) < SAME_PROBABILITY
}

/** Does the turn correct a fresh ticket? "说错了，不是灯，是电梯" */
export const corrects = ({ whole }: Turn, ticket: OpenTicket): boolean =>
  !isDone(ticket) && ticket.minutesOld < FRESH_MINUTES && corrected(whole, ticket.summary) !== null

/** An explicit addition; the rest of the text is not checked. */
const SAYS_ADDS = /^补充(?:一下|一点|说明)?\s?[:：,，]/u
const ADDS =
  /^(?:补充|刚才|还是|还在|仍|依然|一直|.{0,6}越来越|就是|对了?[,，]|我说的|上次|之前(?:说|报|反映)的|那[个人家辆户条盏边](?!人|家)|这个|他们?一般|it'?s (?:still|about)|still |about (?:my|the) )/iu
const LEFT_UNDONE = /[没还又仍只]|不行|\b(?:again|still|only|never)\b/iu
const AGAIN = /[又还仍](?!有|是不是)|依旧|依然|照样|\b(?:again|still)\b/iu
const ONE_MORE = /也(?:坏|漏|堵|不|有|是|没)|另外|还有一|another|also|as well|too\b/iu

/** Does a complaint continue this ticket instead of opening a new one? */
export function continues(turn: Turn, ticket: OpenTicket): boolean {
  const { whole, input } = turn
  if (SAYS_ADDS.test(whole) && !isDone(ticket) && !namesOtherPlace(whole, ticket)) return true
  const fresh = !isDone(ticket) && ticket.minutesOld < FRESH_MINUTES
  const namesNothing = !['problem', 'asks', 'wonders'].some(reading => turn.readings.has(reading as Reading))
  if (fresh && namesNothing && hanLength(whole) < AFTERTHOUGHT) return true
  if (isAnother(turn, ticket, ANOTHER_CONFIDENCE)) return false
  const elsewhere = namesOtherPlace(whole, ticket)
  if (ONE_MORE.test(whole) && elsewhere) return false
  if (ADDS.test(whole)) return true
  const { label, ranked } = turn.predict(whole)
  const same = label === ticket.category || probabilityOf(ticket.category, ranked) >= SAME_PROBABILITY
  // "只修了一楼的，二楼还黑着": the work that was reported as done is incomplete.
  if (isDone(ticket)) return label === ticket.category && LEFT_UNDONE.test(whole) && !elsewhere
  if (fresh) return same || !isWholeSentence(whole)
  // "昨晚又敲到两点": the same problem again, on a ticket that is being worked on.
  if (same && AGAIN.test(whole) && !elsewhere) return true
  // An older ticket takes another complaint of its category only while Linli's question about it is pending.
  return input.pendingQuestion?.number === ticket.number && label === ticket.category
}

const probabilityOf = (category: string, ranked: readonly { label: string; probability: number }[]): number =>
  ranked.find(({ label }) => label === category)?.probability ?? 0
