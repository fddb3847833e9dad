/** The exam of a version: asks, marks and compares, and writes both reports. */
import fs from 'node:fs'
import path from 'node:path'
import { newId } from '../lib/ids.ts'
import { makeDirectory } from '../lib/make-directory.ts'
import { compareExams } from './compare.ts'
import { createDecider, type DeciderOptions } from './decider.ts'
import type { ExamCase } from './exam-file.ts'
import type { ExamResult } from './exam-result.ts'
import { htmlReport } from './html-report.ts'
import { markExam, type Prices } from './mark.ts'
import { runExam, type RunExamOptions } from './run-exam.ts'
import { objections } from './verdict.ts'

export interface PromptExamOptions extends DeciderOptions, RunExamOptions {
  cases: readonly ExamCase[]
  /** Categories that may not get worse than in the baseline. */
  guarded: readonly string[]
  /** An earlier result. */
  baseline?: Pick<ExamResult, 'cases'> | null
  prices?: Prices | null
  now?: () => Date
}

/** @throws PromptFileError, for the operator. */
export async function examinePrompt(options: PromptExamOptions): Promise<ExamResult> {
  const { cases, guarded, baseline, now = () => new Date() } = options
  const decider = await createDecider(options)
  const at = now()
  const since = performance.now()
  const marks = markExam(await runExam(cases, decider.triage, options), options.prices ?? null)
  const comparison = baseline ? compareExams(baseline, marks, guarded) : null
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

export interface Saved {
  json: string
  html: string
}

/**
 * Writes into `<dataDir>/exams`, named by time and version, because each result can be a later baseline. The random end
 * of the name keeps two results of one second apart.
 */
export function saveResult(result: ExamResult, dataDir: string): Saved {
  const directory = path.join(dataDir, 'exams')
  const name = `${result.at.slice(0, 19).replace(/:/gu, '-')}-${result.version}-${newId().slice(-6)}`
  const saved = { json: path.join(directory, `${name}.json`), html: path.join(directory, `${name}.html`) }
  makeDirectory(directory)
  fs.writeFileSync(saved.json, `${JSON.stringify(result, null, 1)}\n`)
  fs.writeFileSync(saved.html, htmlReport(result))
  return saved
}
