/** Finds the intent of a turn from its clauses, the resident's tickets and Linli's pending question. */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { conductIn } from '../../domain/privacy/conduct-complaint.ts'
import { legible } from '../../domain/text/normalize.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import type { Intent, OpenTicket } from '../../domain/triage-result.ts'
import type { Prediction } from '../classifier/classifier.ts'
import type { Turn } from './parsed-turn.ts'
import { blamesOthers, clausesOf, readClause, hanLength, type Reading, withoutPlace } from './clause.ts'
import { isSmallTalk, isWrongNumber } from './small-talk.ts'
import { isSpam } from './spam.ts'
import { continues, corrects, isAnother, isDone, names, ticketMeant } from './resolve-ticket.ts'

export interface ReadIntent {
  intent: Intent
  about: string | null
}

/** A complaint about staff is a request, even if its words look idle: "物业停我家水" only looks like a place. */
export function readIntent(turn: Turn): ReadIntent {
  const read = readWords(turn)
  return IDLE.has(read.intent) && conductIn(turn.whole) ? plainly('request') : read
}
export const IDLE: ReadonlySet<Intent> = new Set(['chatter', 'thanks', 'abuse'])

/** The order matters: actions on a ticket outrank thanks and other courtesies in the same turn. */
function readWords(turn: Turn): ReadIntent {
  const { input, readings, whole } = turn
  const has = (...some: Reading[]) => some.some(reading => readings.has(reading))
  const only = (...some: Reading[]) => [...readings].every(reading => some.includes(reading))
  const { open, closed } = ticketMeant(turn)
  const ticket = open ?? closed

  if (readings.size === 0) return plainly('chatter')
  if (isSpam(whole)) return plainly('spam')
  // "5", "888": without a pending question a number has no meaning; the reply asks for the problem and the place.
  if (!input.pendingQuestion && !/\p{L}/u.test(whole)) return plainly('chatter')
  if (isIdle(turn)) return plainly('chatter')
  if (isLetter(turn)) return plainly(has('asks') && !has('problem') ? 'question' : 'request')
  if (input.pendingQuestion && answers(turn)) return { intent: 'answer', about: input.pendingQuestion.number }
  if (open && corrects(turn, open)) return goesOn(open)
  if (has('problem') && !ticket && asksTheRule(turn)) return plainly('question')
  if (has('problem')) return ticket && continues(turn, ticket) ? goesOn(ticket) : plainly('request')
  if (has('withdraw') && wantsAnother(turn, open)) return plainly('request')
  if (has('withdraw')) return about(open && isDone(open) ? 'confirm' : 'withdraw', open)
  if (has('not_solved') && ticket) return about(isDone(ticket) ? 'reopen' : 'urge', ticket)
  if (has('still') && ticket) return isAnother(turn, ticket) ? plainly('request') : goesOn(ticket)
  if (has('confirm') && open) return about('confirm', open)
  if (has('thanks') && only('thanks', 'chatter', 'confirm', 'unsure', 'detail') && saysLittle(turn))
    return plainly(thanksOrPraise(whole))
  if (has('thanks') && has('confirm') && isAllWell(turn)) return plainly(thanksOrPraise(whole))
  if (only('thanks', 'chatter', 'confirm')) return plainly(has('thanks') ? thanksOrPraise(whole) : 'chatter')
  if (has('urge')) {
    if (ticket && isDone(ticket) && NOBODY_CAME.test(whole)) return about('reopen', ticket)
    if (open) return about('urge', open)
    // Without a ticket the urge either contains a problem, or the reply asks for it.
    if (saysWhat(turn)) return plainly('request')
    // "我妈一个人住没人管怎么办" reads like an urge, but has a topic.
    if (hanLength(whole) > ONLY_AN_URGE) return plainly('request')
    if (only('urge', 'chatter', 'thanks', 'abuse', 'place')) return plainly('urge')
  }
  if (only('abuse', 'chatter')) return plainly('abuse')
  if (has('abuse') && only('abuse', 'chatter', 'unsure') && !blamesOthers(whole) && saysLittle(turn))
    return plainly('abuse')
  if (has('place') && only('place', 'chatter', 'thanks') && namesTrouble(turn, open))
    return plainly('request')
  if (only('place', 'detail', 'chatter', 'thanks') && open && !isDone(open)) return about('addition', open)
  // Only a place, without a ticket that it could belong to: the reply asks for the problem.
  if (only('place', 'chatter', 'thanks')) return plainly('chatter')
  if (open && continues(turn, open)) return goesOn(open)
  return plainly(has('asks') || (has('wonders') && isEnquiry(turn)) ? 'question' : 'request')
}

/**
 * A text of this length is a letter, which opens a ticket of its own unless it names one. So many words always contain
 * one that reads like an order ("无需", "不要补偿"), and a petition that is mistaken for an order is lost.
 */
const LETTER_CHARACTERS = 80
const isLetter = ({ whole, input }: Turn): boolean =>
  hanLength(whole) > LETTER_CHARACTERS &&
  !input.openTickets.some(({ number }) => names(whole, spokenNumber(number)))

const plainly = (intent: Intent): ReadIntent => ({ intent, about: null })
const about = (intent: Intent, ticket: OpenTicket | null): ReadIntent => ({
  intent,
  about: ticket?.number ?? null,
})

