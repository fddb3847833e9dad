/**
 * The local classifier for the category tree. Training takes seconds, so its result is cached in a file. The build
 * ships one with the program; a process with other examples (an admin has edited categories.yaml) trains once and
 * stores the result in the data directory.
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

/** Part of the cache key. Increase it when training changes, so that results of older code are not used. */
const RECIPE = 1

export interface ClassifierFiles {
  /** Read, never written. */
  shipped: string
  /** Folder with several results, so that a draft and the live version do not evict each other; null: no cache. */
  cache: string | null
}

/** Files in the cache: the live version, a draft, a shadow, and the previous version. */
const MOST_KEPT = 4

/** The training examples of the category tree. */
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

/** For the build: trains and writes the result to `file`, unless an up-to-date one exists. */
export async function pretrain(examples: readonly LabelledText[], file: string): Promise<void> {
  const key = keyOf(examples)
  if (!read(file, key)) write(file, key, await trained(key, examples))
}

const keyOf = (examples: readonly LabelledText[]) =>
  createHash('sha256')
    .update(JSON.stringify([RECIPE, examples]))
    .digest('hex')

/** Trainings in progress by key, so that concurrent callers share one. */
const training = new Map<string, Promise<Learnt>>()

function trained(key: string, examples: readonly LabelledText[]): Promise<Learnt> {
  const known = training.get(key)
  if (known) return known
  const started = inThread(examples).finally(() => training.delete(key))
  training.set(key, started)
  return started
}

/** @throws the error that stopped the thread. */
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
    // A missing or incomplete file is a cache miss.
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
    // Without a writable disk the next start trains again, which takes some seconds.
  }
}

/** Deletes all but the newest files. */
function forgetAllBut(most: number, folder: string): void {
  try {
    const files = fs.readdirSync(folder).map(name => path.join(folder, name))
    const newestFirst = files
      .map(file => ({ file, at: fs.statSync(file).mtimeMs }))
      .sort((a, b) => b.at - a.at)
    for (const { file } of newestFirst.slice(most)) fs.rmSync(file)
  } catch {
    // Another process has deleted the file first.
  }
}
