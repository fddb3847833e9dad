/** The input of the checks, and how they report. */
import type { Bilingual, CategoryTree } from '../domain/category.ts'
import type { ReadFolder } from './folder.ts'
import type { Change, Merged } from './merge.ts'
import { fileOf, type Organisation, type Part, type PartRow } from './organisation.ts'
import type { Problem } from './problem.ts'
import { headerOf, TABLES } from './tables.ts'

export interface Review extends Pick<ReadFolder, 'said' | 'spotOf' | 'unread'> {
  /** The organisation after the import. */
  after: Organisation
  changes: readonly Change[]
  categories: CategoryTree
  /** Reports a row of the folder; rows of the database only are not reported. */
  error: Report
  warn: Report
  /** Reports something whose row may not be in the folder. */
  note: (level: Problem['level'], part: Part, row: PartRow<Part> | null, text: Bilingual) => void
}

type Report = <P extends Part>(part: P, row: PartRow<P>, column: string | null, text: Bilingual) => void

export function openReview(
  { said, spotOf, unread }: Pick<ReadFolder, 'said' | 'spotOf' | 'unread'>,
  { after, changes }: Merged,
  categories: CategoryTree,
): Review & { problems: Problem[] } {
  const problems: Problem[] = []
  const report =
    (level: Problem['level']): Report =>
    (part, row, column, text) => {
      const spot = spotOf(row)
      if (spot) problems.push({ level, ...spot, column: column ? titleOf(part, column) : null, text })
    }
  return {
    after,
    changes,
    said,
    categories,
    spotOf,
    unread,
    error: report('error'),
    warn: report('warning'),
    note: (level, part, row, text) => {
      const spot = (row && spotOf(row)) ?? { file: fileOf(part), line: null }
      problems.push({ level, ...spot, column: null, text })
    },
    problems,
  }
}

/** The title of a column; null on the map, which has none. */
export function titleOf(part: Part, column: string): Bilingual | null {
  if (part === 'outlines') return null
  const { columns }: { columns: Readonly<Record<string, { zh: string }>> } = TABLES[part]
  return { zh: columns[column]?.zh ?? column, en: headerOf(column) }
}
