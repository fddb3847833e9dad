/** What a process begins is marked with it before it looks: of one that dies, nothing else would be known. */
import { newId } from './ids.ts'

/** Of this process, for what it begins. */
export const PROCESS = newId()

/** Processes that one row may take with it; the next does not look at it at all. */
export const MOST_LOST = 2

/** Assignments of an UPDATE: counts a process that began before and never came to an end. @param by a parameter. */
export const BEGIN = (a: string, by: string): string =>
  `begun_by = ${by}, lost = ${a}.lost + coalesce((${a}.begun_by <> ${by})::int, 0)`
