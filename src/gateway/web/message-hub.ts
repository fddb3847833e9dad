/**
 * One LISTEN connection for the whole process, fanned out to all open streams. When the
 * connection breaks, something may have been missed: after it is back every subscriber is told to fetch.
 */
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import { type Announcement, createAssembler, NOTIFY_CHANNEL } from './publish-message.ts'
import type { WebMessage } from './message-view.ts'

interface Subscriber {
  message(message: WebMessage | null, conversation: string | undefined): void
  /** Fetch: something may have been missed. */
  ready(): void
  /** The process stops. */
  end(): void
}

export interface Live {
  /** @throws Error when the first connection fails; later ones are tried again and again. */
  start(): Promise<void>
  /** @param chat external id of the conversation. @returns how to leave. */
  subscribe(chat: string, subscriber: Subscriber): () => void
  /** Ends every subscriber at once; the connection stays. */
  endAll(): void
  stop(): Promise<void>
}

export interface LiveOptions {
  pool: Pool
  log: Pick<Logger, 'info' | 'warn'>
  /** How often the connection is tried for life: a cut cable says nothing by itself. */
  pulseMs?: number
  retryMs?: number
}

export function createLive({ pool, log, pulseMs = 15_000, retryMs = 250 }: LiveOptions): Live {
  const subscribers = new Map<string, Set<Subscriber>>()
  let connection: { close(): void } | undefined
  let retry: NodeJS.Timeout | undefined
  let stopped = false

  const everybody = () => [...subscribers.values()].flatMap(set => [...set])

  function hear({ chat, conversation, message }: Announcement) {
    for (const subscriber of subscribers.get(chat) ?? []) subscriber.message(message, conversation)
  }

  function lost(reason: Error) {
    connection = undefined
    if (stopped) return
    log.warn({ reason: reason.message }, 'web chat: the LISTEN connection broke, connecting again')
    again()
  }

  function again() {
    retry = setTimeout(async () => {
      try {
        await connect()
        log.info('web chat: listening again')
        for (const subscriber of everybody()) subscriber.ready()
      } catch {
        if (!stopped) again()
      }
    }, retryMs)
  }

  async function connect() {
    const opened = await listen(pool, { pulseMs, hear, lost })
    if (stopped) opened.close()
    else connection = opened
  }

  return {
    start: connect,
    subscribe(chat, subscriber) {
      const set = subscribers.get(chat) ?? new Set()
      subscribers.set(chat, set.add(subscriber))
      return () => {
        set.delete(subscriber)
        if (set.size === 0 && subscribers.get(chat) === set) subscribers.delete(chat)
      }
    },
    endAll() {
      for (const subscriber of everybody()) subscriber.end()
    },
    async stop() {
      stopped = true
      clearTimeout(retry)
      connection?.close()
      for (const subscriber of everybody()) subscriber.end()
    },
  }
}

interface Ears {
  pulseMs: number
  hear(announcement: Announcement): void
  lost(reason: Error): void
}

async function listen(pool: Pool, { pulseMs, hear, lost }: Ears): Promise<{ close(): void }> {
  const client: PoolClient = await pool.connect()
  const assemble = createAssembler()
  let over = false
  let pulse: NodeJS.Timeout | undefined

  function end(reason?: Error) {
    if (over) return
    over = true
    clearInterval(pulse)
    // Destroyed, not given back: it still listens.
    client.release(true)
    if (reason) lost(reason)
  }

  client.on('error', end)
  client.on('end', () => end(new Error('connection ended')))
  client.on('notification', ({ payload }) => {
    const announcement = payload ? assemble(payload) : null
    if (announcement) hear(announcement)
  })
  try {
    await client.query(`LISTEN ${NOTIFY_CHANNEL}`)
  } catch (error) {
    // Not `end`: the caller that connects gets the exception.
    over = true
    client.release(true)
    throw error
  }
  pulse = setInterval(() => {
    const silence = setTimeout(() => end(new Error('no pulse')), pulseMs / 2)
    client.query('SELECT 1').then(
      () => clearTimeout(silence),
      (error: Error) => {
        clearTimeout(silence)
        end(error)
      },
    )
  }, pulseMs)
  pulse.unref()
  return { close: () => end() }
}
