/** Figures: as JSON for programs, as CSV for spreadsheets. Each look sums up thousands of tickets, so few at a time. */
import { type Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { z } from 'zod'
import { ask, type Question, toldIn } from '../statistics/query.ts'
import { csv } from '../statistics/csv.ts'
import { DIMENSIONS } from '../statistics/dimension.ts'
import { type Period, PeriodError, periodNamed } from '../statistics/period.ts'
import { badRequest, preferredLanguage } from '../http/errors.ts'
import { parseQuery } from '../http/forms.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import type { ConsoleEnv } from './access.ts'
import type { ConsoleParts } from './parts.ts'

const PATHS = {
  '/': 'figures',
  '/excluded': 'excluded',
  '/recurring': 'recurring',
  '/property': 'property',
} as const

const BY = {
  'zh-CN': `by 须为 ${DIMENSIONS.join('、')} 之一`,
  en: `by must be one of ${DIMENSIONS.join(', ')}`,
}
const FORMAT = { 'zh-CN': 'format 须为 json 或 csv', en: 'format must be json or csv' }

export function figureRoutes({ pool, now, folder }: ConsoleParts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const answer = (question: Question) => async (c: Context<ConsoleEnv>) => {
    const sheet = wantsSheet(c)
    const by = parseQuery(z.enum(DIMENSIONS), c.req.query('by'), BY)
    const period = periodOf(c, now())
    const told = await toldIn(
      pool,
      readPromptFiles(folder),
      preferredLanguage(c.req.header('Accept-Language')),
    )
    const answered = await ask(pool, { question, period, by, room: true }, told, now())
    if (!sheet) return c.json(answered.json)
    return c.body(csv(answered.sheet), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${question}.csv"`,
    })
  }
  for (const [path, question] of Object.entries(PATHS)) app.get(path, answer(question))
  return app
}

const wantsSheet = (c: Context): boolean => {
  const format = parseQuery(z.enum(['json', 'csv']), c.req.query('format'), FORMAT)
  const supports = ['application/json', 'text/csv']
  return (format ?? accepts(c, { header: 'Accept', supports, default: 'json' })).endsWith('csv')
}

/** @throws ApiError bad_request */
function periodOf(c: Context, now: Date): Period {
  try {
    return periodNamed({ from: c.req.query('from'), to: c.req.query('to'), month: c.req.query('month') }, now)
  } catch (error) {
    if (!(error instanceof PeriodError)) throw error
    throw badRequest({ 'zh-CN': error.text.zh, en: error.text.en })
  }
}
