/**
 * Downloads what waits on a channel's platform. The message was committed long before: a file that is late, too large
 * or gone costs the picture, never the words.
 */
import type pg from 'pg'
import { tryLock } from '../db/advisory-lock.ts'
import { type Channel, DeliveryError } from '../domain/message.ts'
import { FileRefused, MOST_BYTES, type Refusal } from './inspect.ts'
import { keep } from './keep.ts'
import { noteFailed, noteRefused, noteStored, ticketsToShow, type WaitingFile, waitingFiles } from './rows.ts'
import type { AttachmentStore } from './store.ts'

export interface FetchDeps {
  pool: pg.Pool
  channel: Channel
  store: AttachmentStore
  now: () => Date
  /** Those who work on a ticket are shown what there is to see of it. */
  show: (ticketId: string) => Promise<void>
  /** Whoever sent it should know that it was not kept. */
  tellRefused: (file: WaitingFile, refusal: Refusal | 'gone') => Promise<void>
  /** Asks to be called again after so many milliseconds. */
  again: (delayMs: number) => Promise<void>
  onFailed: (file: WaitingFile, error: Error) => void
}

/** Together about half an hour: then the platform no longer has it, or never will give it. */
const MOST_ATTEMPTS = 8
const backoffMs = (attempts: number): number => Math.min(2_000 * 2 ** attempts, 10 * 60_000)

export async function fetchWaiting(deps: FetchDeps): Promise<void> {
  const { pool, channel, now } = deps
  // A job may run twice: what another one downloads right now need not be downloaded again.
  const lock = await tryLock(pool, `fetch ${channel.name}`)
  if (!lock) return
  let soonest = Infinity
  try {
    for (;;) {
      const files = await waitingFiles(pool, channel.name, now())
      if (files.length === 0) break
      for (const file of files) soonest = Math.min(soonest, await fetchOne(deps, file))
    }
    for (const ticketId of await ticketsToShow(pool, channel.name)) await deps.show(ticketId)
  } finally {
    await lock.release()
  }
  if (soonest < Infinity) await deps.again(soonest)
}

/** @returns after how long to try again, ms; Infinity when it is done with. */
async function fetchOne(deps: FetchDeps, file: WaitingFile): Promise<number> {
  const { pool, channel, store, now } = deps
  try {
    if (!channel.fetch) throw new DeliveryError(`${channel.name} keeps no files`, { retry: false })
    const bytes = await channel.fetch(file.source, MOST_BYTES)
    await noteStored(pool, file, await keep(store, bytes, file.name))
    return Infinity
  } catch (error) {
    const final = error instanceof DeliveryError && !error.retry
    if (error instanceof FileRefused || final || file.attempts + 1 >= MOST_ATTEMPTS) {
      const refusal = error instanceof FileRefused ? error.refusal : 'gone'
      if ((await noteRefused(pool, file.id, refusal)).rowCount === 1) await deps.tellRefused(file, refusal)
      deps.onFailed(file, error as Error)
      return Infinity
    }
    const wait = (error instanceof DeliveryError && error.retryAfterMs) || backoffMs(file.attempts)
    await noteFailed(
      pool,
      file.id,
      String((error as Error).message ?? error),
      new Date(now().getTime() + wait),
    )
    return wait
  }
}
