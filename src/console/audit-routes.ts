/** Who changed what decides, and when. */
import { Hono } from 'hono'
import { auditEntries } from '../prompts/audit.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'
import { beforeOf } from './forms.ts'

export function auditRoutes({ pool }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async c => {
    const before = beforeOf(c)
    return c.json({ entries: await auditEntries(pool, before ? { before } : {}) })
  })
  return app
}
