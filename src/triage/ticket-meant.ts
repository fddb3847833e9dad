/**
 * Which open ticket a turn speaks of, and whether a new complaint is the old one going on.
 */
import { OTHER_CATEGORY } from '../domain/category.ts'
import { spokenNumber } from '../domain/ticket.ts'
import type { OpenTicket } from '../domain/understanding.ts'
import type { Turn } from './local-triage.ts'
import { hanLength } from './read-clause.ts'
import { otherBuilding } from './split-problems.ts'

/** After that a short message is more likely about something new. */
const FRESH_MINUTES = 30
/** A category this sure, and another one than the ticket's: a new problem. */
export const NEW_PROBLEM_CONFIDENCE = 0.6
/** The ticket's own category is at least this likely: then the words may well be about it. */
const SAME_PROBLEM_PROBABILITY = 0.15
/** A sentence of that length stands on its own. */
const WHOLE_SENTENCE = 12

/** The ticket named by its number; else the one whose category the words fit; else the newest. */
export function ticketMeant({ input: { openTickets }, whole, predict }: Turn): OpenTicket | null {
  const named = openTickets.find(({ number }) =>
    [number, spokenNumber(number), number.split('-')[1] ?? number].some(said => names(whole, said)),
  )
  if (named) return named
  if (openTickets.length < 2) return openTickets[0] ?? null
  const { ranked, confidence } = predict(whole)
  const likely = openTickets.find(ticket => ticket.category === ranked[0]?.label)
  return (confidence >= NEW_PROBLEM_CONFIDENCE && likely) || (openTickets[0] ?? null)
}

const names = (whole: string, said: string) =>
  new RegExp(`(?<!\\d)${said}(?![\\d号栋幢室])`, 'u').test(whole.normalize('NFKC'))

const ADDS =
  /^(?:补充|刚才|还是|还在|仍|依然|一直|越来越|就是|对了?[,，]|我说的|上次|之前(?:说|报|反映)的|那个|这个|it'?s (?:still|about)|still |about (?:my|the) )/iu
const ONE_MORE = /也(?:坏|漏|堵|不|有|是|没)|另外|还有一|another|also|as well|too\b/iu

/** Does a complaint go on about this ticket, rather than open a new one? */
export function continues({ whole, predict, input }: Turn, ticket: OpenTicket): boolean {
  const { label, confidence, ranked } = predict(whole)
  const own = ranked.find(one => one.label === ticket.category)?.probability ?? 0
  const other =
    label !== ticket.category &&
    label !== OTHER_CATEGORY &&
    confidence >= NEW_PROBLEM_CONFIDENCE &&
    own < SAME_PROBLEM_PROBABILITY
  if (other) return false
  if (ONE_MORE.test(whole) && otherBuilding(whole, `${ticket.placeText ?? ''} ${ticket.summary}`))
    return false
  if (ADDS.test(whole.trim())) return true
  const working = ticket.state !== 'resolved' && ticket.state !== 'closed'
  if (working && ticket.minutesOld < FRESH_MINUTES) {
    return label === ticket.category || own >= SAME_PROBLEM_PROBABILITY || hanLength(whole) < WHOLE_SENTENCE
  }
  // Old tickets take no new complaint but of exactly their kind, in few words, and only if we asked for it.
  return input.pendingQuestion?.number === ticket.number && label === ticket.category
}
