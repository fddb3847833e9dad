/** Versions of the prompts: looked at, drafted, examined, published, taken back. */
import { type Context, Hono } from 'hono'
import { ApiError } from '../http/errors.ts'
import { tooLarge } from '../http/guard.ts'
import { changesBetween } from '../prompts/diff.ts'
import { mustBeReadable, planExams, requiredFor } from '../prompts/examine.ts'
import { confirmedLabels } from '../prompts/labels.ts'
import { publish, rollBack, rollbackTarget } from '../prompts/publish.ts'
import {
  filesOf,
  listedVersion,
  listVersions,
  LIVE,
  liveVersion,
  saveVersion,
  versionNamed,
} from '../prompts/versions.ts'
import { withLabels } from '../prompt-files/confirmed-labels.ts'
import { readPromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'
import { bodyOf, DraftForm, fromOf, NoteForm, RollbackForm, versionOfPath } from './forms.ts'

/** All files of a version together. As JSON they are longer. */
const MOST_MB = 4
const MOST_JSON_MB = 8

export function promptRoutes({ pool, exam, folder, queueExam, now }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const signed = (c: Context<ConsoleEnv>, note = '') => ({ author: c.var.admin.name, note, at: now() })

  app.get('/', async c => {
    const versions = await listVersions(pool)
    return c.json({
      live: await liveVersion(pool),
      folder: versionOf(withLabels(readPromptFiles(folder), await confirmedLabels(pool))),
      versions,
    })
  })

  app.post('/', async c => {
    const { files: given, note } = await bodyOf(c, DraftForm, { megabytes: MOST_JSON_MB })
    const files = withLabels(given, await confirmedLabels(pool))
    const bytes = Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0)
    if (bytes > MOST_MB * 1_000_000) throw tooLarge(MOST_MB)
    const mistakes = await exam.mistakesIn(files)
    if (mistakes.length > 0) throw new ApiError('unreadable', { mistakes })
    const id = await saveVersion(pool, files, signed(c, note))
    return c.json(await listedVersion(pool, id), 201)
  })

  app.post('/rollback', async c => {
    const { to, note } = await bodyOf(c, RollbackForm)
    const named = to === undefined ? null : await versionNamed(pool, to)
    const target = await rollbackTarget(pool, named, await liveVersion(pool))
    await mustBeReadable(exam, target)
    return c.json({ live: await rollBack(pool, target, signed(c, note)) })
  })

  app.get('/:id', async c => {
    const id = await versionNamed(pool, versionOfPath(c))
    return c.json({ ...(await listedVersion(pool, id)), files: await filesOf(pool, id) })
  })

  app.get('/:id/diff', async c => {
    const to = await versionNamed(pool, versionOfPath(c))
    const from = await versionNamed(pool, fromOf(c) ?? LIVE)
    return c.json({ from, to, changes: changesBetween(await filesOf(pool, from), await filesOf(pool, to)) })
  })

  app.post('/:id/exam', async c => {
    const id = await versionNamed(pool, versionOfPath(c))
    const exams = await planExams(exam, id, signed(c))
    for (const each of exams) await queueExam(each)
    return c.json({ version: id, exams }, 202)
  })

  app.post('/:id/publish', async c => {
    const id = await versionNamed(pool, versionOfPath(c))
    const { note } = await bodyOf(c, NoteForm)
    await publish(pool, id, await requiredFor(exam, id), signed(c, note))
    return c.json({ live: id })
  })

  return app
}
