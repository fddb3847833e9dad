/** Who sits an exam: the triage of the service, with a model before the local classifier or without one. */
import path from 'node:path'
import { createTriage, type Triage } from '../triage/triage-conversation.ts'
import { categoryClassifier, examplesOf } from '../triage/category-classifier.ts'
import { loadTriagePrompt } from '../triage/load-prompt.ts'
import { createModelTriage } from '../triage/openai.ts'
import { keepAnswers } from './kept-answers.ts'
import { readPromptFiles } from '../triage/prompt-files.ts'

export interface DeciderOptions {
  /** The folder prompts/. */
  prompts: string
  shippedClassifier: string
  dataDir: string
  /** null: the local classifier. */
  model: { apiKey: string; baseUrl: string | undefined; model: string | undefined } | null
  /** Ask a model again although its answers are kept. */
  fresh: boolean
}

export interface Decider {
  triage: Triage
  version: string
  /** `local`, or the model's name. */
  name: string
  reused: () => number
}

/** Nobody waits for an exam as a resident waits for an answer: a slow model may be slow, and rest only briefly. */
const PATIENCE = { timeoutMs: 60_000, pauseMs: 2000, breaker: { failures: 8, restMs: 2000 } }

/** @throws PromptFileError naming file and line. */
export async function createDecider(options: DeciderOptions): Promise<Decider> {
  const { dataDir, model, fresh } = options
  const prompt = await loadTriagePrompt(readPromptFiles(options.prompts))
  const { tree, version } = prompt
  const classifier = categoryClassifier(examplesOf(tree), {
    shipped: options.shippedClassifier,
    own: path.join(dataDir, 'cache', 'classifier.bin'),
  })
  const parts = { tree, classifier, log: { warn() {} } }
  if (!model) return { triage: createTriage(parts), version, name: 'local', reused: () => 0 }
  const name = model.model ?? prompt.model
  const baseURL = model.baseUrl ?? 'https://api.openai.com/v1'
  const asked = keepAnswers(
    createModelTriage({ apiKey: model.apiKey, baseURL, model: name, prompt, ...PATIENCE }),
    { directory: path.join(dataDir, 'cache', 'exams'), version, decider: name, fresh },
  )
  return { triage: createTriage({ ...parts, model: asked }), version, name, reused: asked.reused }
}
