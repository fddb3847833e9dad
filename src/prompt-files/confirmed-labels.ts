/**
 * Confirmed labels 标注 as a file of a version of the prompts. Workers propose labels and an admin confirms them; they
 * train the local classifier in addition to the tree's own examples.
 */
import type { LabelledText } from '../domain/category.ts'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CategoryTree } from '../domain/category.ts'
import { LANGUAGES } from '../domain/message.ts'
import type { PromptFiles } from './prompt-files.ts'
import { PromptFileError } from './read-yaml.ts'

export const ConfirmedLabel = z.strictObject({
  id: z.uuid(),
  language: z.enum(LANGUAGES),
  /** The resident's words, masked. */
  text: z.string().min(1),
  category: z.string().min(1),
})
export type ConfirmedLabel = z.infer<typeof ConfirmedLabel>

const LABELS_FILE = 'labels.json'

/** Serialises labels independently of the order of confirmation, so that the same labels give the same version. */
export const labelsFile = (labels: readonly ConfirmedLabel[]): string =>
  `${JSON.stringify(
    labels
      .map(({ id, language, text, category }) => ({ id, language, text, category }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    null,
    1,
  )}\n`

/** Replaces the labels of a version; without labels the file is left out. */
export const withLabels = (files: PromptFiles, labels: readonly ConfirmedLabel[]): PromptFiles => {
  const { [LABELS_FILE]: _, ...others } = files
  return labels.length > 0 ? { ...others, [LABELS_FILE]: labelsFile(labels) } : others
}

/** Empty when the version has none. @throws PromptFileError */
export function labelsIn(files: PromptFiles): ConfirmedLabel[] {
  const content = files[LABELS_FILE]
  if (content === undefined) return []
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new PromptFileError(`${LABELS_FILE}:1: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = z.array(ConfirmedLabel).safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new PromptFileError(`${LABELS_FILE}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/**
 * Every fifth label, by the hash of its id, is held out of training, so that the exam measures how well the classifier
 * generalises. Exam cases of the other labels only measure whether they were learnt.
 */
export const isTaught = ({ id }: Pick<ConfirmedLabel, 'id'>): boolean =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % 5 !== 0

/** The training examples; labels of categories that are no longer in the tree are skipped. */
export const lessonsOf = (labels: readonly ConfirmedLabel[], tree: CategoryTree): LabelledText[] =>
  labels
    .filter(label => isTaught(label) && tree.has(label.category))
    .map(({ text, category }) => ({ text, label: category }))
