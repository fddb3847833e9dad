/**
 * Circuit breaker: after several failures in a row the model gets no requests for a while, so that residents do not
 * wait for its timeout again and again. Pure, except for the clock that it is given.
 */

export interface Breaker {
  /** Is a request allowed now? After a rest exactly one caller may probe, and its result decides. */
  mayAsk(): boolean
  worked(): void
  /** @param restMs opens the breaker at once for this time, as the service asked. */
  failed(restMs?: number): void
}

export interface BreakerOptions {
  /** Failures in a row that open the breaker. */
  failures?: number
  /** The first rest, milliseconds; doubles while probes fail. */
  restMs?: number
  longestRestMs?: number
  /** Milliseconds, monotonic. */
  now: () => number
}

export function createBreaker({
  failures = 3,
  restMs = 30_000,
  longestRestMs = 600_000,
  now,
}: BreakerOptions): Breaker {
  let inARow = 0
  let rest = restMs
  let restsUntil: number | null = null
  let probing = false

  return {
    mayAsk() {
      if (restsUntil === null) return true
      if (probing || now() < restsUntil) return false
      probing = true
      return true
    },
    worked() {
      inARow = 0
      rest = restMs
      restsUntil = null
      probing = false
    },
    failed(namedRestMs) {
      inARow++
      // A request from before the rest that fails late must not extend the rest.
      if (restsUntil !== null && !probing) return
      if (namedRestMs === undefined && !probing && inARow < failures) return
      if (probing) rest = Math.min(rest * 2, longestRestMs)
      restsUntil = now() + Math.min(Math.max(namedRestMs ?? 0, rest), longestRestMs)
      probing = false
    },
  }
}
