/** Applies a folder to the organisation: all of it or nothing. A dry run does the same without the last step. */
import type { Pool, PoolClient } from 'pg'
import { oneAtATime } from '../db/advisory-lock.ts'
import { inTransaction, inTransactionAgain } from '../db/client.ts'
import type { CategoryTree } from '../domain/category.ts'
import { appendAudit } from '../prompts/audit.ts'
import { apply } from './apply.ts'
import { check } from './check.ts'
import { type ReadFolder, readFolder } from './folder.ts'
import { readOrganisation } from './from-database.ts'
import { readRetired } from './retired.ts'
import { checkInUse } from './in-use.ts'
import { type Change, type Count, kindOf, merge } from './merge.ts'
import { fileOf, type Organisation, PARTS } from './organisation.ts'
import type { Problem } from './problem.ts'
import { openReview } from './review.ts'

export interface ImportOptions {
  folder: string
  /** Retires what the folder's files do not contain. */
  retire: boolean
  categories: CategoryTree
}

export interface Findings {
  /** In the order of the files and their lines. */
  problems: Problem[]
  changes: Change[]
  /** False: an error is among the problems. */
  sound: boolean
  /** Work of the retired members; absent: nothing was imported, or no member was retired. */
  handedOn?: HandedOn
}

export interface HandedOn {
  tickets: number
  arbitrations: number
  meetings: number
  /**
   * Departments' tasks of whistled tickets that the retired were contacts for: the unit's other people answer
   * now, or the grid.
   */
  parts: number
}

/** Hands tickets on. Injected by the caller, since this layer does not change tickets; runs in its transaction. */
export type HandOn = (db: PoolClient, at: Date, memberIds: readonly string[]) => Promise<HandedOn>

/** Writes nothing. @throws InputError */
export const dryRun = (pool: Pool, options: ImportOptions): Promise<Findings> =>
  atOneMoment(pool, db => review(db, readFolder(options.folder), options))

/** @returns the findings; with an error among them nothing was written. @throws InputError */
export function importFolder(
  pool: Pool,
  options: ImportOptions,
  signed: { author: string; at: Date },
  handOn?: HandOn,
): Promise<Findings> {
  const read = readFolder(options.folder)
  // Retried: the import locks members, then their tickets; a worker's order locks the ticket first, so they
  // can deadlock.
  return inTransactionAgain(pool, async db => {
    // Two concurrent imports would check one organisation and write another.
    await oneAtATime(db, 'organisation')
    const findings = await review(db, read, options)
    if (!findings.sound || findings.changes.length === 0) return findings
    await apply(db, findings.changes)
    const gone = await readRetired(db, findings.changes)
    const handedOn = gone.length > 0 ? await handOn?.(db, signed.at, gone) : undefined
    await appendAudit(db, {
      at: signed.at,
      actor: signed.author,
      action: 'org.import',
      subject: options.folder,
      data: { retire: options.retire, ...counts(findings.changes), ...(handedOn && { handedOn }) },
    })
    return { ...findings, ...(handedOn && { handedOn }) }
  })
}

export const exportOrganisation = (pool: Pool): Promise<Organisation> => atOneMoment(pool, readOrganisation)

const atOneMoment = <T>(pool: Pool, work: (db: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(pool, async db => {
    await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return await work(db)
  })

async function review(
  db: PoolClient,
  read: ReadFolder,
  { retire, categories }: ImportOptions,
): Promise<Findings> {
  const current = await readOrganisation(db)
  const merged = merge(current, read, retire)
  const { changes } = merged
  const opened = openReview(read, merged, categories)
  check(opened)
  await checkInUse(db, changes, opened.note)
  const files = PARTS.map(fileOf)
  const problems = [...read.problems, ...opened.problems].toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0),
  )
  return { problems, changes, sound: problems.every(({ level }) => level === 'warning') }
}

/** Counts by file; files without a change are omitted. */
export function counts(changes: readonly Change[]): Record<string, Count> {
  const byFile: Record<string, Count> = {}
  for (const change of changes) {
    const count = (byFile[fileOf(change.part)] ??= { added: 0, changed: 0, retired: 0 })
    count[kindOf(change)]++
  }
  return byFile
}
