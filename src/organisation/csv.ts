/** CSV as Excel and WPS write it and as they can read it, with the line of every row. */
import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { Unreadable } from '../domain/invalid-input.ts'

export interface CsvRow {
  /** 1 is the header. */
  line: number
  cells: readonly string[]
}

/** A quote is wrong; what stands after it cannot be told apart. */
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
 * A spreadsheet would run what begins so as a formula, blanks and tabs before it or not: it is written behind an
 * apostrophe, and read without it.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u
const guarded = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell)
const unguarded = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell

/** Rows in which something is written; blanks around a cell are nobody's intention. @throws CsvMistake */
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
        // The parser tells the line on which a row ends.
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

/** In some countries a spreadsheet writes semicolons; what is copied out of one has tabs. */
function delimiterOf(text: string): string {
  const header = text.split(/[\r\n]/, 1)[0] ?? ''
  return [',', '\t', ';'].find(each => header.includes(each)) ?? ','
}

/** With the mark by which Excel knows UTF-8, and the line ends that it writes itself. */
export const printCsv = (rows: readonly (readonly string[])[]): string =>
  BOM +
  stringify(
    rows.map(cells => cells.map(guarded)),
    // A lone line end is none of its own, and would break the row all the same.
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )
