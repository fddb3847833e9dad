/** The interface between triage and a model; openai.ts implements the only server. */
import type { TurnInput, Understanding } from '../../domain/triage-result.ts'

const UNAVAILABLE_REASONS = [
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
  /** Valid by the schema, but contradictory: an addition to no ticket, an alarm in a thank-you. */
  'contradiction',
  /** The circuit breaker is open after repeated failures. */
  'resting',
  /** The daily budget is spent; no calls until the next day. */
  'budget',
] as const
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number]

/** The cause of these was logged when it happened; a log line for every later question would bury it. */
export const KNOWN_ALREADY: readonly UnavailableReason[] = ['resting', 'budget']

/** One call of a model, successful or not. */
export interface ModelCallFacts {
  id: string
  at: Date
  model: string
  promptVersion: string
  /** As the server counts them; 0 without a response that contains the count. */
  inputTokens: number
  outputTokens: number
  milliseconds: number
  /** Why there was no usable answer. */
  failure: UnavailableReason | null
}

/** The cost of a turn so far. */
export type Spent = Pick<Understanding, 'calls' | 'inputTokens' | 'outputTokens'>
export const NOTHING_SPENT: Spent = { calls: [], inputTokens: 0, outputTokens: 0 }

export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable'
  readonly reason: UnavailableReason
  readonly detail: string
  /** Failed calls are billed as well. */
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
  /** @throws ModelUnavailable when there is no usable answer, and no other error. */
  understand(input: TurnInput): Promise<Understanding>
}
