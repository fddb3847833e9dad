/** Rows of cells as a spreadsheet opens them. */
import { printCsv } from '../organisation/csv.ts'
import type { Sheet } from './sheets.ts'

/** Four digits of a share: `0.9524`. */
export const csv = (sheet: Sheet): string =>
  printCsv(
    sheet.map(row =>
      row.map(cell =>
        typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(4) : `${cell ?? ''}`,
      ),
    ),
  )
