/**
 * Periodic work. It carries promises to residents, so it must not live in a queue, which may lose every job.
 * Every process with the role runs the timers; an advisory lock lets one process work at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { tryLock } from '../db/advisory-lock.ts'

/** Intervals in milliseconds. */
const EVERY = {
  /** Applies due deadlines: closes tickets without objection, passes unanswered questions to a person. */
  deadline: 10_000,
  /** Queues rows without progress again. */
  sweep: 10_000,
  /** Sends due digests to the groups. */
  report: 60_000,
  /** Deletes what is kept only until a person has looked at it. */
  tidy: 3_600_000,
} as const

type TimerName = keyof typeof EVERY
export type Timers = Record<TimerName, () => Promise<void>>

export interface TimerDeps {
  pool: pg.Pool
  timers: Partial<Timers>
  every?: Partial<Record<TimerName, number>>
  onError: (error: unknown, name: TimerName) => void
}

/**
 * So many rounds are skipped while another process holds the lock. A process that hangs keeps it; then the
 * work runs without the lock, which is safe: rows are locked and digests are sent once.
 */
const MOST_SKIPPED = 3

/** Starts at once. @returns a function that stops the timers and waits for running work. */
export function startTimers({ pool, timers, every = EVERY, onError }: TimerDeps): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const keep = async (name: TimerName, work: () => Promise<void>) => {
    for (let skipped = 0; !signal.aborted; ) {
      try {
        const lock = await tryLock(pool, `timer ${name}`)
        skipped = lock ? 0 : skipped + 1
        if (lock || skipped > MOST_SKIPPED) await work().finally(() => lock?.release())
      } catch (error) {
        onError(error, name)
      }
      await sleep(every[name] ?? EVERY[name], undefined, { signal }).catch(() => {})
    }
  }
  const running = Object.entries(timers).map(([name, work]) => keep(name as TimerName, work))
  return async () => {
    stopping.abort()
    await Promise.all(running)
  }
}
