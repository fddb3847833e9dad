/**
 * Circuit breaker: a model that just failed several times is left alone for a while, so that residents do not
 * wait for its timeout again and again. Pure but for the clock that it is given.
 */

export interface Breaker {
  /** May somebody ask now? After a rest, exactly one caller may, and its result decides. */
  mayAsk(): boolean
  worked(): void
  /** @param restMs the service named its own rest: leave it alone that long, at once. */
  failed(restMs?: number): void
}

export interface BreakerOptions {
  /** So many failures in a row, and it rests. */
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
      // A straggler that was asked before the rest began must not lengthen it.
      if (restsUntil !== null && !probing) return
      if (namedRestMs === undefined && !probing && inARow < failures) return
      if (probing) rest = Math.min(rest * 2, longestRestMs)
      restsUntil = now() + Math.min(Math.max(namedRestMs ?? 0, rest), longestRestMs)
      probing = false
    },
  }
}
