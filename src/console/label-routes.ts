/** Labels from work: looked through, confirmed, dropped, taken back. */
import { Hono } from 'hono'
import { judgeLabel, listLabels } from '../prompts/labels.ts'
import { filesOf, LIVE, versionNamed } from '../prompts/versions.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'
import { bodyOf, JudgementForm, labelOfPath, stateOf } from './forms.ts'

export function labelRoutes({ pool, now }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/', async c => c.json({ labels: await listLabels(pool, stateOf(c)) }))

  app.post('/:id', async c => {
    const { note, ...judgement } = await bodyOf(c, JudgementForm)
    const tree = loadCategories(await filesOf(pool, await versionNamed(pool, LIVE)))
    const signed = { author: c.var.admin.name, note, at: now() }
    return c.json({ label: await judgeLabel(pool, labelOfPath(c), judgement, tree, signed) })
  })

  return app
}
