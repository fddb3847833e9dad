/** A closing, as far as its note can be held against the request; and what came of that. */
import type { Doubt, Outcome } from './ticket/ticket-event.ts'

/** What was asked, and what was said when it was done. */
export interface Closing {
  category: string
  /** The resident's words, those that they added included. */
  asked: string
  note: string
  outcome: Outcome
}

export interface ClosingVerdict {
  doubt: Doubt | null
  /** Ids of the calls that it cost. */
  calls: readonly string[]
}

export interface ClosureCheck {
  judge(closing: Closing): Promise<ClosingVerdict>
}
