/** Parses a table of the folder into rows, and reports every unreadable cell and every missing column. */
import { Unreadable } from '../domain/invalid-input.ts'
import { type Cell, mustBeWhole } from './cells.ts'
import { type CsvRow, CsvMistake, parseCsv } from './csv.ts'
import type { PartRow } from './organisation.ts'
import { about, type Problem } from './problem.ts'
import { headerOf, type TableName, TABLES } from './tables.ts'

type Fail = (problem: Pick<Problem, 'line' | 'text'> & Partial<Problem>) => void

export interface ReadTable {
  rows: { row: PartRow<TableName>; line: number }[]
  /** Keys of rows with a mistake: references to them are not reported. Null: the whole table. */
  unread: ReadonlySet<string> | null
}

/** The key column of a table; leaves and groups need more than one. */
const KEY: Readonly<Record<TableName, string | null>> = {
  areas: 'code',
  grids: 'code',
  units: 'code',
  places: 'code',
  members: 'code',
  shifts: 'member',
  leaves: null,
  calendar: 'day',
  groups: null,
}

/** A row with a mistake is left out; all mistakes of a row are reported. */
export function readTable(name: TableName, text: string, problems: Problem[]): ReadTable {
  const { file } = TABLES[name]
  const fail: Fail = problem => problems.push({ level: 'error', file, column: null, ...problem })
  let rows: CsvRow[]
  try {
    rows = parseCsv(text)
  } catch (error) {
    if (!(error instanceof CsvMistake)) throw error
    fail({ line: error.line, text: error.text })
    return { rows: [], unread: null }
  }
  const [header, ...rest] = rows
  const columns = columnsOf(name)
  const at = positionsOf(header, columns, fail)
  if (!at) return { rows: [], unread: null }
  const unread = new Set<string>()
  const read = rest.flatMap(({ line, cells }) => {
    const row: Record<string, unknown> = {}
    let whole = true
    for (const { key, zh, en, cell } of columns) {
      try {
        const given = cells[at.get(key) ?? -1] ?? ''
        mustBeWhole(given)
        row[key] = cell.read(given)
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        whole = false
        fail({ line, column: { zh, en }, text: error.text })
      }
    }
    // A missing English name falls back to the Chinese one.
    if ('nameZh' in row && row.nameEn === '') row.nameEn = row.nameZh
    if (whole) return [{ row: row as unknown as PartRow<TableName>, line }]
    unread.add(cells[at.get(KEY[name] ?? '') ?? -1] ?? '')
    return []
  })
  return { rows: read, unread: KEY[name] || unread.size === 0 ? unread : null }
}

export interface NamedColumn {
  key: string
  zh: string
  en: string
  cell: Cell<unknown>
}

export const columnsOf = (name: TableName): NamedColumn[] =>
  Object.entries(TABLES[name].columns).map(([key, { zh, cell }]) => ({
    key,
    zh,
    en: headerOf(key),
    cell: cell as Cell<unknown>,
  }))

/** Position of each column; null when one is missing or duplicated, since either would be a guess. */
function positionsOf(
  header: CsvRow | undefined,
  columns: readonly NamedColumn[],
  fail: Fail,
): ReadonlyMap<string, number> | null {
  const at = new Map<string, number>()
  let twice = false
  const line = header?.line ?? 1
  header?.cells.forEach((title, i) => {
    const plain = title.toLowerCase().replaceAll(' ', '_')
    const column = columns.find(({ zh, en }) => zh === title || en === plain)
    if (column && !at.has(column.key)) at.set(column.key, i)
    else if (column) {
      twice = true
      fail({ line, text: about(title, '这一列有两次', 'is there twice') })
    }
    if (!column && title !== '')
      fail({ level: 'warning', line, text: about(title, '这一列不读', 'is a column that is not read') })
  })
  const missing = columns.filter(({ key }) => !at.has(key))
  for (const { zh, en } of missing)
    fail({ line, text: { zh: `缺少“${zh}”（${en}）这一列`, en: `the column ${en} (${zh}) is missing` } })
  return missing.length > 0 || twice ? null : at
}
