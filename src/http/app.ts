/** What answers at which path, and what every answer carries. */
import { Hono } from 'hono'
import { type Door, knowAddress, knownHosts } from './trusted-hosts.ts'
import { ApiError, errorAnswer, type Wording } from './errors.ts'
import { type StaticPages, servePages } from './static-pages.ts'

export interface HttpPart {
  /** Where it is mounted: `/` for a part whose own paths are complete. */
  path: string
  app: Hono
  /** Ends long answers at once when the server stops. */
  endStreams?(): void
}

type Ready = boolean | keyof typeof AWAY

const AWAY = {
  database: { 'zh-CN': '数据库没有回应', en: 'the database does not answer' },
  queue: { 'zh-CN': '任务队列没有回应', en: 'the queue does not answer' },
} as const satisfies Record<string, Wording>

export interface AppParts {
  parts?: HttpPart[]
  /** Built pages; each at its own prefix. */
  pages?: StaticPages[]
  /** Sites that may show `/embed`, the resident's chat, in a frame; nothing else ever is in a frame. */
  embedOrigins?: readonly string[]
  /** True once messages are taken; else what is away, if that is the reason. */
  ready: () => Ready | Promise<Ready>
  onError?: (error: Error) => void
  /** People come over https: a browser that came once comes over nothing else for a year. */
  https?: boolean
  door?: Door
}

/** The pages load nothing from other origins, stand in no frame, and run no script but their own files. */
const contentSecurityPolicy = (frameAncestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')

const SECURITY_HEADERS = {
  'Content-Security-Policy': contentSecurityPolicy("'none'"),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'geolocation=(self), camera=(), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const EMBED = '/embed/'

/** X-Frame-Options knows only all or nothing: frame-ancestors says it alone. */
function inFrameOf(origins: readonly string[]): Record<string, string> {
  const { 'X-Frame-Options': _, ...headers } = SECURITY_HEADERS
  return { ...headers, 'Content-Security-Policy': contentSecurityPolicy(`'self' ${origins.join(' ')}`) }
}

export function createApp({
  parts = [],
  pages = [],
  embedOrigins = [],
  ready,
  onError = () => {},
  https = false,
  door = {},
}: AppParts): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    const framed = c.req.path === EMBED && embedOrigins.length > 0
    // A part may have said it better for itself.
    for (const [name, value] of Object.entries(framed ? inFrameOf(embedOrigins) : SECURITY_HEADERS))
      if (!c.res.headers.has(name)) c.header(name, value)
    if (https) c.header('Strict-Transport-Security', 'max-age=31536000')
  })
  app.use(knownHosts(door), knowAddress(door))
  app.get('/livez', c => c.json({ ok: true }))
  app.get('/readyz', async c => {
    const is = await ready()
    return is === true ? c.json({ ok: true }) : notReady(is, c.req.header('Accept-Language'))
  })
  for (const part of parts) app.route(part.path, part.app)
  for (const page of pages) app.get(`${page.prefix}*`, servePages(page))
  app.notFound(c => errorAnswer(new ApiError('not_found'), c.req.header('Accept-Language')))
  app.onError((error, c) => {
    if (error instanceof ApiError) return errorAnswer(error, c.req.header('Accept-Language'))
    onError(error)
    return errorAnswer(new ApiError('internal'), c.req.header('Accept-Language'))
  })
  return app
}

const notReady = (is: Exclude<Ready, true>, acceptLanguage: string | undefined) =>
  errorAnswer(new ApiError('not_ready', is ? { detail: AWAY[is] } : {}), acceptLanguage)
