/**
 * UUIDv7 that sort in the order in which things were said, whatever a clock does: an id is never smaller than one that
 * this process has made or has read (a Lamport clock). A machine that is behind, or was ahead until its last start, would
 * else show an answer above its question.
 */
import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'

let last = 0
/** Ids of one millisecond differ in this. */
let seq = 0
let ahead = 0
/** Of 32 bits: as unguessable as counting on leaves room for. */
const begin = () => randomInt(2 ** 31)

/** Sorts after every id that was made or noted before. */
export function newId(): string {
  const at = Date.now() + ahead
  if (at > last) [last, seq] = [at, begin()]
  else seq++
  return v7({ msecs: last, seq })
}

/** What was read from the database is in the past: what is made from now on sorts after it. */
export function noteId(id: string): void {
  const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  // A full millisecond further on: what else is in the id's need not be taken apart.
  if (id[14] === '7' && at >= last) [last, seq] = [at + 1, begin()]
}

/** Machines that share a database make ids by its clock. @param ms how far that is ahead of this process's. */
export function alignIds(ms: number): void {
  ahead = ms
}
