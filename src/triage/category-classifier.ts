/**
 * The local classifier for the category tree. Training takes seconds, so what was learnt is kept in a file: the build
 * leaves one beside the program, and a process whose examples are others (an admin has edited categories.yaml) trains
 * once and leaves its own in the data directory.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { CategoryTree } from '../domain/category.ts'
import {
  classifierFrom,
  type LabelledText,
  type Learnt,
  type LocalClassifier,
  trainClassifier,
} from './local-classifier.ts'

/** Raise it when training changes: what an older recipe has learnt is then not used. */
const RECIPE = 1

export interface ClassifierFiles {
  /** Read, never written. */
  shipped: string
  /** Written when nothing kept fits; null: keep nothing. */
  own: string | null
}

/** Everything that the tree's own examples teach. */
export const examplesOf = (tree: CategoryTree): LabelledText[] =>
  [...tree.values()].flatMap(leaf =>
    [...leaf.examples.zh, ...leaf.examples.en].map(text => ({ text, label: leaf.id })),
  )

export function categoryClassifier(
  examples: readonly LabelledText[],
  { shipped, own }: ClassifierFiles,
): LocalClassifier {
  const key = createHash('sha256')
    .update(JSON.stringify([RECIPE, examples]))
    .digest('hex')
  const kept = read(shipped, key) ?? (own ? read(own, key) : null)
  if (kept) return classifierFrom(kept)
  const classifier = trainClassifier(examples)
  if (own) write(own, key, classifier.learnt)
  return classifier
}

function read(file: string, key: string): Learnt | null {
  try {
    const kept = v8.deserialize(fs.readFileSync(file)) as { key: string; learnt: Learnt }
    return kept.key === key ? kept.learnt : null
  } catch {
    // Not there, or half written: training is the remedy for both.
    return null
  }
}

function write(file: string, key: string, learnt: Learnt): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(`${file}.tmp`, v8.serialize({ key, learnt }))
    fs.renameSync(`${file}.tmp`, file)
  } catch {
    // A disk that cannot be written costs the next start some seconds, nothing else.
  }
}
