import { setTimeout as delay } from 'node:timers/promises'

/** A clock with sleep, replaced in tests. Milliseconds. */
export interface Time {
  now(): number
  /** Rejects as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realTime: Time = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
}

/** 0.25 s, 0.5 s, 1 s … but never longer than `most`. */
export const backoff = (tries: number, { first = 250, most = 15_000 } = {}): number =>
  Math.min(most, first * 2 ** tries)

export interface Perseverance {
  time: Time
  /** When aborted, there is no further attempt and the promise rejects. */
  signal: AbortSignal
  /** @returns milliseconds until the next attempt. */
  failed(error: unknown, tries: number): number
}

/** Retries until the attempt succeeds or `signal` aborts. */
export async function untilItWorks<T>(attempt: () => Promise<T>, how: Perseverance): Promise<T> {
  for (let tries = 0; ; tries++) {
    how.signal.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      if (how.signal.aborted) throw error
      await how.time.sleep(how.failed(error, tries), how.signal)
    }
  }
}
