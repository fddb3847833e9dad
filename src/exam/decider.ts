/** The triage under exam: that of the service, with or without a model before the local classifier. */
import path from 'node:path'
import type { Config } from '../config.ts'
import { createModelTriage } from '../triage/model/triage-by-model.ts'
import { type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { createTriage, type Triage } from '../triage/triage.ts'
import { triageMaterial } from '../triage/load-triage.ts'
import { keepAnswers } from './kept-answers.ts'

/** The name for an exam without a model, which is possible even if a key is set. */
export const LOCAL = 'local'

export interface DeciderOptions {
  files: PromptFiles
  shippedClassifier: string
  /** Folder for trained classifiers and cached answers of models. */
  dataDir: string
  /** null: the local classifier. */
  model: NonNullable<Config['model']> | null
  /** Ignores cached answers of the model. */
  fresh: boolean
}

export interface Decider {
  triage: Triage
  /** Version of the files. */
  version: string
  /** `local`, or the model's name. */
  name: string
  reused: () => number
}

/** Longer timeouts and a shorter rest of the breaker than for residents, because an exam can wait for a slow model. */
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
