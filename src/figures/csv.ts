/** Comma-separated values that Excel opens as they are meant: in UTF-8, and nothing that somebody wrote becomes a formula. */
import { stringify } from 'csv-stringify/sync'

type Cell = string | number | null

export const csv = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map(row => row.map(cell => (typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(4) : cell))),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  )
