/**
 * The files under prompts/ that decide how residents are understood and answered: what a version of the prompts is
 * made of. Exams are not among them: they judge a version, so they must not change with it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PromptFileError } from './read-yaml.ts'

export { PromptFileError }

/** Name below prompts/, with `/` on every system, to content; in the order of the names. */
export type PromptFiles = Readonly<Record<string, string>>

const DECIDES =
  /^(?:[\w-]+\.prompt|categories\.yaml|rules\.yaml|replies\/[\w-]+\.yaml|labels\.json|guides\/[\w-]+\/[\w-]+\.md)$/

export const isPromptFile = (name: string): boolean => DECIDES.test(name)

/** @param directory the folder prompts/. @throws PromptFileError when it or a file cannot be read. */
export function readPromptFiles(directory: string): PromptFiles {
  const names = reading(directory, () => readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    .map(name => name.split(path.sep).join('/'))
    .filter(isPromptFile)
    .sort()
  return Object.fromEntries(
    names.map(name => [name, reading(name, () => readFileSync(path.join(directory, name), 'utf8'))]),
  )
}

/** @throws PromptFileError when it is not there. */
export function fileOf(files: PromptFiles, name: string): string {
  const content = files[name]
  if (content === undefined) throw new PromptFileError(`${name}: is missing`)
  return content
}

/** 12 hex digits of the sha256 of names and contents. Line ends do not count: a checkout on Windows is the same version. */
export function versionOf(files: PromptFiles): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(files).sort())
    hash.update(`${name}\0${files[name]?.replaceAll('\r\n', '\n')}\0`)
  return hash.digest('hex').slice(0, 12)
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new PromptFileError(
      `${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
