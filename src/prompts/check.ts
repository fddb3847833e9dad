/** Can a version be read at all? Said before it is kept, with every mistake of every file at once. */
import type { CategoryTree } from '../domain/category.ts'
import { loadReplies } from '../prompt-files/replies.ts'
import { labelsIn } from '../prompt-files/confirmed-labels.ts'
import { loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories, loadClosurePrompt, loadTriagePrompt } from '../prompt-files/load-prompt.ts'
import { loadRules } from './house-rules.ts'
import { isPromptFile, PromptFileError, type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'

/** Finding every mistake in megabytes of YAML takes seconds, in which nothing else in the process moves. */
const MOST_CHARACTERS = 500_000
const IS_PARSED = /\.(?:yaml|prompt)$/u

/**
 * Reads what `loadPromptSet` reads, but for the training of the classifier, which finds no mistakes and takes seconds.
 * @param shipped files of the program itself, as in `loadReplies`.
 * @returns `file:line: what`, as far as a line is known.
 */
export async function mistakesIn(files: PromptFiles, shipped: PromptFiles): Promise<string[]> {
  const tooLong = Object.entries(files).flatMap(([name, { length }]) =>
    IS_PARSED.test(name) && length > MOST_CHARACTERS
      ? [`${name}: 太长，至多 ${MOST_CHARACTERS} 字 / is too long: ${MOST_CHARACTERS} characters at most`]
      : [],
  )
  if (tooLong.length > 0) return tooLong
  let tree: CategoryTree = new Map()
  const found = [
    ...Object.entries(files).flatMap(([name, content]) => mistakesOfOne(name, content)),
    ...(await mistakesOf(() => (tree = loadCategories(files)))),
    // With a tree that is wrong the prompt is rendered without one: its own mistakes are told all the same.
    ...(await mistakesOf(() => loadTriagePrompt(files, tree))),
    ...(await mistakesOf(() => loadClosurePrompt(files, tree, shipped))),
    ...(await mistakesOf(() => loadReplies(files, shipped))),
    ...(await mistakesOf(() => loadRules(files, tree, shipped))),
    ...(await mistakesOf(() => labelsIn(files))),
    // Guides name categories: without a tree every one of them would be wrong.
    ...(tree.size > 0 ? await mistakesOf(() => loadGuides(files, tree)) : []),
  ]
  return [...new Set(found)]
}

type Check = (files: PromptFiles) => Promise<string[]>

/** A version never changes: one that could be read once is not read again at its exam and at its publication. */
export function checkedOnce(check: Check): Check {
  const sound = new Set<string>()
  return async files => {
    const version = versionOf(files)
    if (sound.has(version)) return []
    const mistakes = await check(files)
    if (mistakes.length === 0) sound.add(version)
    return mistakes
  }
}

function mistakesOfOne(name: string, content: string): string[] {
  if (!isPromptFile(name)) return [`${name}: 不是提示词文件 / is not a file of the prompts`]
  // PostgreSQL keeps neither: what is kept would not be what was named by its hash.
  const line = content.split('\n').findIndex(one => /[\0\p{Surrogate}]/u.test(one)) + 1
  return line > 0 ? [`${name}:${line}: 有坏字符 / holds a character that is none`] : []
}

async function mistakesOf(read: () => unknown): Promise<string[]> {
  try {
    await read()
    return []
  } catch (error) {
    if (error instanceof PromptFileError) return error.message.split('\n')
    throw error
  }
}
