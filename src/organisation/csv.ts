/** CSV as Excel and WPS read and write it, with the line number of every row. */
import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { Unreadable } from '../domain/invalid-input.ts'

export interface CsvRow {
  /** 1 is the header. */
  line: number
  cells: readonly string[]
}

/** A misplaced quote: the cells after it cannot be parsed. */
export class CsvMistake extends Unreadable {
  override name = 'CsvMistake'
  readonly line: number

  constructor(line: number) {
    super({
      zh: '引号不成对：单元格里的引号要写两个，整格再用引号包起来',
      en: 'the quotes do not match: a quote in a cell is written twice, with quotes around the cell',
    })
    this.line = line
  }
}

const BOM = '\uFEFF'

/**
 * A spreadsheet would run such a cell as a formula, even behind blanks and tabs: it is written behind an
 * apostrophe, which is removed when it is read.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u
const guarded = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell)
const unguarded = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell

/** Non-empty rows, with cells trimmed. @throws CsvMistake */
export function parseCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = []
  let end = 0
  try {
    // In a quoted cell the parser counts CR LF as two lines.
    parse(text.replace(/\r\n?/g, '\n'), {
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: delimiterOf(text),
      on_record: (record: string[], { lines }) => {
        end = lines
        const cells = record.map(cell => unguarded(cell.trim()).trim())
        // The parser reports the last line of a row.
        const line = lines - record.join('').split('\n').length + 1
        if (cells.some(cell => cell !== '')) rows.push({ line, cells })
        return null
      },
    })
    return rows
  } catch (error) {
    if (error instanceof CsvError) throw new CsvMistake(end + 1)
    throw error
  }
}

/** In some countries a spreadsheet writes semicolons; a copied table has tabs. */
function delimiterOf(text: string): string {
  const header = text.split(/[\r\n]/, 1)[0] ?? ''
  return [',', '\t', ';'].find(each => header.includes(each)) ?? ','
}

/** With a byte order mark, by which Excel recognises UTF-8, and with Excel's line ends. */
export const printCsv = (rows: readonly (readonly string[])[]): string =>
  BOM +
  stringify(
    rows.map(cells => cells.map(guarded)),
    // The library does not quote a lone line end, which would break the row.
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )
