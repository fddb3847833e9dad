/** The context of a command of `npm run prompts`: database, folder, author and output. */
import type { Pool } from 'pg'
import type { Output } from '../exam/cli-output.ts'
import {
  PromptFileError,
  type PromptFiles,
  readPromptFiles,
  versionOf,
} from '../prompt-files/prompt-files.ts'
import { withLabels } from '../prompt-files/confirmed-labels.ts'
import type { ExamDeps } from './examine.ts'
import { confirmedLabels } from './labels.ts'
import { filesOf, saveVersion, versionNamed } from './versions.ts'

export interface Desk {
  pool: Pool
  /** prompts/ */
  folder: string
  exam: ExamDeps
  author: string
  note: string
  json: boolean
  output: Output
}

export const signed = ({ author, note, exam }: Desk) => ({ author, note, at: exam.now() })

/** The name for the folder's version, which may not be in the database yet. */
export const FOLDER = 'folder'

/** The folder as a version, with the confirmed labels of the database instead of the folder's. */
const folderFiles = async ({ folder, pool }: Desk): Promise<PromptFiles> =>
  withLabels(readPromptFiles(folder), await confirmedLabels(pool))

/** @param name `folder`, `live`, or the beginning of an id. The folder is not stored. @throws PromptRefused */
export async function filesNamed(desk: Desk, name: string): Promise<{ id: string; files: PromptFiles }> {
  if (name === FOLDER) {
    const files = await folderFiles(desk)
    return { id: versionOf(files), files }
  }
  const id = await idNamed(desk, name)
  return { id, files: await filesOf(desk.pool, id) }
}

/** The id in the database of a name; a valid folder is stored as a draft. @throws PromptRefused, PromptFileError */
export async function idNamed(desk: Desk, name: string): Promise<string> {
  if (name !== FOLDER) return await versionNamed(desk.pool, name)
  const files = await folderFiles(desk)
  const mistakes = await desk.exam.mistakesIn(files)
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return await saveVersion(desk.pool, files, signed(desk))
}

/** In the operator's local time. */
export const minute = (at: Date): string => at.toLocaleString('sv-SE').slice(0, 16)
