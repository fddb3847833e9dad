/**
 * Triage without a model: what a turn wants is read from its words, what it is about from the local
 * classifier. The embedded default, and the fallback when a model fails.
 *
 * When in doubt whether something is a request, it is one: a person can drop a ticket, nobody can find a
 * request that was taken for small talk.
 */
import { OTHER_CATEGORY, type CategoryTree } from '../domain/category.ts'
import type { Intent, OpenTicket, TurnInput, Understanding } from '../domain/understanding.ts'
import { describeItem, placeIn } from './describe-item.ts'
import type { LocalClassifier, Prediction } from './local-classifier.ts'
import { clausesOf, hanLength, isPlace, readClause, type Reading } from './read-clause.ts'
import { splitProblems } from './split-problems.ts'
import { continues, ticketMeant } from './ticket-meant.ts'

export interface LocalTriageParts {
  tree: CategoryTree
  classifier: LocalClassifier
}

/** What triage itself decides; who decided and at what cost is added by triage-conversation.ts. */
export type LocalReading = Pick<Understanding, 'intent' | 'items' | 'about'>

export interface Turn {
  input: TurnInput
  whole: string
  readings: ReadonlySet<Reading>
  predict: (text: string) => Prediction
}

export function triageLocally(input: TurnInput, { tree, classifier }: LocalTriageParts): LocalReading {
  const clauses = input.texts.flatMap(clausesOf)
  const turn: Turn = {
    input,
    whole: input.texts.join('\n').trim(),
    readings: new Set(clauses.map(readClause)),
    predict: remembered(text => classifier.predict(text)),
  }
  const intent = clauses.length === 0 ? 'chatter' : intentOf(turn)
  if (intent !== 'request' && intent !== 'question') {
    return { intent, items: [], about: aboutOf(intent, turn) }
  }
  // One place for all problems of a burst: "灯坏了 / 垃圾没人收 / 3号楼".
  const place = placeIn(turn.whole) ?? placeSaidJustBefore(input)
  const items = splitProblems(input.texts, turn.predict).map(text => {
    const { label, confidence } = turn.predict(text)
    return describeItem({ text, category: label || OTHER_CATEGORY, confidence }, tree, place)
  })
  return { intent, items, about: null }
}

/** The order matters: what a resident does about a ticket outranks how politely they say it. */
function intentOf(turn: Turn): Intent {
  const { input, readings } = turn
  const has = (...some: Reading[]) => some.some(reading => readings.has(reading))
  const only = (...some: Reading[]) => [...readings].every(reading => some.includes(reading))
  const ticket = ticketMeant(turn)

  if (input.pendingQuestion && answers(turn)) return 'answer'
  if (has('problem')) return has('still') || ticket ? problemIntent(turn, ticket) : 'request'
  if (has('withdraw')) return isDone(ticket) ? 'confirm' : 'withdraw'
  if (has('not_solved', 'still') && ticket)
    return isDone(ticket) ? 'reopen' : has('still') ? 'addition' : 'urge'
  if (has('confirm') && ticket) return 'confirm'
  if (isDone(ticket) && NOBODY_CAME.test(turn.whole)) return 'reopen'
  if (only('thanks', 'chatter', 'confirm')) return has('thanks') ? thanksOrPraise(turn) : 'chatter'
  if (has('urge') && (ticket || only('urge', 'chatter', 'thanks', 'abuse', 'place'))) {
    return ticket || !saysWhat(turn) ? 'urge' : 'request'
  }
  if (only('abuse', 'chatter')) return 'abuse'
  // A bare place with no ticket to hang it on: the reply asks what is wrong there.
  if (only('place', 'detail', 'chatter', 'thanks')) {
    if (ticket) return 'addition'
    return has('detail') ? 'request' : 'chatter'
  }
  if (has('asks')) return ticket && continues(turn, ticket) ? 'addition' : 'question'
  return ticket && continues(turn, ticket) ? 'addition' : 'request'
}

/** "还是很臭，楼道都是味" complains anew about what is known; "还有垃圾没人收" does not. */
function problemIntent(turn: Turn, ticket: OpenTicket | null): Intent {
  if (!ticket || !continues(turn, ticket)) return 'request'
  return isDone(ticket) ? 'reopen' : 'addition'
}

/** Work on it is over, and the resident has the last word. */
const isDone = (ticket: OpenTicket | null): boolean =>
  ticket !== null && (ticket.state === 'resolved' || ticket.state === 'closed')

/** Longer, and it is hardly the name of a place. */
const ANSWER_CHARACTERS = 24
const NO_IDEA = /不知道|不清楚|不晓得|说不[上清]|没注意|don'?t know|not sure|no idea/iu

/** To our question where: a place, or anything short that is nothing else. */
function answers({ whole, readings }: Turn): boolean {
  if (NO_IDEA.test(whole)) return true
  if (readings.has('problem') || readings.has('withdraw') || readings.has('asks')) return false
  if (readings.has('place')) return true
  const vague = readings.has('unsure') || readings.has('detail')
  return vague && hanLength(whole) <= ANSWER_CHARACTERS
}

/** Said of work reported as done. */
const NOBODY_CAME = /(?:没|没有)(?:见)?人|(?:nobody|no one) (?:came|has come)/iu

/** A commendation is a request of its own kind: somebody should hear it. */
const thanksOrPraise = ({ whole }: Turn): Intent =>
  /表扬|锦旗|点赞|好评|commend|praise/iu.test(whole) ? 'request' : 'thanks'

/** From here on a category is taken for what the text says. */
const SAYS_WHAT = 0.5
const saysWhat = ({ whole, predict }: Turn) => {
  const { label, confidence } = predict(whole)
  return confidence >= SAYS_WHAT && label !== OTHER_CATEGORY
}

function aboutOf(intent: Intent, turn: Turn): string | null {
  if (intent === 'answer') return turn.input.pendingQuestion?.number ?? null
  if (intent === 'chatter' || intent === 'thanks' || intent === 'abuse') return null
  return ticketMeant(turn)?.number ?? null
}

/** "3号楼" and, a moment later, "楼道灯坏了": the place was said, only not in this turn. */
function placeSaidJustBefore({ lastTurns, openTickets }: TurnInput): string | null {
  if (openTickets.length > 0) return null
  const last = lastTurns.findLast(turn => turn.from === 'resident')?.text ?? ''
  return isPlace(last.trim().toLowerCase()) ? last.trim() : null
}

/** One text is asked about several times while a turn is read. */
function remembered(predict: (text: string) => Prediction): (text: string) => Prediction {
  const known = new Map<string, Prediction>()
  return text => {
    const prediction = known.get(text) ?? predict(text)
    known.set(text, prediction)
    return prediction
  }
}
