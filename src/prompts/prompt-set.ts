/** A loaded version of the prompts: parsed, checked, with a trained classifier. */
import type { ModelConfig } from '../config.ts'
import type { Settings } from '../prompt-files/settings.ts'
import { loadReplies, type Replies } from '../prompt-files/replies.ts'
import { createTimes, type Times } from '../notify/render/format-time.ts'
import { CHINA } from '../tickets/work-calendar.ts'
import type { ClassifierFiles } from '../triage/classifier/category-classifier.ts'
import { closureByModel } from '../triage/closing/check-by-model.ts'
import type { ClosureCheck } from '../domain/closing-note.ts'
import { createClosureCheck } from '../triage/closing/check.ts'
import { loadClosurePrompt } from '../prompt-files/load-prompt.ts'
import { createModelServer } from '../triage/model/openai.ts'
import { type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { loadRules } from './house-rules.ts'
import type { ModelLedger } from './model-ledger.ts'
import { createTriage, type Triage, type TriageParts } from '../triage/triage.ts'
import { triageByModel } from '../triage/model/triage-by-model.ts'
import { triageMaterial } from '../triage/load-triage.ts'

export interface PromptSet extends Settings {
  version: string
  replies: Replies
  times: Times
  triage: Triage
  closure: ClosureCheck
}

/** Number of guesses that a person can read at a glance. */
const GUESSES = 3

/** The purpose of model calls, as recorded in the ledger. */
export type Purpose = 'triage' | 'shadow'

export interface PromptSetOptions {
  classifier: ClassifierFiles
  /** The program's own files, for replies and prompts that an older version lacks. */
  shipped: PromptFiles
  /** Absent: the local classifier does the whole job. */
  model: (ModelConfig & { ledger: ModelLedger; clock: () => Date }) | undefined
  log: TriageParts['log']
}

/** @throws PromptFileError naming file and line. */
export async function loadPromptSet(
  files: PromptFiles,
  purpose: Purpose,
  options: PromptSetOptions,
): Promise<PromptSet> {
  const { model, log } = options
  const replies = loadReplies(files, options.shipped)
  const version = versionOf(files)
  const { tree, prompt, classifier, guides } = await triageMaterial(files, options.classifier)
  const closurePrompt = await loadClosurePrompt(files, tree, options.shipped)
  const asked = model && modelsOf(model)
  return {
    version,
    tree,
    rules: loadRules(files, tree, options.shipped),
    likeliest: text =>
      classifier
        .predict(text)
        .ranked.slice(0, GUESSES)
        .map(({ label, probability }) => ({ category: label, probability })),
    replies,
    times: createTimes(CHINA, replies),
    guides,
    triage: createTriage({ version, tree, guides, classifier, ...(asked && { model: asked.triage }), log }),
    closure: createClosureCheck({ tree, classifier, model: asked?.closure, log }),
  }

  function modelsOf({ ledger, model: named, baseUrl, ...config }: NonNullable<typeof model>) {
    const server = createModelServer({ ...config, baseURL: baseUrl, budget: ledger.budget })
    // Calls are recorded with the version of the whole prompt set, not only of the instructions.
    const asker = <P>(told: P, onCall: Note) => ({ prompt: { ...told, version }, model: named, onCall })
    return {
      triage: triageByModel(server, asker(prompt, ledger.note(purpose))),
      closure: closureByModel(server, asker(closurePrompt, ledger.note('closure'))),
    }
  }
}

type Note = ReturnType<ModelLedger['note']>
