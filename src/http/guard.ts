/** Checks of a call before its body is read. */
import { isUtf8 } from 'node:buffer'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { ApiError } from './errors.ts'
import { notJson, notUtf8 } from './forms.ts'
import type { Limiter } from './limits.ts'
import { type AccountKind, COOKIE } from '../inbox/sessions.ts'

const MB = 1_000_000

const bearer = (c: Context): string | undefined =>
  /^Bearer (\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]

/** Of a program, or of a browser. */
export const tokenOf = (c: Context, kind: AccountKind): string | undefined =>
  bearer(c) ?? getCookie(c, COOKIE[kind])

/**
 * A browser sends its cookie with calls of any page; so the calling page must be one of Linli's. A program with a
 * bearer token, or with neither header, is no browser.
 */
export function ownPagesOnly(publicUrl: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (!isReading(c) && !bearer(c) && !isOwnPage(c, publicUrl)) throw new ApiError('foreign_page')
    await next()
  }
}

export const isReading = (c: Context) => c.req.method === 'GET' || c.req.method === 'HEAD'

function isOwnPage(c: Context, publicUrl: string | undefined): boolean {
  // The browser's own word, which no page can forge and no proxy changes.
  const site = c.req.header('Sec-Fetch-Site')
  // No page asked: then there is no Origin either, and if there is, it decides.
  if (site && site !== 'none') return site === 'same-origin'
  const origin = c.req.header('Origin')
  if (!origin) return true
  const own = [publicUrl, c.req.url].filter(url => url !== undefined).map(url => new URL(url).host)
  return URL.canParse(origin) && own.includes(new URL(origin).host)
}

export interface JsonOptions {
  /** An empty body is `{}` where everything is optional. */
  empty?: boolean
  megabytes?: number
  /** Of strangers: with a bound on what they hold together. */
  read?: (request: Request, megabytes: number) => Promise<Buffer>
}

/** @throws ApiError too_large, bad_request. */
export async function readJson(
  c: Context,
  { empty = false, megabytes = 1, read = readBody }: JsonOptions = {},
): Promise<unknown> {
  const body = await read(c.req.raw, megabytes)
  if (!isUtf8(body)) throw notUtf8()
  const text = body.toString('utf8')
  if (empty && text === '') return {}
  if (!/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) throw notJson()
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // said below
  }
  throw notJson()
}

/**
 * Counts while reading: a header that says how long it is may lie.
 * @param onPart hears of every part before it is kept; what it throws ends the reading.
 * @param signal ends it, too, also while nothing comes; its reason is thrown.
 */
export async function readBody(
  request: Request,
  megabytes: number,
  { onPart, signal }: { onPart?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<Buffer> {
  const most = megabytes * MB
  if (Number(request.headers.get('Content-Length') ?? 0) > most) throw tooLarge(megabytes)
  if (!request.body) return Buffer.alloc(0)
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  // A part that is waited for ends, too: a body that never goes on holds nothing.
  const cancel = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength
      if (size > most) throw tooLarge(megabytes)
      onPart?.(next.value.byteLength)
      parts.push(next.value)
    }
    signal?.throwIfAborted()
    return Buffer.concat(parts)
  } catch (error) {
    cancel()
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

export const tooLarge = (megabytes: number) =>
  new ApiError('too_large', { detail: { 'zh-CN': `最多 ${megabytes} MB`, en: `${megabytes} MB at most` } })

/** @throws ApiError too_fast, with how long to wait. */
export function slowDown(limiter: Limiter, key: string): void {
  const retryAfterSeconds = limiter(key)
  if (retryAfterSeconds > 0) throw new ApiError('too_fast', { retryAfterSeconds })
}

/** Where a call comes from, to slow down those who make sessions by the thousand: see http/trusted-hosts.ts. */
export const clientAddress = (c: Context): string => c.get('clientAddress') ?? 'in-process'

export const isHttps = (c: Context, publicUrl: string | undefined): boolean =>
  new URL(publicUrl ?? c.req.url).protocol === 'https:'
