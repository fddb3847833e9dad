/** `exam`: runs the exams of prompts/exams, with a progress bar, a table and two report files. */
import path from 'node:path'
import type { Config } from '../config.ts'
import { loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { mistakesIn } from '../prompts/check.ts'
import { PromptFileError, readPromptFiles } from '../prompt-files/prompt-files.ts'
import type { Output, Surroundings } from './cli-output.ts'
import { LOCAL } from './decider.ts'
import { examPapers } from './exam-papers.ts'
import { readBaseline } from './exam-result.ts'
import { InputError } from './labelled-file.ts'
import type { ExamCase } from './exam-file.ts'
import type { Prices } from './mark.ts'
import { noProgress, progressBar } from './progress-bar.ts'
import { examinePrompt, saveResult } from './prompt-exam.ts'
import { textReport } from './text-report.ts'

export const PROMPT_OPTIONS = {
  only: { type: 'string', multiple: true },
  baseline: { type: 'string' },
  model: { type: 'string' },
  concurrency: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  'price-in': { type: 'string' },
  'price-out': { type: 'string' },
} as const

interface PromptValues {
  only?: string[] | undefined
  baseline?: string | undefined
  model?: string | undefined
  concurrency?: string | undefined
  fresh: boolean
  'price-in'?: string | undefined
  'price-out'?: string | undefined
  json: boolean
}

/** @returns 0 passed, 1 refused. @throws InputError, PromptFileError. */
export async function promptExam(
  values: PromptValues,
  output: Output,
  { config, prompts, shippedClassifier }: Surroundings & { config: Config },
): Promise<number> {
  const progress = output.draw ? progressBar(output.draw) : noProgress
  const files = readPromptFiles(prompts)
  const mistakes = await mistakesIn(files, files)
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  const tree = loadCategories(files)
  const papers = examPapers(path.join(prompts, 'exams'), { tree, guides: loadGuides(files, tree) })
  const result = await examinePrompt({
    files,
    cases: chosen(papers.cases, values.only ?? []),
    guarded: papers.guarded,
    shippedClassifier,
    dataDir: config.dataDir,
    model: modelFor(values.model, config),
    fresh: values.fresh,
    baseline: values.baseline ? readBaseline(values.baseline) : null,
    prices: pricesOf(values),
    concurrency: concurrencyOf(values.concurrency),
    onProgress: progress.show,
  }).finally(progress.end)
  const saved = saveResult(result, config.dataDir)
  output.out(values.json ? JSON.stringify(result) : textReport(result))
  if (!values.json) output.out(`\n${saved.html}\n${saved.json}`)
  return result.objections.length > 0 ? 1 : 0
}

function modelFor(name: string | undefined, { model }: Config) {
  if (name === LOCAL) return null
  if (name && !model)
    throw new InputError('--model needs OPENAI_API_KEY (and OPENAI_BASE_URL for another server).')
  return model ? { ...model, model: name ?? model.model } : null
}

const MOST_AT_ONCE = 64

function concurrencyOf(given = '4'): number {
  const number = Number(given)
  if (Number.isInteger(number) && number >= 1 && number <= MOST_AT_ONCE) return number
  throw new InputError(`--concurrency must be a whole number from 1 to ${MOST_AT_ONCE}.`)
}

function pricesOf(values: PromptValues): Prices | null {
  const [input, output] = [values['price-in'], values['price-out']]
  if (input === undefined && output === undefined) return null
  const prices = { input: Number(input ?? NaN), output: Number(output ?? NaN) }
  if (prices.input >= 0 && prices.output >= 0) return prices
  throw new InputError('--price-in and --price-out go together: what a million tokens cost.')
}

function chosen(cases: readonly ExamCase[], only: readonly string[]): ExamCase[] {
  const names = only.map(name => path.basename(name, '.yaml'))
  const fits = (one: ExamCase) => names.length === 0 || names.includes(one.exam) || only.includes(one.id)
  const unknown = only.filter((name, i) => !cases.some(one => one.exam === names[i] || one.id === name))
  if (unknown.length > 0)
    throw new InputError(`--only: no exam file and no case is called ${unknown.join(', ')}.`)
  return cases.filter(fits)
}
