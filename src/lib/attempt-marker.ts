/** Marks a row as begun before a process works on it: after a crash the mark shows which row was in work. */
import { newId } from './ids.ts'

/** Id of this process, written into the marker. */
export const PROCESS = newId()

/** Processes that may die on one row; after that no process tries it again. */
export const MOST_LOST = 2

/**
 * SQL assignments of an UPDATE: mark the row, and count an earlier process that began and did not finish.
 * @param by a query parameter.
 */
export const BEGIN = (a: string, by: string): string =>
  `begun_by = ${by}, lost = ${a}.lost + coalesce((${a}.begun_by <> ${by})::int, 0)`
