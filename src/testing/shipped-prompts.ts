/** The prompts of the folder without a model, so that the local classifier decides; and what a story may want otherwise. */
import { PROMPTS, SHIPPED_CLASSIFIER } from '../context.ts'
import { loadPromptSet, type PromptSet } from '../prompts/prompt-set.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'

export async function shippedPrompts(): Promise<PromptSet> {
  const shipped = readPromptFiles(PROMPTS)
  const classifier = { shipped: SHIPPED_CLASSIFIER, cache: null }
  return await loadPromptSet(shipped, 'triage', { classifier, shipped, model: undefined, log: { warn() {} } })
}

/** Every report is a ticket of its own, however alike. */
export const withoutNeighbours = (loaded: PromptSet): PromptSet => ({
  ...loaded,
  rules: {
    ...loaded.rules,
    hot: { ...loaded.rules.hot, residents: Infinity },
    duplicate: { ...loaded.rules.duplicate, alike: Infinity },
  },
})
