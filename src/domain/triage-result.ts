/**
 * Input and result of triage for one turn: a burst of messages of one conversation that is handled together. The result
 * records its decider (a rule, a model, the local classifier).
 */
import type { Urgency } from './category.ts'
import type { EmergencyKind } from './emergency-kind.ts'
import type { Language } from './message.ts'
import type { TicketState } from './ticket/transitions.ts'

/** What the resident wants with this turn. */
export const INTENTS = [
  /** A new problem. One ticket per item. */
  'request',
  /** More about an open ticket: where, since when, "it still smells". */
  'addition',
  /** The reply to Linli's pending question. */
  'answer',
  'urge',
  'withdraw',
  /** Asks for a rule, a place, a telephone number. It opens a ticket too: a person answers. */
  'question',
  'thanks',
  'chatter',
  'abuse',
  /** An advertisement. */
  'spam',
  /** Says that a ticket is solved. */
  'confirm',
  /** Says that a resolved or closed ticket is not solved, or broke again. */
  'reopen',
] as const
export type Intent = (typeof INTENTS)[number]

/** Intents that open tickets: only they carry items. */
export const OPENS_TICKETS: readonly Intent[] = ['request', 'question']

const DECIDED_BY = ['rule', 'model', 'local'] as const

/** One distinct problem. */
export interface Item {
  /** Full id of a leaf, `facilities.lighting`; `other.unclear` when nothing fits. */
  category: string
  /** 0..1: how sure the decider is of the category. Callers send low ones to a person. */
  confidence: number
  urgency: Urgency
  /** The resident's own words of this problem. */
  text: string
  /** At most SUMMARY_CHARACTERS (twice that in English), plain, without personal data. */
  summary: string
  /** The place in the resident's words; null when triage found none. Routing searches the text as well. */
  placeText: string | null
  /** The guide that answers the question, if there is one. */
  guide: string | null
  /** false for requests without a location: consultations, policy questions. */
  needsPlace: boolean
}
export const SUMMARY_CHARACTERS = 40

export interface Understanding {
  intent: Intent
  /** Empty unless the intent opens tickets. */
  items: Item[]
  /** Number of the ticket that an addition, answer, urge, withdrawal, confirmation or reopening refers to. */
  about: string | null
  decidedBy: (typeof DECIDED_BY)[number]
  /** Also set on an addition to a ticket of the same emergency, so that the advice is repeated. */
  emergency: EmergencyKind | null
  model: string | null
  promptVersion: string | null
  /** Ids of the model calls that this turn made, failed ones included; an answer from the cache has none. */
  calls: readonly string[]
  /** Of all these calls together. */
  inputTokens: number
  outputTokens: number
  milliseconds: number
  /** Why the model did not decide although one is configured: timeout, refusal, budget … */
  fallback: string | null
}

/** A ticket of the same resident: open, or closed so recently that a message may still refer to it. */
export interface OpenTicket {
  number: string
  category: string
  summary: string
  placeText: string | null
  state: TicketState
  minutesOld: number
}

export interface TurnInput {
  /** In the order in which they were sent. */
  texts: readonly string[]
  language: Language
  /** The newest first: without a better hint, a message refers to the newest. */
  openTickets: readonly OpenTicket[]
  /** Linli's question that the resident has not answered yet. */
  pendingQuestion: { number: string; what: 'place' } | null
  /** Name of the resident's home place, if the resident has told it. */
  home: string | null
  /** The messages just before, oldest first; the caller limits their number. */
  lastTurns: readonly { from: 'resident' | 'linli'; text: string }[]
}

/** The result of a turn that a rule decides without triage. */
export const byRule = (
  intent: Understanding['intent'],
  about: string | null,
  items: Item[] = [],
): Understanding => ({
  intent,
  about,
  items,
  decidedBy: 'rule',
  emergency: null,
  model: null,
  promptVersion: null,
  calls: [],
  inputTokens: 0,
  outputTokens: 0,
  milliseconds: 0,
  fallback: null,
})
