/** What triage expects of a model, whoever serves it; openai.ts is the one that exists. */
import type { TurnInput, Understanding } from '../domain/understanding.ts'

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
  /** Failed too often just now; nobody asks for a while. */
  'resting',
] as const
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number]

export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable'
  readonly reason: UnavailableReason

  constructor(reason: UnavailableReason, detail: string, options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options)
    this.reason = reason
  }
}

export interface ModelTriage {
  /** @throws ModelUnavailable whenever there is no answer that can be used, and nothing else. */
  understand(input: TurnInput): Promise<Understanding>
}
