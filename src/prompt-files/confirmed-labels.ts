/**
 * Labels 标注 that people at work gave and an admin confirmed, as a file of a version of the prompts: what the local
 * classifier learns beside the tree's own examples.
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

export const LABELS_FILE = 'labels.json'

/** The same labels are the same file, whoever confirmed them in which order. */
export const labelsFile = (labels: readonly ConfirmedLabel[]): string =>
  `${JSON.stringify(
    labels
      .map(({ id, language, text, category }) => ({ id, language, text, category }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    null,
    1,
  )}\n`

/** These files with these labels; without any, without the file: a version that nobody has taught anything has none. */
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
 * Every fifth label, by its id, is never taught: what the exam asks of these says something about labels to come.
 * Those of the others only say whether they were learnt.
 */
export const isTaught = ({ id }: Pick<ConfirmedLabel, 'id'>): boolean =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % 5 !== 0

/** What the classifier learns. A label of a category that the tree does not know any more teaches nothing. */
export const lessonsOf = (labels: readonly ConfirmedLabel[], tree: CategoryTree): LabelledText[] =>
  labels
    .filter(label => isTaught(label) && tree.has(label.category))
    .map(({ text, category }) => ({ text, label: category }))
