/** A closed ticket's note and request, and the result of comparing the two. */
import type { Doubt, Outcome } from './ticket/ticket-event.ts'

/** The input of the check: the resident's request and the worker's closing note. */
export interface Closing {
  category: string
  /** The resident's words, with later additions. */
  asked: string
  note: string
  outcome: Outcome
}

interface ClosingVerdict {
  doubt: Doubt | null
  /** Ids of the model calls that were made for it. */
  calls: readonly string[]
}

export interface ClosureCheck {
  judge(closing: Closing): Promise<ClosingVerdict>
}
