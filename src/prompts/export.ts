/** Writes a version into a folder and removes other prompt files; the previous content is stored as a draft. */
import fs from 'node:fs'
import path from 'node:path'
import type { Pool } from 'pg'
import { makeDirectory } from '../lib/make-directory.ts'
import { type PromptFiles, readPromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { saveVersion, type Signed } from './versions.ts'

export interface Exported {
  written: string[]
  /** Prompt files that are not in the version. */
  removed: string[]
  /** The draft with the previous content; null: the folder was empty or the same. */
  kept: string | null
}

/** @throws PromptFileError when the folder cannot be read. */
export async function writeVersion(
  db: Pick<Pool, 'query'>,
  files: PromptFiles,
  folder: string,
  signed: Signed,
): Promise<Exported> {
  makeDirectory(folder)
  const before = readPromptFiles(folder)
  const differs = Object.keys(before).length > 0 && versionOf(before) !== versionOf(files)
  const kept = differs
    ? await saveVersion(db, before, { ...signed, note: `${folder}: export 之前 / before export` })
    : null
  const removed = Object.keys(before).filter(name => !(name in files))
  for (const name of removed) fs.rmSync(path.join(folder, name))
  for (const [name, content] of Object.entries(files)) {
    makeDirectory(path.dirname(path.join(folder, name)))
    fs.writeFileSync(path.join(folder, name), content)
  }
  return { written: Object.keys(files), removed, kept }
}
