/** Bounds the PostgreSQL connections of a process and divides them among its pools. */

/**
 * Outside every pool: the LISTEN connection of the pages, and the lock of the embedded database or of a
 * migration at a start.
 */
const APART = 2
/** Concurrent statements of all queues. */
const QUEUE = 6
/** Every kind of job keeps a connection to listen on: three for processors, two for each of three channels. */
const LISTENERS = 9

/** Three processes without Redis fit into PostgreSQL's default of 100, of which it reserves three for itself. */
export const DEFAULT_CONNECTIONS = 32
/** With fewer, callers that hold a lock could wait for a second connection for ever (a deadlock on the pool). */
export const FEWEST_CONNECTIONS = 28

/** @returns pool sizes whose sum stays within `total`, even when every connection is in use. */
export const shareConnections = (total: number, jobsOnRedis: boolean): { pool: number; queue: number } =>
  jobsOnRedis ? { pool: total - APART, queue: 0 } : { pool: total - APART - QUEUE - LISTENERS, queue: QUEUE }
