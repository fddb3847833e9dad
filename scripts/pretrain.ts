/** Part of the build: trains the classifier on prompts/categories.yaml, so that a start need not. */
import path from 'node:path'
import { PROMPTS, SHIPPED_CLASSIFIER } from '../src/context.ts'
import { ROOT } from '../src/lib/root.ts'
import { examplesOf, pretrain } from '../src/triage/classifier/category-classifier.ts'
import { loadCategories } from '../src/prompt-files/load-prompt.ts'
import { readPromptFiles } from '../src/prompt-files/prompt-files.ts'

const examples = examplesOf(loadCategories(readPromptFiles(PROMPTS)))
const since = performance.now()
await pretrain(examples, SHIPPED_CLASSIFIER)
console.log(
  `${path.relative(ROOT, SHIPPED_CLASSIFIER)}: ${examples.length} examples, ${Math.round(performance.now() - since)} ms`,
)
