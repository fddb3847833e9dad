/** What the checks look at, and where they say what they found. */
import type { Bilingual, CategoryTree } from '../domain/category.ts'
import type { ReadFolder } from './folder.ts'
import type { Change, Merged } from './merge.ts'
import { fileOf, type Organisation, type Part, type PartRow } from './organisation.ts'
import type { Problem } from './problem.ts'
import { headerOf, TABLES } from './tables.ts'

export interface Review extends Pick<ReadFolder, 'said' | 'spotOf' | 'unread'> {
  /** The organisation as it will be. */
  after: Organisation
  changes: readonly Change[]
  categories: CategoryTree
  /** About a row of the folder; what is in the database only is nobody's mistake of today. */
  error: Report
  warn: Report
  /** About something whose row may not be in the folder, or not any more. */
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

/** What stands over a column; null on the map, which has none. */
export function titleOf(part: Part, column: string): Bilingual | null {
  if (part === 'outlines') return null
  const { columns }: { columns: Readonly<Record<string, { zh: string }>> } = TABLES[part]
  return { zh: columns[column]?.zh ?? column, en: headerOf(column) }
}
