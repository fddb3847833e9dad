/**
 * Classifies the error of a failed call. By shape, not by class: the client throws its own errors, plain SyntaxError
 * and TypeError for bad bodies, and DOMExceptions of the abort signal; Linli throws the rest.
 */
import { ZodError } from 'zod'
import { ModelUnavailable, type UnavailableReason } from './types.ts'

export interface Failure {
  reason: UnavailableReason
  detail: string
  /** A retry may help. */
  mayPass: boolean
  /** The failure lasts until a person fixes it. */
  forGood: boolean
  /** The server works; only this answer is unusable. */
  serviceIsFine: boolean
  /** The server's Retry-After, milliseconds. */
  retryAfterMs: number | undefined
}

const OF_THIS_TEXT: readonly UnavailableReason[] = ['refusal', 'truncated', 'unknown_label', 'contradiction']
const PASSING: readonly UnavailableReason[] = ['network', 'rate_limited', 'server_error']
const LASTING: readonly UnavailableReason[] = ['quota', 'rejected']

export function explainFailure(error: unknown): Failure {
  const reason = reasonOf(error)
  return {
    reason,
    detail: detailOf(error),
    mayPass: PASSING.includes(reason),
    forGood: LASTING.includes(reason),
    serviceIsFine: OF_THIS_TEXT.includes(reason),
    retryAfterMs: retryAfterOf(error),
  }
}

function reasonOf(error: unknown): UnavailableReason {
  if (error instanceof ModelUnavailable) return error.reason
  if (error instanceof ZodError) return error.issues.some(isUnknownLabel) ? 'unknown_label' : 'wrong_schema'
  if (error instanceof SyntaxError) return 'bad_json'
  if (!(error instanceof Error)) return 'server_error'
  const { status, code } = error as { status?: number; code?: string | null }
  const kind = error.constructor.name
  if (/Timeout|Abort/.test(`${kind} ${error.name}`)) return 'timeout'
  if (status === 429) return code === 'insufficient_quota' ? 'quota' : 'rate_limited'
  if (status === 402) return 'quota'
  if (status === 408) return 'timeout'
  if (status !== undefined) return status >= 500 ? 'server_error' : 'rejected'
  if (kind === 'APIConnectionError' || isNetwork(error)) return 'network'
  return 'server_error'
}

const isUnknownLabel = (issue: { code: string; path: readonly PropertyKey[] }) =>
  issue.code === 'invalid_value' && issue.path.includes('category')

const NETWORK = /ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|terminated|socket|fetch failed|premature/iu
const isNetwork = (error: Error): boolean =>
  NETWORK.test(
    `${error.message} ${error.cause instanceof Error ? `${error.cause.message} ${(error.cause as NodeJS.ErrnoException).code}` : ''}`,
  )

/** Never contains the body of a request, which has a resident's words. */
const detailOf = (error: unknown): string => longDetailOf(error).slice(0, 300)

function longDetailOf(error: unknown): string {
  if (error instanceof ModelUnavailable) return error.detail
  if (error instanceof ZodError)
    return error.issues.map(issue => `${issue.path.join('.')}: ${issue.code}`).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** `Retry-After: 120` or a date. Not below zero, because the server's clock may differ. */
function retryAfterOf(error: unknown): number | undefined {
  const { headers } = error as { headers?: Headers }
  const said = typeof headers?.get === 'function' ? headers.get('retry-after') : null
  if (!said) return undefined
  const seconds = Number(said)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(said) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
