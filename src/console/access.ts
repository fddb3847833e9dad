/** Who may use the console: an administrator who is signed in as a member and has not left. */
import type { MiddlewareHandler } from 'hono'
import type { Pool } from 'pg'
import { ApiError } from '../http/errors.ts'
import { isReading, slowDown, tokenOf } from '../http/guard.ts'
import type { Limiter } from '../http/limits.ts'
import { type Account, authenticate } from '../inbox/sessions.ts'

export interface ConsoleEnv {
  Variables: { admin: Account }
}

export interface AccessParts {
  pool: Pool
  now: () => Date
  limit: { reads: Limiter; acts: Limiter }
}

/** Asked at every call: a member who loses the role loses the console at once. */
export function adminsOnly({ pool, now, limit }: AccessParts): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    c.header('Cache-Control', 'no-store')
    const token = tokenOf(c, 'member')
    const account = token ? await authenticate(pool, token, 'member', now()) : null
    if (!account) throw new ApiError('signed_out')
    slowDown(isReading(c) ? limit.reads : limit.acts, account.sessionId)
    if (account.role !== 'admin') throw new ApiError('not_admin')
    c.set('admin', account)
    await next()
  }
}
