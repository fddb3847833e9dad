/** The webhook of a platform: a call proves first that it is the platform's, and is answered with success only after the commit. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import type { HttpPart } from './app.ts'
import { ApiError, errorAnswer } from './errors.ts'
import { readJson } from './guard.ts'

export interface Webhook {
  path: string
  /** The header in which the platform repeats the secret that it was given. */
  header: string
  secret: string
  /** Resolves once committed. Rejects: the platform has to bring it again. Brought twice, it is heard once. */
  hear(body: unknown): Promise<void>
}

export function webhookPart({ path, header, secret, hear }: Webhook): HttpPart {
  const app = new Hono()
  app.post(path, async c => {
    // Before the body is read: no other caller makes the process keep a megabyte in memory.
    if (!isSame(c.req.header(header) ?? '', secret)) return c.body(null, 401)
    try {
      await hear(await readJson(c))
      return c.body(null, 200)
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError('not_ready')
      return errorAnswer(known, c.req.header('Accept-Language'))
    }
  })
  return { path: '/', app }
}

/** In a time that tells nothing of how much of it was right: of equal length are only the digests. */
const isSame = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
