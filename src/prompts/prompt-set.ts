/** A version of the prompts, ready to work with: read, checked, its classifier trained. */
import type { ModelConfig } from '../config.ts'
import type { CategoryTree } from '../domain/category.ts'
import type { Rules } from '../domain/rules.ts'
import { loadReplies, type Replies } from '../notify/replies.ts'
import { createTimes, type Times } from '../notify/times.ts'
import { CHINA } from '../tickets/work-calendar.ts'
import type { ClassifierFiles } from '../triage/category-classifier.ts'
import { createModelTriage } from '../triage/openai.ts'
import { type PromptFiles, versionOf } from '../triage/prompt-files.ts'
import { loadRules } from './house-rules.ts'
import type { ModelLedger } from './model-ledger.ts'
import { createTriage, type Triage, type TriageParts } from '../triage/triage-conversation.ts'
import type { GuideLibrary } from '../triage/guide-library.ts'
import { triageMaterial } from '../triage/triage-parts.ts'

export interface PromptSet {
  version: string
  tree: CategoryTree
  rules: Rules
  /** What triage would call a text, the likeliest first. */
  likeliest: (text: string) => string[]
  replies: Replies
  times: Times
  guides: GuideLibrary
  triage: Triage
}

/** As many as a person takes in at a glance. */
const GUESSES = 3

/** What a model is asked for: calls are written down with it. */
export type Purpose = 'triage' | 'shadow'

export interface PromptSetOptions {
  classifier: ClassifierFiles
  /** Comes with the program: a reply that an older version cannot know is taken from here. */
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
  const asked = model && {
    model: createModelTriage({
      ...model,
      baseURL: model.baseUrl,
      // Calls say which version they were for, not only which instructions.
      prompt: { ...prompt, version },
      budget: model.ledger.budget,
      onCall: model.ledger.note(purpose),
    }),
  }
  return {
    version,
    tree,
    rules: loadRules(files, tree, options.shipped),
    likeliest: text =>
      classifier
        .predict(text)
        .ranked.slice(0, GUESSES)
        .map(({ label }) => label),
    replies,
    times: createTimes(CHINA, replies),
    guides,
    triage: createTriage({ version, tree, guides, classifier, ...asked, log }),
  }
}
