/** Reads a text file from a folder that admins edit, and rejects everything that is not a regular file. */
import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { PromptFileError } from './read-yaml.ts'

/** A hundred times the largest file under prompts/. */
const MOST_BYTES = 10_000_000

/**
 * Opens only a regular file, or a link to one, because reading a pipe or a device may block forever.
 * @param name the file's name in error messages.
 * @throws PromptFileError that begins with the name.
 */
export function readRegularFile(file: string, name = file): string {
  return reading(name, () => {
    const stats = statSync(file)
    if (!stats.isFile()) throw new PromptFileError(`${name}: 不是普通文件 / is not a regular file`)
    if (stats.size > MOST_BYTES)
      throw new PromptFileError(
        `${name}: 太大，至多 ${MOST_BYTES / 1e6} MB / is too large: ${MOST_BYTES / 1e6} MB at most`,
      )
    const bytes = readFileSync(file)
    if (!isUtf8(bytes)) throw new PromptFileError(`${name}: 不是 UTF-8 文本 / is not UTF-8 text`)
    return bytes.toString('utf8')
  })
}

/** @throws PromptFileError that begins with the name, for any error of the file system. */
export function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof PromptFileError) throw error
    throw new PromptFileError(
      `${name}: 读不了 / cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
