/**
 * The files of a version of the prompts: those under prompts/ that determine triage and replies. Exams are not part of
 * a version, because they test it and must not change with it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { reading, readRegularFile } from './read-regular-file.ts'
import { PromptFileError } from './read-yaml.ts'

export { PromptFileError }

/** Maps paths below prompts/ (with `/` on every system) to contents, sorted by path. */
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

/** Lists only the folders that can have prompt files, so that a wrong path does not scan a whole disk. */
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

/** @throws PromptFileError when the file is missing. */
export function fileOf(files: PromptFiles, name: string): string {
  const content = files[name]
  if (content === undefined) throw new PromptFileError(`${name}: is missing`)
  return content
}

/** 12 hex digits of the sha256 of names and contents. Line ends are normalised for checkouts on Windows. */
export function versionOf(files: PromptFiles): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(files).sort())
    hash.update(`${name}\0${files[name]?.replaceAll('\r\n', '\n')}\0`)
  return hash.digest('hex').slice(0, 12)
}