/** A complaint about a known problem: an addition while it is open, a reopening after the work was reported as done. */
const goesOn = (ticket: OpenTicket): ReadIntent => about(isDone(ticket) ? 'reopen' : 'addition', ticket)

/** A longer text is hardly the name of a place. */
const ANSWER_CHARACTERS = 24
const NO_IDEA = /不知道|不清楚|不晓得|说不[上清]|没注意|don'?t know|not sure|no idea/iu

/** A longer urge without a ticket contains a reason. */
const ONLY_AN_URGE = 10

/** Does the turn answer the question about the place? With a place, or any short text without another reading. */
function answers({ whole, readings }: Turn): boolean {
  if (NO_IDEA.test(whole)) return true
  if (readings.has('problem') || readings.has('withdraw') || readings.has('asks') || readings.has('wonders'))
    return false
  if (readings.has('place')) return true
  const vague = readings.has('unsure') || readings.has('detail')
  return vague && hanLength(whole) <= ANSWER_CHARACTERS
}

/** Does a withdrawal contain a new request? "不用修灯了，来修水管吧" */
function wantsAnother({ whole, predict }: Turn, open: OpenTicket | null): boolean {
  const rest = clausesOf(whole).filter(clause => readClause(clause) === 'unsure')
  if (rest.length === 0 || hanLength(rest.join('')) < 5) return false
  const { label, confidence } = predict(rest.join('，'))
  return confidence >= SAYS_WHAT && label !== OTHER_CATEGORY && label !== open?.category
}

/** A complaint that the work was reported as done, but no worker came. */
const NOBODY_CAME = /没(?:有|见)?(?:见)?人|(?:nobody|no one) (?:came|has come)/iu

/** A commendation is a request, so that it reaches the staff. */
const thanksOrPraise = (whole: string): Intent =>
  /表扬|锦旗|(?<!给你们?)点个?赞|好评|好样的|谢谢?[他她]|commend|praise/iu.test(whole) ? 'request' : 'thanks'

/** The confidence from which a category counts as the topic of the text. */
const SAYS_WHAT = 0.5
const saysWhat = ({ whole, predict }: Turn, atLeast = SAYS_WHAT) => isMatter(predict(whole), atLeast)
/** Does the text have a topic? Praise is excluded, because thanks are classified as praise. */
const isMatter = ({ label, confidence }: Prediction, atLeast: number) =>
  confidence >= atLeast && label !== OTHER_CATEGORY && label !== 'other.praise'

/** Small talk: at least one clause is, and the others have no topic. */
const IDLE_CHARACTERS = 40
function isIdle({ whole, predict, input }: Turn): boolean {
  if (hanLength(whole) > IDLE_CHARACTERS) return false
  const idle = (clause: string) =>
    isSmallTalk(clause) || (input.openTickets.length === 0 && isWrongNumber(clause))
  const clauses = clausesOf(whole)
  const rest = clauses.filter(clause => !idle(clause))
  if (rest.length === clauses.length) return false
  const harmless = rest.every(clause => BESIDE_TALK.has(readClause(clause)))
  const beside = rest.join('，')
  return harmless && (hanLength(beside) <= A_FEW || !isMatter(predict(beside), SAYS_WHAT))
}
/** Too short to have a topic: "好厉害". */
const A_FEW = 4
const BESIDE_TALK: ReadonlySet<Reading> = new Set(['chatter', 'thanks', 'unsure', 'detail', 'place'])

/** "医保断了三个月，补上还能报销吗": the problem only describes the case; the resident asks for the rule. */
function asksTheRule({ whole, predict, placeless }: Turn): boolean {
  const last = clausesOf(whole).findLast(clause => !ASIDE.has(readClause(clause))) ?? ''
  const reading = readClause(last)
  const { label, confidence } = predict(whole)
  return (reading === 'asks' || reading === 'wonders') && confidence >= SAYS_WHAT && placeless(label)
}
const ASIDE: ReadonlySet<Reading> = new Set(['thanks', 'chatter'])

/** Longer thanks for finished work: no other clause has a topic. */
function isAllWell({ whole, predict }: Turn): boolean {
  const done: ReadonlySet<Reading> = new Set(['thanks', 'confirm', 'chatter'])
  const rest = clausesOf(whole).filter(clause => !done.has(readClause(clause)))
  return (
    rest.every(clause => ['unsure', 'detail'].includes(readClause(clause))) &&
    !rest.some(clause => isMatter(predict(clause), SAYS_WHAT))
  )
}

/** The question is about a rule, a document or an amount: topics without a place. */
const isEnquiry = ({ whole, predict, placeless }: Turn) => placeless(predict(whole).label)

/** Up to this length, words without a topic belong to the thanks or insult beside them: "老铁，谢了". */
const LITTLE = 16
const saysLittle = (turn: Turn) => hanLength(turn.whole) <= LITTLE && !saysWhat(turn, NAMES_TROUBLE)

/**
 * "状元府1号楼电梯异响" reads like a place with a long name. The classifier reads the rest without the place's words: it
 * is unsure about the name of a compound and sure about a problem. A problem of the open ticket's category is not new.
 */
const NAMES_TROUBLE = 0.75
function namesTrouble({ whole, predict }: Turn, open: OpenTicket | null): boolean {
  const left = withoutPlace(legible(whole).toLowerCase())
  if (hanLength(left) < 2) return false
  const { label, confidence } = predict(left)
  return confidence >= NAMES_TROUBLE && label !== OTHER_CATEGORY && label !== open?.category
}
