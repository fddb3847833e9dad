import type { Time } from '../time.ts'

/** Time that passes only in sleep, and then at once. */
export function virtualTime(): Time & { slept: number[] } {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
      // Yields to the event loop, so that other tasks run.
      await new Promise(resolve => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}
