/** An organisation's folder: read with the line of every row, written so that a clerk can edit it. */
import fs from 'node:fs'
import path from 'node:path'
import { InputError } from '../exam/labelled-file.ts'
import { makeDirectory } from '../lib/make-directory.ts'
import { printCsv } from './csv.ts'
import { decode, Undecodable } from './decode.ts'
import { EMPTY, fileOf, type Organisation, type Part, PARTS, type PartRow, sorted } from './organisation.ts'
import { printOutlines, readOutlines } from './outlines.ts'
import type { Lang, Problem, Spot } from './problem.ts'
import { columnsOf, readTable } from './read-table.ts'
import { OUTLINES_FILE, TABLE_NAMES } from './tables.ts'

export interface ReadFolder {
  organisation: Organisation
  /** Parts that the folder has a file of. A missing file leaves its part unchanged; it does not empty it. */
  said: ReadonlySet<Part>
  /** Null: the row is not from the folder. */
  spotOf: (row: PartRow<Part>) => Spot | null
  /** Whether a row of that code is in the folder, or may be, with a mistake that is already reported. */
  unread: (part: Part, code: string) => boolean
  problems: Problem[]
}

/** @throws InputError when it is no folder, or has none of the files. */
export function readFolder(folder: string): ReadFolder {
  const problems: Problem[] = []
  const texts = new Map<Part, string | null>()
  for (const part of PARTS) {
    const bytes = bytesOf(path.join(folder, fileOf(part)))
    if (bytes) texts.set(part, textOf(fileOf(part), bytes, problems))
  }
  if (texts.size === 0)
    throw new InputError(
      `${folder}: 没有要导入的文件，如 members.csv / none of the files to import, such as members.csv`,
    )
  const lines = new Map<PartRow<Part>, () => Spot>()
  const unread = new Map<Part, ReadonlySet<string> | null>()
  const organisation: Record<Part, readonly PartRow<Part>[]> = { ...EMPTY }
  for (const [part, text] of texts) {
    const file = fileOf(part)
    if (text === null) unread.set(part, null)
    else if (part === 'outlines') {
      const map = readOutlines(text)
      problems.push(...map.problems)
      for (const outline of map.outlines) lines.set(outline, () => ({ file, line: map.lineOf(outline) }))
      organisation[part] = map.outlines
      unread.set(part, map.unread)
    } else {
      const table = readTable(part, text, problems)
      for (const { row, line } of table.rows) lines.set(row, () => ({ file, line }))
      organisation[part] = table.rows.map(({ row }) => row)
      unread.set(part, table.unread)
    }
  }
  return {
    organisation: organisation as unknown as Organisation,
    said: new Set(texts.keys()),
    spotOf: row => lines.get(row)?.() ?? null,
    unread: (part, code) => {
      const codes = unread.get(part)
      return codes === null || codes?.has(code) === true
    },
    problems,
  }
}

/**
 * @returns null, and reports a problem, when the text cannot be decoded; warns with a sample when the
 * encoding was guessed.
 */
function textOf(file: string, bytes: Buffer, problems: Problem[]): string | null {
  try {
    const { text, assumed } = decode(bytes)
    if (assumed)
      problems.push({ level: 'warning', file, line: null, column: null, text: readAs(assumed, text) })
    return text
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    problems.push({ level: 'error', file, line: error.line, column: null, text: error.text })
    return null
  }
}

/** A few words, by which a reader can check the guess. */
function readAs(encoding: string, text: string): Problem['text'] {
  const words = [...new Set(text.match(/\p{Script=Han}+/gu))].slice(-3).join('、')
  const name = encoding.toUpperCase()
  return {
    zh: `按 ${name} 读的，如“${words}”；若是乱码，请另存为“CSV UTF-8”再导入`,
    en: `was read as ${name}, such as "${words}"; if that is rubbish, save it as "CSV UTF-8" and import it again`,
  }
}

function bytesOf(file: string): Buffer | null {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    if (code === 'ENOENT') return null
    throw new InputError(`${file} 读不了 / cannot be read (${code})`)
  }
}

/** @returns the names of the written files. @throws InputError when they cannot be written. */
export function writeFolder(folder: string, organisation: Organisation, lang: Lang): string[] {
  const files = printFolder(organisation, lang)
  try {
    makeDirectory(folder)
    for (const [name, text] of files) fs.writeFileSync(path.join(folder, name), text)
  } catch (error) {
    throw new InputError(`${folder} 写不了 / cannot be written (${String(error)})`)
  }
  return [...files.keys()]
}

export function printFolder(organisation: Organisation, lang: Lang): Map<string, string> {
  const rows = sorted(organisation)
  const files = new Map<string, string>()
  for (const name of TABLE_NAMES) {
    const columns = columnsOf(name)
    const header = columns.map(column => column[lang])
    const lines = rows[name].map(row =>
      columns.map(({ key, cell }) => cell.write((row as unknown as Record<string, unknown>)[key], lang)),
    )
    files.set(fileOf(name), printCsv([header, ...lines]))
  }
  const names = new Map(rows.grids.map(({ code, nameZh }) => [code, nameZh]))
  files.set(
    OUTLINES_FILE,
    printOutlines(rows.outlines, code => names.get(code) ?? ''),
  )
  return files
}
