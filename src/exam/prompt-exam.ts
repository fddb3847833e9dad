/** The exam of the prompts, from files to files: reads the cases, asks, marks, compares, writes both reports. */
import fs from 'node:fs'
import path from 'node:path'
import { loadCategories } from '../triage/load-prompt.ts'
import { compareExams } from './compare.ts'
import { createDecider, type DeciderOptions } from './decider.ts'
import { loadExams, type ExamCase } from './exam-file.ts'
import { readBaseline, type ExamResult } from './exam-result.ts'
import { htmlReport } from './html-report.ts'
import { InputError } from './labelled-file.ts'
import { markExam, type Prices } from './mark.ts'
import { loadProtected } from './protected-file.ts'
import { runExam, type RunExamOptions } from './run-exam.ts'
import { objections } from './verdict.ts'
import { readPromptFiles } from '../triage/prompt-files.ts'

export interface PromptExamOptions extends DeciderOptions, RunExamOptions {
  /** Names of exams or ids of cases; empty: all. */
  only?: readonly string[]
  /** An earlier result. */
  baseline?: string | undefined
  prices?: Prices | null
  now?: () => Date
}

/** @throws InputError or PromptFileError, for the operator. */
export async function examinePrompt(options: PromptExamOptions): Promise<ExamResult> {
  const { prompts, now = () => new Date() } = options
  const directory = path.join(prompts, 'exams')
  const tree = loadCategories(readPromptFiles(prompts))
  const cases = chosen(loadExams(directory, tree), options.only ?? [])
  const guarded = loadProtected(directory, tree)
  const baseline = options.baseline ? readBaseline(options.baseline) : null
  const decider = await createDecider(options)
  const at = now()
  const since = performance.now()
  const marks = markExam(await runExam(cases, decider.triage, options), options.prices ?? null)
  const comparison = baseline && compareExams(baseline, marks, guarded)
  return {
    version: decider.version,
    decider: decider.name,
    at: at.toISOString(),
    seconds: (performance.now() - since) / 1000,
    reused: decider.reused(),
    ...marks,
    comparison,
    objections: objections(marks, comparison),
  }
}

function chosen(cases: readonly ExamCase[], only: readonly string[]): ExamCase[] {
  const names = only.map(name => path.basename(name, '.yaml'))
  const fits = (one: ExamCase) => names.length === 0 || names.includes(one.exam) || only.includes(one.id)
  const unknown = only.filter((name, i) => !cases.some(one => one.exam === names[i] || one.id === name))
  if (unknown.length > 0)
    throw new InputError(`--only: no exam file and no case is called ${unknown.join(', ')}.`)
  return cases.filter(fits)
}

export interface Saved {
  json: string
  html: string
}

/** Into `<dataDir>/exams`, by the time and the version: results are kept, and each can be a baseline. */
export function saveResult(result: ExamResult, dataDir: string): Saved {
  const directory = path.join(dataDir, 'exams')
  const name = `${result.at.slice(0, 19).replace(/:/gu, '-')}-${result.version}`
  const saved = { json: path.join(directory, `${name}.json`), html: path.join(directory, `${name}.html`) }
  fs.mkdirSync(directory, { recursive: true })
  fs.writeFileSync(saved.json, `${JSON.stringify(result, null, 1)}\n`)
  fs.writeFileSync(saved.html, htmlReport(result))
  return saved
}
