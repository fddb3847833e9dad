/** The web chat 网页: a channel that is at home here, so the platform is our own database and its NOTIFY. */
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { AttachmentStore } from '../../attachments/store.ts'
import type { Database } from '../../db/client.ts'
import { type Channel, DeliveryError, type OutboundMessage, type Receive } from '../../domain/message.ts'
import { createAnnouncer } from './publish-message.ts'
import { addWebChatsOfGroups } from '../../inbox/chats.ts'
import { asApiError, errorAnswer } from '../../http/errors.ts'
import { createLimiter, type Limit } from '../../http/limits.ts'
import { createLive } from './message-hub.ts'
import { outboundView } from './message-view.ts'
import { createOpenStreams, type StreamShares } from './open-streams.ts'
import { createRoom, MESSAGE_SHARES } from './upload-budget.ts'
import { createRoutes, type RouteParts } from './routes.ts'

export interface WebChannelOptions {
  db: Pick<Database, 'pool'>
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  files: AttachmentStore
  now: () => Date
  /** As people reach the pages, when a reverse proxy stands before us. */
  publicUrl?: string | undefined
  limits?: Partial<WebLimits>
  heartbeatMs?: number
  streamMaxAgeMs?: number
  streamShares?: StreamShares
}

interface WebLimits {
  /** Messages of one session. */
  messages: Limit
  /** Everything that one session reads, streams included. */
  reads: Limit
  /** Files that one session sends up. */
  uploads: Limit
  /** New sessions from one address: a whole quarter may come through one. */
  sessions: Limit
}

const DEFAULT_LIMITS: WebLimits = {
  messages: { burst: 20, perSecond: 1 },
  reads: { burst: 120, perSecond: 10 },
  uploads: { burst: 12, perSecond: 0.2 },
  sessions: { burst: 1000, perSecond: 1000 / 3600 },
}

export interface WebChannel extends Channel {
  /** To be mounted at the root: its paths begin with /api/resident and /api/work. */
  app: Hono
  /** Ends the open streams at once, so that an HTTP server can stop. */
  endStreams(): void
}

export function createWebChannel(options: WebChannelOptions): WebChannel {
  const { log, publicUrl, now } = options
  const pool = options.db.pool
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const live = createLive({ pool, log })
  const announce = createAnnouncer(pool)
  let receive: Receive | undefined

  const parts: RouteParts = {
    pool,
    now,
    live,
    streams: createOpenStreams(options.streamShares),
    announce,
    files: options.files,
    room: createRoom(),
    messageRoom: createRoom({ shares: MESSAGE_SHARES }),
    receive: () => receive,
    limit: {
      messages: createLimiter(limits.messages),
      reads: createLimiter(limits.reads),
      uploads: createLimiter(limits.uploads),
      sessions: createLimiter(limits.sessions),
    },
    publicUrl,
    heartbeatMs: options.heartbeatMs ?? 20_000,
    streamMaxAgeMs: options.streamMaxAgeMs ?? 15 * 60_000,
    onAnnounceFailed: error => log.warn({ err: error }, 'web chat: a message was not shown live'),
  }
  const app = new Hono()
    .route('/api/resident', createRoutes('resident', parts))
    .route('/api/work', createRoutes('member', parts))
  const onUnforeseen = (error: Error) => log.error({ err: error }, 'web chat: a call failed')
  app.onError((error, c) => errorAnswer(asApiError(error, onUnforeseen), c.req.header('Accept-Language')))

  return {
    name: 'web',
    app,
    endStreams: live.endAll,
    async start(given) {
      await addWebChatsOfGroups(pool)
      await live.start()
      receive = given
    },
    async stop() {
      receive = undefined
      await live.stop()
    },
    async send({ id, chat, content, replaces }: OutboundMessage) {
      const shown = replaces ?? id
      try {
        const found = await sentAt(chat, replaces)
        if (!found)
          throw new DeliveryError('web chat: there is no such chat', { retry: false, chatGone: true })
        const { conversation, at } = found
        const message = outboundView(shown, content, at, replaces ? now() : null)
        await announce({ chat, conversation, message })
      } catch (error) {
        if (error instanceof DeliveryError) throw error
        throw new DeliveryError(`web chat: ${(error as Error).message}`, { retry: true })
      }
      return { externalId: shown }
    },
  }

  /** The chat's row, and when the message that is edited was sent, or now. @returns null for an unknown chat. */
  async function sentAt(chat: string, replaces: string | undefined) {
    const { rows } = await pool.query<{ conversation: string; at: Date }>({
      name: 'web sent at',
      text: `
        SELECT c.id AS conversation, coalesce(m.sent_at, m.created_at, $3) AS at FROM conversation c
        LEFT JOIN outbound_message m ON m.id = $2 WHERE c.channel = 'web' AND c.external_id = $1`,
      values: [chat, replaces ?? null, now()],
    })
    return rows[0] ?? null
  }
}
