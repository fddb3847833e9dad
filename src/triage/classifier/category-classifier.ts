/**
 * The local classifier for the category tree. Training takes seconds, so what was learnt is kept in a file: the build
 * leaves one beside the program, and a process whose examples are others (an admin has edited categories.yaml) trains
 * once and leaves its own in the data directory.
 */
import type { LabelledText } from '../../domain/category.ts'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { CategoryTree } from '../../domain/category.ts'
import { makeDirectory } from '../../lib/make-directory.ts'
import { openThread } from '../../lib/open-thread.ts'
import { classifierFrom, type Learnt, type LocalClassifier } from './classifier.ts'

/** Raise it when training changes: what an older recipe has learnt is then not used. */
const RECIPE = 1

export interface ClassifierFiles {
  /** Read, never written. */
  shipped: string
  /** A folder: what had to be trained is kept there, so that a draft and the live version do not evict each other; null: keep nothing. */
  cache: string | null
}

/** Live, a draft, a shadow, and the one before. */
const MOST_KEPT = 4

/** Everything that the tree's own examples teach. */
export const examplesOf = (tree: CategoryTree): LabelledText[] =>
  [...tree.values()].flatMap(leaf =>
    [...leaf.examples.zh, ...leaf.examples.en].map(text => ({ text, label: leaf.id })),
  )

export async function categoryClassifier(
  examples: readonly LabelledText[],
  { shipped, cache }: ClassifierFiles,
): Promise<LocalClassifier> {
  const key = keyOf(examples)
  const own = cache && path.join(cache, `${key.slice(0, 16)}.bin`)
  const kept = read(shipped, key) ?? (own ? read(own, key) : null)
  if (kept) return classifierFrom(kept)
  const learnt = await trained(key, examples)
  if (cache && own) {
    write(own, key, learnt)
    forgetAllBut(MOST_KEPT, cache)
  }
  return classifierFrom(learnt)
}

/** For the build: leaves what it has learnt in `file`, unless that is there already. */
export async function pretrain(examples: readonly LabelledText[], file: string): Promise<void> {
  const key = keyOf(examples)
  if (!read(file, key)) write(file, key, await trained(key, examples))
}

const keyOf = (examples: readonly LabelledText[]) =>
  createHash('sha256')
    .update(JSON.stringify([RECIPE, examples]))
    .digest('hex')

/** Under way now: whoever asks for the same waits with the first. */
const training = new Map<string, Promise<Learnt>>()

function trained(key: string, examples: readonly LabelledText[]): Promise<Learnt> {
  const known = training.get(key)
  if (known) return known
  const started = inThread(examples).finally(() => training.delete(key))
  training.set(key, started)
  return started
}

/** @throws whatever stopped the thread. */
function inThread(examples: readonly LabelledText[]): Promise<Learnt> {
  return new Promise((resolve, reject) => {
    const thread = openThread('./train-thread', import.meta.url, examples)
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', code =>
      reject(new Error(`the training ended with code ${code} and without a result`)),
    )
  })
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
    makeDirectory(path.dirname(file))
    const half = `${file}.${process.pid}.tmp`
    fs.writeFileSync(half, v8.serialize({ key, learnt }))
    fs.renameSync(half, file)
  } catch {
    // A disk that cannot be written costs the next start some seconds, nothing else.
  }
}

/** The newest stay. */
function forgetAllBut(most: number, folder: string): void {
  try {
    const files = fs.readdirSync(folder).map(name => path.join(folder, name))
    const newestFirst = files
      .map(file => ({ file, at: fs.statSync(file).mtimeMs }))
      .sort((a, b) => b.at - a.at)
    for (const { file } of newestFirst.slice(most)) fs.rmSync(file)
  } catch {
    // Another process was quicker: the file is gone either way.
  }
}
