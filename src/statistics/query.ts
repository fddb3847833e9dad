/** All queries of the figures: the command line and the console's routes share them, so their answers agree. */
import type { Pool } from 'pg'
import type { Language } from '../domain/message.ts'
import { loadReplies } from '../prompt-files/replies.ts'
import { filesOf, liveVersion } from '../prompts/versions.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'
import type { Dimension } from './dimension.ts'
import { inDays, type Period } from './period.ts'
import { formulaInWords, type Listed, propertyList } from './property-list.ts'
import { RECURRING, recurringTopics } from './repeat-issues.ts'
import { figuresReport, type Report } from './report.ts'
import {
  excludedSheet,
  figuresSheet,
  propertySheet,
  recurringSheet,
  type Sheet,
  type Told,
} from './sheets.ts'

export const QUESTIONS = ['figures', 'excluded', 'recurring', 'property'] as const
export type Question = (typeof QUESTIONS)[number]

export interface Asked {
  question: Question
  period: Period
  by?: Dimension | undefined
  /** All columns, for a spreadsheet. */
  room: boolean
}

export interface Answer {
  /** For programs. */
  json: object
  sheet: Sheet
  title: string
  /** Shown beside the sheet: the formula, or the excluded tickets. */
  beside: Sheet
}

export async function ask(
  pool: Pool,
  { question, period, by, room }: Asked,
  told: Told,
  now: Date,
): Promise<Answer> {
  const title = inDays(period)
  switch (question) {
    case 'recurring': {
      const topics = await recurringTopics(pool, period.to)
      return {
        json: { ...RECURRING, until: period.to, topics },
        sheet: recurringSheet(topics, told),
        title: inDays({ from: new Date(period.to.getTime() - RECURRING.days * 86_400_000), to: period.to }),
        beside: [],
      }
    }
    case 'property': {
      const listed = await propertyCompanies(pool, period, now)
      const formula = formulaInWords(told.language)
      return {
        json: { ...days(period), formula, listed },
        sheet: propertySheet(listed, told),
        title,
        beside: [[formula]],
      }
    }
    case 'excluded': {
      const { excluded } = await figuresReport(pool, told.tree, { period }, now)
      return { json: { ...days(period), excluded }, sheet: excludedSheet(excluded, told), title, beside: [] }
    }
    case 'figures': {
      const report = await figuresReport(pool, told.tree, { period, by }, now)
      return {
        json: inJson(report),
        sheet: figuresSheet(report, told, room),
        title,
        beside: excludedSheet(report.excluded, told),
      }
    }
  }
}

const days = ({ from, to }: Period) => ({ from, to, days: inDays({ from, to }) })

function inJson({ period, rows, ...report }: Report): object {
  return {
    ...days(period),
    ...report,
    rows: rows.map(({ key, name, figures }) => ({ key, name, ...figures })),
  }
}

async function propertyCompanies(pool: Pool, period: Period, now: Date): Promise<Listed[]> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM unit WHERE kind = 'property_company'")
  const companies = new Set(rows.map(({ id }) => id))
  const report = await figuresReport(pool, new Map(), { period, by: 'unit' }, now)
  return propertyList(
    report.rows
      .filter(({ key }) => companies.has(key))
      .map(({ key, name, figures }) => ({ unitId: key, name, figures })),
  )
}

/** Names for the output: live categories; before the first publication those of the folder. */
export async function toldIn(pool: Pool, shipped: PromptFiles, language: Language): Promise<Told> {
  const version = await liveVersion(pool)
  const tree = loadCategories(version === null ? shipped : await filesOf(pool, version))
  return { language, tree, label: loadReplies(shipped).label }
}
