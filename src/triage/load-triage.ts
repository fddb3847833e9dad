/** Loads triage from the files of one version: the category tree, the model's prompts, and the trained classifier. */
import type { CategoryTree } from '../domain/category.ts'
import { categoryClassifier, type ClassifierFiles, examplesOf } from './classifier/category-classifier.ts'
import { labelsIn, lessonsOf } from '../prompt-files/confirmed-labels.ts'
import { type GuideLibrary, loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories, loadTriagePrompt, type TriagePrompt } from '../prompt-files/load-prompt.ts'
import type { LocalClassifier } from './classifier/classifier.ts'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'

export interface TriageMaterial {
  tree: CategoryTree
  prompt: TriagePrompt
  guides: GuideLibrary
  classifier: LocalClassifier
}

/** @throws PromptFileError naming file and line. */
export async function triageMaterial(files: PromptFiles, kept: ClassifierFiles): Promise<TriageMaterial> {
  const tree = loadCategories(files)
  const prompt = await loadTriagePrompt(files, tree)
  return {
    tree,
    prompt,
    guides: loadGuides(files, tree),
    classifier: await categoryClassifier([...examplesOf(tree), ...lessonsOf(labelsIn(files), tree)], kept),
  }
}
