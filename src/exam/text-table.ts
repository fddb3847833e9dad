/** Tables for a terminal. */
import { harmless } from './terminal.ts'

/** With 'numbers' the first column is left-aligned and the others right-aligned; with 'words' all are left-aligned. */
export function textTable(
  given: readonly (readonly string[])[],
  columns: 'numbers' | 'words' = 'numbers',
): string {
  const rows = given.map(row => row.map(cell => harmless(cell.replace(/[\r\n\t]+/gu, ' '))))
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => width(row[column] ?? ''))))
  return rows
    .map(row =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column === 0 || columns === 'words'))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function pad(cell: string, to: number, left: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(cell)))
  return left ? cell + blanks : blanks + cell
}

/** Chinese characters are two columns wide in a terminal. */
const width = (text: string) =>
  [...text].reduce((sum, c) => sum + (/[\u2E80-\u9FFF\uF900-\uFF60]/.test(c) ? 2 : 1), 0)
