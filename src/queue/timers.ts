/**
 * What comes by itself, and what promises stand on: it must not live in a queue, which may forget everything at any time.
 * Every process with the role looks by itself; an advisory lock lets one of them work at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { tryLock } from '../db/advisory-lock.ts'

/** How often, in milliseconds. */
export const EVERY = {
  /** Do what time asks for: close what nobody objected to, hand unanswered questions to a person. */
  deadline: 10_000,
  /** Put back on a queue whatever made no progress. */
  sweep: 10_000,
  /** Tell the groups how it goes, when it is time to. */
  report: 60_000,
  /** Forget what was kept only until somebody had looked at it. */
  tidy: 3_600_000,
} as const

export type TimerName = keyof typeof EVERY
export type Timers = Record<TimerName, () => Promise<void>>

export interface TimerDeps {
  pool: pg.Pool
  timers: Partial<Timers>
  every?: Partial<Record<TimerName, number>>
  onError: (error: unknown, name: TimerName) => void
}

/**
 * So often the lock may be somebody else's. A process that hangs keeps it; all of this may be done twice at once (rows are
 * locked, digests are told once), so then it is done without.
 */
const MOST_SKIPPED = 3

/** Begins at once. @returns what ends it, and waits for what runs. */
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
