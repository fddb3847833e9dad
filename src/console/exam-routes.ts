/** Exams: how far one is, what came of it, and its report as a page of its own. */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { htmlReport } from '../exam/html-report.ts'
import { REPORT_STYLE } from '../exam/report-style.ts'
import { examRecord } from '../prompts/exam-record.ts'
import { PromptUnknown } from '../prompts/versions.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'
import { examOfPath } from './forms.ts'

/** The report has one style, in itself, and nothing else: no script, no picture, no link. */
const REPORT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE.toString()).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function examRoutes({ pool }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/:id', async c => c.json(await examRecord(pool, examOfPath(c))))

  app.get('/:id/report', async c => {
    const { id, result } = await examRecord(pool, examOfPath(c))
    if (!result) throw new PromptUnknown(`${id}: 还没有成绩 / has no result yet`)
    return c.html(htmlReport(result), 200, { 'Content-Security-Policy': REPORT_POLICY })
  })

  return app
}
