/** The shadow: a draft beside the live version, and where the two disagree. */
import { Hono } from 'hono'
import { mustBeReadable } from '../prompts/examine.ts'
import { disagreements, listShadows, startShadow, stopShadow } from '../prompts/shadow.ts'
import { versionNamed } from '../prompts/versions.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'
import { bodyOf, ShadowForm } from './forms.ts'

export function shadowRoutes({ pool, exam, now }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  /** The one that runs, or that ran last. */
  const newest = async () => (await listShadows(pool, 1))[0] ?? null

  app.get('/', async c => c.json({ shadow: await newest() }))

  app.post('/', async c => {
    const { version, share } = await bodyOf(c, ShadowForm)
    const id = await versionNamed(pool, version)
    await mustBeReadable(exam, id)
    await startShadow(pool, id, share, { author: c.var.admin.name, note: '', at: now() })
    return c.json({ shadow: await newest() }, 201)
  })

  app.delete('/', async c => {
    await stopShadow(pool, { author: c.var.admin.name, note: '', at: now() })
    return c.body(null, 204)
  })

  app.get('/disagreements', async c => {
    const shadow = await newest()
    return c.json({ shadow, disagreements: shadow ? await disagreements(pool, shadow.id) : [] })
  })

  return app
}
