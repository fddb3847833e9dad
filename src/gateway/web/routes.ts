/** docs/api.md, once for residents and once for members. */
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { streamSSE } from 'hono/streaming'
import type { Pool } from 'pg'
import { z } from 'zod'
import { LANGUAGES, type Receive } from '../../domain/message.ts'
import { ApiError, badRequest, preferredLanguage } from '../../http/errors.ts'
import { parseForm, parseQuery } from '../../http/forms.ts'
import {
  clientAddress,
  isHttps,
  isReading,
  ownPagesOnly,
  readJson,
  slowDown,
  tokenOf,
} from '../../http/guard.ts'
import type { Limiter } from '../../http/limits.ts'
import * as sessions from '../../inbox/sessions.ts'
import { ownUpload } from '../../attachments/rows.ts'
import type { AttachmentStore } from '../../attachments/store.ts'
import type { Announce } from './publish-message.ts'
import { addAttachmentRoutes, isUpload } from './attachment-routes.ts'
import { chatsOf, type OpenChat, openChat } from './chats.ts'
import { cards, history, inboundMessage, labelOf } from './history.ts'
import type { Live } from './message-hub.ts'
import type { OpenStreams } from './open-streams.ts'
import { readMessage } from './message-form.ts'
import { seenBy, type WebMessage } from './message-view.ts'
import { PROBLEMS } from './validation-messages.ts'
import type { Room } from './upload-budget.ts'
import { runStream } from './stream.ts'
import type { PostAnswer, SessionAnswer } from './api-types.ts'

export interface RouteParts {
  pool: Pool
  now: () => Date
  live: Live
  streams: OpenStreams
  announce: Announce
  /** undefined while the channel is not started. */
  receive: () => Receive | undefined
  /** Of the files that people send and see. */
  files: AttachmentStore
  /** For uploads in progress, of all callers together. */
  room: Room
  /** And for the words of messages. */
  messageRoom: Room
  limit: { messages: Limiter; reads: Limiter; sessions: Limiter; uploads: Limiter }
  /** As people reach the pages, when that is not the address that we listen on. */
  publicUrl: string | undefined
  heartbeatMs: number
  streamMaxAgeMs: number
  onAnnounceFailed: (error: Error) => void
}

export type Env = { Variables: { account: sessions.Account; token: string } }

const SessionForm = z.object({
  language: z.enum(LANGUAGES).optional(),
  code: z.string().max(200).optional(),
  embedded: z.boolean().optional(),
})
/** A caller without a session may hold no more memory than these few bytes. */
const SESSION_MEGABYTES = 0.01
const Uuid = z.uuid()
const Limit = z.coerce.number().int().min(1).max(200)

