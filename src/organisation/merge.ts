/** Merges the folder into the organisation, and lists the changes. */
import type { ReadFolder } from './folder.ts'
import { EMPTY, keyedRows, type Organisation, type Part, PARTS, type PartRow } from './organisation.ts'
import type { Row } from './tables.ts'

export interface Change {
  part: Part
  /** The key of the import, mostly a code. */
  key: string
  /** Empty: new. */
  before: readonly PartRow<Part>[]
  /** Empty: retired. */
  after: readonly PartRow<Part>[]
}

export interface Merged {
  /** Contains the folder's own rows, so that a problem can be traced to its line. */
  after: Organisation
  changes: Change[]
}

/**
 * Rows of the folder replace existing ones. Other rows stay; with `retire` they are retired, if the folder
 * has a file of that part.
 */
export function merge(
  current: Organisation,
  { organisation: folder, said, unread }: Pick<ReadFolder, 'organisation' | 'said' | 'unread'>,
  retire: boolean,
): Merged {
  const after: Record<Part, readonly PartRow<Part>[]> = { ...EMPTY }
  const changes: Change[] = []
  for (const part of PARTS) {
    const [old, young] = [keyedRows(current, part), keyedRows(folder, part)]
    const goes = (key: string) => retire && said.has(part) && !unread(part, key)
    const kept = [...old]
      .filter(([key]) => !young.has(key))
      .map(([key, rows]) => [key, rows, goes(key) ? retired(part, rows) : rows] as const)
    // All rows, including duplicates of a key: the check must find them.
    after[part] = [...folder[part], ...kept.flatMap(([, , rows]) => rows)]
    for (const [key, before, left] of kept) add({ part, key, before, after: left })
    for (const [key, rows] of young) add({ part, key, before: old.get(key) ?? [], after: rows })
  }
  return { after: after as unknown as Organisation, changes }

  function add(change: Change): void {
    if (!same(change.before, change.after)) changes.push(change)
  }
}

/** Members are never deleted, since tickets refer to them. */
const retired = (part: Part, rows: readonly PartRow<Part>[]): readonly PartRow<Part>[] =>
  part === 'members' ? (rows as readonly Row<'members'>[]).map(row => ({ ...row, active: false })) : []

/** The order of a member's shifts, and of columns, is irrelevant. */
const same = (a: readonly PartRow<Part>[], b: readonly PartRow<Part>[]): boolean => text(a) === text(b)
const text = (rows: readonly PartRow<Part>[]): string =>
  rows
    .map(row => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .toSorted()
    .join('\n')

export interface Count {
  added: number
  changed: number
  retired: number
}

export function kindOf({ part, before, after }: Change): keyof Count {
  if (before.length === 0) return 'added'
  if (after.length === 0) return 'retired'
  // A retired member stays in the database, inactive.
  const gone = part === 'members' && after.every(row => 'active' in row && !row.active)
  return gone && before.some(row => 'active' in row && row.active) ? 'retired' : 'changed'
}
