/**
 * UUIDv7 that sort in the order of the messages, also when a clock jumps: an id is never smaller than one
 * that this process has made or read (a Lamport clock). Otherwise a machine whose clock is behind, or was
 * ahead until its last start, would sort an answer before its question.
 */
import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'

let last = 0
/** Sequence number within a millisecond. */
let seq = 0
let ahead = 0
/** 31 of 32 bits: hard to guess, with room to count up. */
const begin = () => randomInt(2 ** 31)

/** @returns an id that sorts after every id made or noted before. */
export function newId(): string {
  const at = Date.now() + ahead
  if (at > last) [last, seq] = [at, begin()]
  else seq++
  return v7({ msecs: last, seq })
}

/** Notes an id of the database: ids made from now on sort after it. */
export function noteId(id: string): void {
  const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  // A full millisecond later, so that the id's sequence number need not be parsed.
  if (id[14] === '7' && at >= last) [last, seq] = [at + 1, begin()]
}

/** Ids use the clock of the shared database. @param ms how far it is ahead of this process's clock. */
export function alignIds(ms: number): void {
  ahead = ms
}