export function createRoutes(kind: sessions.AccountKind, parts: RouteParts): Hono<Env> {
  const { pool, now, live, announce, limit, publicUrl } = parts
  const app = new Hono<Env>()

  app.use(ownPagesOnly(publicUrl))
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    if (!parts.receive()) throw new ApiError('not_ready')
    await next()
  })

  app.post('/session', async c => {
    const form = parseForm(
      SessionForm,
      await readJson(c, { empty: true, megabytes: SESSION_MEGABYTES }),
      PROBLEMS,
    )
    const known = tokenOf(c, kind)
    let token = known ?? ''
    let account = known ? await sessions.authenticate(pool, known, kind, now()) : null
    const wished = form.language ?? preferredLanguage(c.req.header('Accept-Language'))
    if (!account || (kind === 'member' && form.code)) {
      slowDown(limit.sessions, clientAddress(c))
      // A new link wins over the old session: two workers may share a tablet.
      token = await signIn(form.code, wished, account ? token : undefined)
      account = await sessions.authenticate(pool, token, kind, now())
    }
    if (!account) throw new ApiError('signed_out')
    if (form.language) await sessions.setLanguage(pool, account, form.language)
    const language = form.language ?? account.language ?? wished
    setCookie(c, sessions.COOKIE[kind], token, {
      httpOnly: true,
      ...(form.embedded && kind === 'resident'
        ? // In a frame of another site: a cookie of its own for each such site, and never a worker's.
          ({ sameSite: 'None', secure: true, partitioned: true } as const)
        : ({ sameSite: 'Lax', secure: isHttps(c, publicUrl) } as const)),
      path: '/api',
      maxAge: sessions.SESSION_DAYS[kind] * 24 * 60 * 60,
    })
    const answer: SessionAnswer = {
      token,
      me: { id: account.personId, name: account.name, kind, language },
      chats: await chatsOf(pool, account, language),
    }
    return c.json(answer)
  })

  async function signIn(
    code: string | undefined,
    language: (typeof LANGUAGES)[number],
    old: string | undefined,
  ) {
    if (kind === 'resident') return sessions.signInResident(pool, language, now())
    if (!code) throw new ApiError('signed_out')
    const signedIn = await sessions.signInMember(pool, code, now())
    if ('refusal' in signedIn) throw new ApiError(signedIn.refusal)
    const { token } = signedIn
    if (old) await sessions.signOut(pool, old)
    return token
  }

  app.delete('/session', async c => {
    const token = tokenOf(c, kind)
    if (token) await sessions.signOut(pool, token)
    deleteCookie(c, sessions.COOKIE[kind], { path: '/api' })
    return c.body(null, 204)
  })

  app.use('/chats/*', async (c, next) => {
    const token = tokenOf(c, kind)
    const account = token ? await sessions.authenticate(pool, token, kind, now()) : null
    if (!account) throw new ApiError('signed_out')
    const limiter = isReading(c) ? limit.reads : isUpload(c.req.path) ? limit.uploads : limit.messages
    slowDown(limiter, account.sessionId)
    c.set('account', account)
    await next()
  })

  app.post('/chats/:chat/messages', async c => {
    const account = c.var.account
    const chat = await openChat(pool, account, c.req.param('chat'))
    const from = { session: account.sessionId, address: clientAddress(c) }
    const { clientId, content } = readMessage(
      await parts.messageRoom(from, ({ read }) => readJson(c, { read })),
    )
    const label = content.kind === 'action' ? await labelOf(pool, chat.id, content.action) : undefined
    const externalId = `${account.externalId}/${clientId}`
    const what =
      content.kind === 'attachment'
        ? await ownUpload(pool, account.identityId, content.file, externalId)
        : null
    if (content.kind === 'attachment' && !what) throw badRequest(PROBLEMS.attachment)
    const receive = parts.receive()
    if (!receive) throw new ApiError('not_ready')
    const received = await receive({
      channel: 'web',
      externalId,
      chat: { externalId: chat.externalId, kind: chat.kind },
      sender: {
        externalId: account.externalId,
        ...(account.name && { name: account.name }),
        ...(account.language && { language: account.language }),
      },
      content:
        content.kind === 'attachment'
          ? { ...content, what: what ?? 'file', uploaded: true }
          : content.kind === 'action' && label
            ? { ...content, label }
            : content,
    })
    // A group that was bound to nothing meanwhile.
    if (!received) throw new ApiError('not_found')
    // Open pages see it at once; if that fails they see it when they fetch.
    if (received.fresh) showToOthers(chat, received.id).catch(parts.onAnnounceFailed)
    const answer: PostAnswer = { id: received.id, fresh: received.fresh }
    return c.json(answer, 202)
  })

  async function showToOthers({ externalId, id: conversation }: OpenChat, id: string) {
    const message = await inboundMessage(pool, id)
    if (message) await announce({ chat: externalId, conversation, message })
  }

  addAttachmentRoutes(app, parts)

  app.get('/chats/:chat/messages', async c => {
    const account = c.var.account
    const chat = await openChat(pool, account, c.req.param('chat'))
    const limitOf = parseQuery(Limit, c.req.query('limit'), PROBLEMS.limit) ?? 50
    const before = parseQuery(Uuid, c.req.query('before'), PROBLEMS.before)
    const page = await history(pool, chat.id, { limit: limitOf, ...(before && { before }) })
    return c.json({ messages: seen(account, page.messages), more: page.more })
  })

  app.get('/chats/:chat/cards', async c => {
    const account = c.var.account
    const chat = await openChat(pool, account, c.req.param('chat'))
    const open = parseQuery(z.enum(['true', 'false']), c.req.query('open'), PROBLEMS.open)
    const limitOf = parseQuery(Limit, c.req.query('limit'), PROBLEMS.limit) ?? 100
    const found = await cards(pool, chat.id, { open: open && open === 'true', limit: limitOf })
    return c.json({ messages: seen(account, found) })
  })

  app.get('/chats/:chat/stream', async c => {
    const account = c.var.account
    const chat = await openChat(pool, account, c.req.param('chat'))
    // nginx would hold events back until its buffer is full.
    c.header('X-Accel-Buffering', 'no')
    // Its answer has no body: a stream would run on with no connection by which to notice that its reader left.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    return streamSSE(c, stream =>
      runStream(stream, {
        live,
        streams: parts.streams,
        from: { session: account.sessionId, address: clientAddress(c) },
        chat: chat.externalId,
        conversation: chat.id,
        viewer: account.externalId,
        heartbeatMs: parts.heartbeatMs,
        maxAgeMs: parts.streamMaxAgeMs,
      }),
    )
  })

  return app
}

const seen = (account: sessions.Account, messages: WebMessage[]) =>
  messages.map(message => seenBy(account.externalId, message))
