import { setTimeout as delay } from 'node:timers/promises'

/** The passing of time, so that tests need none. Milliseconds. */
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
  /** Aborted: no further attempt, and the promise rejects. */
  signal: AbortSignal
  /** @returns how long to wait before the next attempt, milliseconds. */
  failed(error: unknown, tries: number): number
}

/** Tries until it works. Only `signal` ends it otherwise. */
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
