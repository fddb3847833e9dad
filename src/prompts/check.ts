/** Validates a version before it is stored, and reports every mistake of every file at once. */
import type { CategoryTree } from '../domain/category.ts'
import { loadReplies } from '../prompt-files/replies.ts'
import { labelsIn } from '../prompt-files/confirmed-labels.ts'
import { loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories, loadClosurePrompt, loadTriagePrompt } from '../prompt-files/load-prompt.ts'
import { loadRules } from './house-rules.ts'
import { isPromptFile, PromptFileError, type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'

/** Collecting the mistakes of megabytes of YAML takes seconds and blocks the event loop. */
const MOST_CHARACTERS = 500_000
const IS_PARSED = /\.(?:yaml|prompt)$/u

/**
 * Loads the same files as `loadPromptSet`, without training the classifier, which takes seconds and finds no mistakes.
 * @param shipped files of the program itself, as in `loadReplies`.
 * @returns `file:line: what`, where the line is known.
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
    // With an invalid tree the prompt is rendered with an empty one, so that its own mistakes are reported too.
    ...(await mistakesOf(() => loadTriagePrompt(files, tree))),
    ...(await mistakesOf(() => loadClosurePrompt(files, tree, shipped))),
    ...(await mistakesOf(() => loadReplies(files, shipped))),
    ...(await mistakesOf(() => loadRules(files, tree, shipped))),
    ...(await mistakesOf(() => labelsIn(files))),
    // Guides refer to categories, so without a valid tree each guide would report a mistake.
    ...(tree.size > 0 ? await mistakesOf(() => loadGuides(files, tree)) : []),
  ]
  return [...new Set(found)]
}

type Check = (files: PromptFiles) => Promise<string[]>

/** Caches valid versions: they are immutable, so exam and publication need not check one again. */
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
  // PostgreSQL stores neither NUL nor lone surrogates, so the stored text would not match the version's hash.
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
