/** What triage expects of a model, whoever serves it; openai.ts is the one that exists. */
import type { TurnInput, Understanding } from '../../domain/triage-result.ts'

export const UNAVAILABLE_REASONS = [
  'timeout',
  'network',
  'rate_limited',
  'quota',
  'server_error',
  'rejected',
  'refusal',
  'truncated',
  'empty',
  'bad_json',
  'wrong_schema',
  'unknown_label',
  /** Right in form, but it cannot be: an addition to no ticket, an alarm in a thank-you. */
  'contradiction',
  /** Failed too often just now; nobody asks for a while. */
  'resting',
  /** What may be spent in a day is spent; nobody asks until tomorrow. */
  'budget',
] as const
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number]

/** What led to these was logged when it happened; a line for every question since would bury it. */
export const KNOWN_ALREADY: readonly UnavailableReason[] = ['resting', 'budget']

/** One call of a model, whether or not it helped. */
export interface ModelCallFacts {
  id: string
  at: Date
  model: string
  promptVersion: string
  /** As the server counts them; 0 when no answer came that says so. */
  inputTokens: number
  outputTokens: number
  milliseconds: number
  /** Why the answer was of no use. */
  failure: UnavailableReason | null
}

/** What a turn has cost by now. */
export type Spent = Pick<Understanding, 'calls' | 'inputTokens' | 'outputTokens'>
export const NOTHING_SPENT: Spent = { calls: [], inputTokens: 0, outputTokens: 0 }

export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable'
  readonly reason: UnavailableReason
  readonly detail: string
  /** Calls that did not help are paid for as well. */
  readonly spent: Spent

  constructor(
    reason: UnavailableReason,
    detail: string,
    { spent = NOTHING_SPENT, ...options }: ErrorOptions & { spent?: Spent } = {},
  ) {
    super(`${reason}: ${detail}`, options)
    this.reason = reason
    this.detail = detail
    this.spent = spent
  }
}

export interface ModelTriage {
  /** @throws ModelUnavailable whenever there is no answer that can be used, and nothing else. */
  understand(input: TurnInput): Promise<Understanding>
}
