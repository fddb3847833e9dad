import type { Time } from '../time.ts'

/** Time that passes only in sleep, and at once. */
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
      // A turn of the event loop: whoever waits for something else gets to run.
      await new Promise(resolve => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}
