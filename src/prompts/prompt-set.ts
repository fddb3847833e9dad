/** A version of the prompts, ready to work with: read, checked, its classifier trained. */
import type { ModelConfig } from '../config.ts'
import type { CategoryTree } from '../domain/category.ts'
import type { Rules } from '../domain/rules.ts'
import type { Voice } from '../notify/voice.ts'
import { loadReplies, type Replies } from '../notify/replies.ts'
import { createTimes, type Times } from '../notify/times.ts'
import { CHINA } from '../tickets/work-calendar.ts'
import type { ClassifierFiles } from '../triage/category-classifier.ts'
import { closureByModel } from '../triage/closure-by-model.ts'
import type { ClosureCheck } from '../triage/closing.ts'
import { createClosureCheck } from '../triage/closure-check.ts'
import { loadClosurePrompt } from '../triage/load-prompt.ts'
import { createModelServer } from '../triage/openai.ts'
import { type PromptFiles, versionOf } from '../triage/prompt-files.ts'
import { loadRules } from './house-rules.ts'
import type { ModelLedger } from './model-ledger.ts'
import { createTriage, type Triage, type TriageParts } from '../triage/triage-conversation.ts'
import type { GuideLibrary } from '../triage/guide-library.ts'
import { triageByModel } from '../triage/triage-by-model.ts'
import { triageMaterial } from '../triage/triage-parts.ts'

export interface PromptSet {
  version: string
  tree: CategoryTree
  rules: Rules
  /** What triage would call a text, the likeliest first. */
  likeliest: Voice['likeliest']
  replies: Replies
  times: Times
  guides: GuideLibrary
  triage: Triage
  closure: ClosureCheck
}

/** As many as a person takes in at a glance. */
const GUESSES = 3

/** What a model is asked for: calls are written down with it. */
export type Purpose = 'triage' | 'shadow'

export interface PromptSetOptions {
  classifier: ClassifierFiles
  /** Comes with the program: a reply or a prompt that an older version cannot know is taken from here. */
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
    // Calls say which version they were for, not only which instructions.
    const asker = <P>(told: P, onCall: Note) => ({ prompt: { ...told, version }, model: named, onCall })
    return {
      triage: triageByModel(server, asker(prompt, ledger.note(purpose))),
      closure: closureByModel(server, asker(closurePrompt, ledger.note('closure'))),
    }
  }
}

type Note = ReturnType<ModelLedger['note']>
