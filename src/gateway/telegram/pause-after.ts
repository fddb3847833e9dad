import { GrammyError } from 'grammy'
import { backoff } from '../time.ts'

/**
 * Retry delay, milliseconds. A wrong token, address or competing poller does not go away within seconds; an
 * outage may.
 */
export function pauseAfter(error: unknown, tries: number): number {
  if (!(error instanceof GrammyError)) return backoff(tries, { first: 500, most: 30_000 })
  if (error.parameters.retry_after !== undefined) return error.parameters.retry_after * 1000
  if ([400, 401, 404].includes(error.error_code)) return backoff(tries, { first: 15_000, most: 300_000 })
  return backoff(tries, { first: 2_000, most: 30_000 })
}
