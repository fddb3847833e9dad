/**
 * The console's door: what administrators do, over HTTP. docs/api.md, "Console". The routes only translate; what may
 * happen is decided, and written down under the member's name, in src/prompts.
 */
import { Hono } from 'hono'
import type { Logger } from 'pino'
import { ApiError, asApiError, errorAnswer, type Wording } from '../http/errors.ts'
import { ownPagesOnly } from '../http/guard.ts'
import { createLimiter, type Limit } from '../http/limits.ts'
import { PromptRefused, PromptUnknown } from '../prompts/versions.ts'
import { PromptFileError } from '../prompt-files/prompt-files.ts'
import { adminsOnly, type ConsoleEnv } from './access.ts'
import { auditRoutes } from './audit-routes.ts'
import { examRoutes } from './exam-routes.ts'
import { figureRoutes } from './figure-routes.ts'
import { labelRoutes } from './label-routes.ts'
import type { ConsoleParts } from './parts.ts'
import { promptRoutes } from './prompt-routes.ts'
import { shadowRoutes } from './shadow-routes.ts'

export interface ConsoleOptions extends Omit<ConsoleParts, 'pool' | 'now'> {
  log: Pick<Logger, 'error'>
  publicUrl?: string | undefined
  /** Of one session. */
  limits?: { reads: Limit; acts: Limit }
}

const LIMITS = { reads: { burst: 120, perSecond: 10 }, acts: { burst: 20, perSecond: 1 } }

/** To be mounted at the root: its paths begin with /api/console. */
export function createConsole(options: ConsoleOptions): Hono {
  const { log, publicUrl, limits = LIMITS } = options
  const { pool, now } = options.exam
  const parts: ConsoleParts = { ...options, pool, now }
  const limit = { reads: createLimiter(limits.reads), acts: createLimiter(limits.acts) }
  const routes = new Hono<ConsoleEnv>()
    .use(ownPagesOnly(publicUrl), adminsOnly({ pool, now, limit }))
    .route('/prompts', promptRoutes(parts))
    .route('/exams', examRoutes(parts))
    .route('/shadow', shadowRoutes(parts))
    .route('/labels', labelRoutes(parts))
    .route('/figures', figureRoutes(parts))
    .route('/audit', auditRoutes(parts))
  const app = new Hono().route('/api/console', routes)
  const onUnforeseen = (error: Error) => log.error({ err: error }, 'console: a call failed')
  app.onError((error, c) =>
    errorAnswer(asApiError(inWords(error), onUnforeseen), c.req.header('Accept-Language')),
  )
  return app
}

/** What was refused says why, in both languages at once. */
function inWords(error: Error): Error {
  if (error instanceof PromptUnknown) return new ApiError('not_found', { detail: both(error.message) })
  if (error instanceof PromptRefused) return new ApiError('refused', { detail: both(error.message) })
  if (error instanceof PromptFileError)
    return new ApiError('unreadable', { mistakes: error.message.split('\n') })
  return error
}

const both = (said: string): Wording => ({ 'zh-CN': said, en: said })
