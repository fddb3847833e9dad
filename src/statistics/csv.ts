/** Rows of cells as CSV for spreadsheets. */
import { printCsv } from '../organisation/csv.ts'
import type { Sheet } from './sheets.ts'

/** Shares have four digits: `0.9524`. */
export const csv = (sheet: Sheet): string =>
  printCsv(
    sheet.map(row =>
      row.map(cell =>
        typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(4) : `${cell ?? ''}`,
      ),
    ),
  )
