/**
 * `npm run figures`: prints the figures for people, programs and spreadsheets. Works beside a running Linli,
 * and without one. Exit codes: 0 done, 2 wrong input.
 */
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import type { Pool } from 'pg'
import { ConfigError, readConfig } from '../config.ts'
import { borrowDatabase, NoDatabase } from '../db/borrow-database.ts'
import type { Output } from '../exam/cli-output.ts'
import { InputError } from '../exam/labelled-file.ts'
import { terminal } from '../exam/terminal.ts'
import { textTable } from '../exam/text-table.ts'
import { ROOT } from '../lib/root.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { ask, QUESTIONS, toldIn } from './query.ts'
import { parse, USAGE, type Values } from './cli-options.ts'
import { csv } from './csv.ts'
import { PeriodError, periodNamed } from './period.ts'
import type { Sheet } from './sheets.ts'

export interface Surroundings {
  env: NodeJS.ProcessEnv
  /** The program's prompts/ folder. */
  prompts: string
  now: () => Date
}

const HERE: Surroundings = { env: process.env, prompts: path.join(ROOT, 'prompts'), now: () => new Date() }

/** @returns the exit code. */
export async function run(args: string[], output: Output, around: Surroundings = HERE): Promise<number> {
  try {
    const values = parse(args)
    if (values.help) output.out(USAGE)
    else {
      const config = readConfig(around.env)
      // Checked first: a wrong day needs no database.
      periodNamed(values, around.now())
      await borrowDatabase(config, async ({ pool }) => output.out(await answer(pool, values, around)))
    }
    return 0
  } catch (error) {
    if (![InputError, PeriodError, ConfigError, NoDatabase].some(kind => error instanceof kind)) throw error
    output.err((error as Error).message)
    return 2
  }
}

async function answer(pool: Pool, values: Values, around: Surroundings): Promise<string> {
  const now = around.now()
  const told = await toldIn(pool, readPromptFiles(around.prompts), values.language)
  const question = QUESTIONS.find(each => each !== 'figures' && values[each]) ?? 'figures'
  const asked = { question, period: periodNamed(values, now), by: values.by, room: values.csv }
  const { json, sheet, title, beside } = await ask(pool, asked, told, now)
  if (values.json) return JSON.stringify(json)
  if (values.csv) return csv(sheet).trimEnd()
  const tables = [
    table(sheet, question === 'figures' ? 'numbers' : 'words'),
    ...(beside.flat().length > 0 ? [table(beside, 'words')] : []),
  ]
  return [title, ...tables].join('\n\n')
}

const table = (sheet: Sheet, columns: 'numbers' | 'words'): string =>
  textTable(
    sheet.map(row => row.map(cell => String(cell ?? '–'))),
    columns,
  )

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await run(process.argv.slice(2), terminal())
}
