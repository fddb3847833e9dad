/**
 * Downloads attachments from a channel's platform after their message is committed: a file that is late, too
 * large or gone costs the picture, never the text.
 */
import type pg from 'pg'
import { tryLock } from '../db/advisory-lock.ts'
import { type Channel, DeliveryError } from '../domain/message.ts'
import { FileRefused, MOST_BYTES, type Refusal } from './inspect.ts'
import { keep } from './keep.ts'
import { type AttachmentStore, StoreError } from './store.ts'
import { MOST_LOST } from '../lib/attempt-marker.ts'
import {
  forgetFiles,
  noteFailed,
  noteRefused,
  noteStored,
  ticketsToShow,
  type WaitingFile,
  waitingFiles,
  beginFile,
} from './rows.ts'

export interface FetchDeps {
  pool: pg.Pool
  channel: Channel
  store: AttachmentStore
  now: () => Date
  /** Adds the new files to the ticket's cards. */
  show: (ticketId: string) => Promise<void>
  /** Tells the sender that the file was not kept. */
  tellRefused: (file: WaitingFile, refusal: Refusal | 'gone') => Promise<void>
  /** Enqueues this job again after so many milliseconds. */
  again: (delayMs: number) => Promise<void>
  onFailed: (file: WaitingFile, error: Error) => void
  /** The store cannot be written to; the download is retried without limit. */
  onStoreTrouble: (error: StoreError) => void
}

/** Retry delay of a full disk. It does not count as an attempt: an operator has to fix it. */
const STORE_PATIENCE_MS = 60_000
/** Concurrent downloads, so that one that hangs delays few. Each may take MOST_BYTES of memory. */
const AT_ONCE = 4
/** Retries over about half an hour: after that the platform no longer has the file, or will never give it. */
const MOST_ATTEMPTS = 8
const backoffMs = (attempts: number): number => Math.min(2_000 * 2 ** attempts, 10 * 60_000)

export async function fetchWaiting(deps: FetchDeps): Promise<void> {
  const { pool, channel, now } = deps
  // A job may run twice: the other run holds the lock and downloads the same files.
  const lock = await tryLock(pool, `fetch ${channel.name}`)
  if (!lock) return
  let soonest = Infinity
  try {
    for (let found = true; found; ) {
      const files = await waitingFiles(pool, channel.name, now())
      found = files.length > 0
      const fetchEach = async (queue: WaitingFile[]) => {
        for (let file = queue.shift(); file; file = queue.shift()) {
          const wait = await fetchOne(deps, file)
          soonest = Math.min(soonest, wait)
        }
      }
      const suspects = files.filter(({ suspect }) => suspect)
      const others = files.filter(({ suspect }) => !suspect)
      await Promise.all(Array.from({ length: AT_ONCE }, () => fetchEach(others)))
      // One at a time: one of these files killed a process, and only a file that is alone can be identified.
      await fetchEach(suspects)
      // After every batch: a sender of a thousand photos must not delay the files of others.
      for (const ticketId of await ticketsToShow(pool, channel.name, now())) await deps.show(ticketId)
    }
  } finally {
    await lock.release()
  }
  if (soonest < Infinity) await deps.again(soonest)
}

function refusalOf(error: unknown): Refusal | 'gone' {
  if (error instanceof FileRefused) return error.refusal
  return error instanceof DeliveryError && error.tooLarge ? 'too_large' : 'gone'
}

/** @returns milliseconds until the retry; Infinity when the file is done. */
async function fetchOne(deps: FetchDeps, file: WaitingFile): Promise<number> {
  const { pool, channel, store, now } = deps
  try {
    if (!channel.fetch) throw new DeliveryError(`${channel.name} keeps no files`, { retry: false })
    const bytes = await channel.fetch(file.source, MOST_BYTES)
    const lost = await beginFile(pool, file.id)
    if (lost === undefined) return Infinity
    if (lost >= MOST_LOST) throw new FileRefused('unreadable')
    const kept = await keep(store, bytes, file.name, [file.conversationId]).catch(error => {
      throw error instanceof FileRefused ? error : new StoreError(error)
    })
    // The message was erased during the download: delete the file.
    if ((await noteStored(pool, file, kept)).rowCount === 0)
      await forgetFiles(pool, store, [kept.sha256, kept.thumbnail])
    return Infinity
  } catch (error) {
    const { message } = error as Error
    if (error instanceof StoreError) {
      deps.onStoreTrouble(error)
      await noteFailed(pool, file.id, message, new Date(now().getTime() + STORE_PATIENCE_MS), false)
      return STORE_PATIENCE_MS
    }
    const final = error instanceof DeliveryError && !error.retry
    if (error instanceof FileRefused || final || file.attempts + 1 >= MOST_ATTEMPTS) {
      const refusal = refusalOf(error)
      if ((await noteRefused(pool, file.id, refusal)).rowCount === 0) return Infinity
      await deps.tellRefused(file, refusal)
      deps.onFailed(file, error as Error)
      return Infinity
    }
    const wait = (error instanceof DeliveryError && error.retryAfterMs) || backoffMs(file.attempts)
    await noteFailed(pool, file.id, message, new Date(now().getTime() + wait), true)
    return wait
  }
}
