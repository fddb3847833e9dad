/** How many connections to PostgreSQL one process may have, and who gets them. */

/** Outside every pool: what the pages listen on, and the lock of the embedded database or one migration at a start. */
const APART = 2
/** Statements of all queues at a time. */
const QUEUE = 6
/** Each kind of job listens on a connection of its own: three for processors, two for each of three channels. */
const LISTENERS = 9

/** Three processes without Redis fit into a server's usual 100, of which PostgreSQL keeps three for itself. */
export const DEFAULT_CONNECTIONS = 32
/** With fewer what holds a lock could wait for ever for a second one. */
export const FEWEST_CONNECTIONS = 28

/** @returns the sizes of the pools that keep to that number together, even when all that may be is in use. */
export const shareConnections = (total: number, jobsOnRedis: boolean): { pool: number; queue: number } =>
  jobsOnRedis ? { pool: total - APART, queue: 0 } : { pool: total - APART - QUEUE - LISTENERS, queue: QUEUE }
