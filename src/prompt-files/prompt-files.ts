/**
 * The files under prompts/ that decide how residents are understood and answered: what a version of the prompts is
 * made of. Exams are not among them: they judge a version, so they must not change with it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { reading, readRegularFile } from './read-regular-file.ts'
import { PromptFileError } from './read-yaml.ts'

export { PromptFileError }

/** Name below prompts/, with `/` on every system, to content; in the order of the names. */
export type PromptFiles = Readonly<Record<string, string>>

const DECIDES =
  /^(?:[\w-]+\.prompt|categories\.yaml|rules\.yaml|replies\/[\w-]+\.yaml|labels\.json|guides\/[\w-]+\/[\w-]+\.md)$/

export const isPromptFile = (name: string): boolean => DECIDES.test(name)

/** @param directory the folder prompts/. @throws PromptFileError when it or a file cannot be read. */
export function readPromptFiles(directory: string): PromptFiles {
  return reading(directory, () => {
    const names = namesBelow(directory).filter(isPromptFile).sort()
    return Object.fromEntries(names.map(name => [name, readRegularFile(path.join(directory, name), name)]))
  })
}

/** Looks only where files that decide can be: whoever names a folder by mistake does not wait for a whole disk. */
function namesBelow(directory: string): string[] {
  const inside = (at: string) =>
    readdirSync(path.join(directory, at)).map(name => (at ? `${at}/${name}` : name))
  const isFolder = (at: string) =>
    statSync(path.join(directory, at), { throwIfNoEntry: false })?.isDirectory() === true
  const top = inside('')
  const folders = ['replies', 'guides'].filter(isFolder).flatMap(inside)
  const guides = folders.filter(name => name.startsWith('guides/') && isFolder(name)).flatMap(inside)
  return [...top, ...folders, ...guides]
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
