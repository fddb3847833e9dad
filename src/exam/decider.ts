/** Who sits an exam: the triage of the service, with a model before the local classifier or without one. */
import path from 'node:path'
import type { Config } from '../config.ts'
import { createModelTriage } from '../triage/model/triage-by-model.ts'
import { type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { createTriage, type Triage } from '../triage/triage.ts'
import { triageMaterial } from '../triage/load-triage.ts'
import { keepAnswers } from './kept-answers.ts'

/** The word for no model at all: the classifier sits exams also where a key is set. */
export const LOCAL = 'local'

export interface DeciderOptions {
  files: PromptFiles
  shippedClassifier: string
  /** Where a classifier that had to be trained and a model's answers are kept. */
  dataDir: string
  /** null: the local classifier. */
  model: NonNullable<Config['model']> | null
  /** Ask a model again although its answers are kept. */
  fresh: boolean
}

export interface Decider {
  triage: Triage
  /** Of the files. */
  version: string
  /** `local`, or the model's name. */
  name: string
  reused: () => number
}

/** Nobody waits for an exam as a resident waits for an answer: a slow model may be slow, and rest only briefly. */
const PATIENCE = { timeoutMs: 60_000, pauseMs: 2000, breaker: { failures: 8, restMs: 2000 } }

/** @throws PromptFileError naming file and line. */
export async function createDecider(options: DeciderOptions): Promise<Decider> {
  const { files, dataDir, model, fresh } = options
  const version = versionOf(files)
  const { prompt, ...material } = await triageMaterial(files, {
    shipped: options.shippedClassifier,
    cache: path.join(dataDir, 'cache', 'classifiers'),
  })
  const parts = { ...material, version, log: { warn() {} } }
  if (!model) return { triage: createTriage(parts), version, name: LOCAL, reused: () => 0 }
  const name = model.model ?? prompt.model
  const asked = keepAnswers(
    createModelTriage({ apiKey: model.apiKey, baseURL: model.baseUrl, model: name, prompt, ...PATIENCE }),
    { directory: path.join(dataDir, 'cache', 'exams'), version: prompt.version, decider: name, fresh },
  )
  return { triage: createTriage({ ...parts, model: asked }), version, name, reused: asked.reused }
}
