/**
 * One clock for all processes of a database: the database's. Every process reads its own clock and adds its
 * offset to the database's, so instants of different machines compare rightly even when their clocks differ
 * by minutes.
 */
import type pg from 'pg'
import { alignIds, noteId } from '../lib/ids.ts'

export interface DatabaseClock {
  now(): Date
  /** Milliseconds that the database is ahead of this process. 0 while the difference is too small to measure. */
  ahead(): number
  /** Measures the offset again: clocks drift, and are set by hand. */
  measure(): Promise<void>
}

/** A smaller offset is noise of the network or the scheduler. */
const NOTICED_MS = 250
/** From this offset on the operator is warned. */
const WARN_MS = 2_000
const TRIES = 3

/** @param onApart called with the offset when it has changed by more than WARN_MS since the last call. */
export async function followDatabase(
  pool: Pick<pg.Pool, 'query'>,
  onApart: (aheadMs: number) => void,
): Promise<DatabaseClock> {
  let ahead = 0
  let told = 0
  const clock: DatabaseClock = {
    now: () => new Date(Date.now() + ahead),
    ahead: () => ahead,
    async measure() {
      const found = await difference(pool)
      // Small corrections would only make the time jump back and forth.
      if (Math.abs(found - ahead) > NOTICED_MS) alignIds((ahead = Math.abs(found) > NOTICED_MS ? found : 0))
      if (Math.abs(ahead - told) <= WARN_MS) return
      told = ahead
      if (ahead !== 0) onApart(ahead)
    },
  }
  await clock.measure()
  return clock
}

/** The fastest of several answers gives the most exact offset. */
async function difference(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  let best = { took: Infinity, ahead: 0 }
  for (let tries = 0; tries < TRIES; tries++) {
    const [asked, since] = [Date.now(), performance.now()]
    const { rows } = await pool.query<{ at: Date }>('SELECT clock_timestamp() AS at')
    const took = performance.now() - since
    if (rows[0] && took < best.took) best = { took, ahead: rows[0].at.getTime() - (asked + took / 2) }
  }
  return Math.round(best.ahead)
}

/** Ids of this process sort after the newest stored message, even if an earlier process's clock was ahead. */
export async function noteNewest(pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `(SELECT id FROM inbound_message ORDER BY id DESC LIMIT 1) UNION ALL (SELECT id FROM outbound_message ORDER BY id DESC LIMIT 1)`,
  )
  for (const { id } of rows) noteId(id)
}

/** For the operator: what is wrong, and the fix. */
export function describeApart(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const [zh, en] = aheadMs > 0 ? ['慢', 'behind'] : ['快', 'ahead of']
  return (
    `本机时钟比数据库${zh} ${seconds} 秒；邻里按数据库的时钟走。请在两台机器上打开网络对时（timedatectl set-ntp true）` +
    ` / this machine's clock is ${seconds} s ${en} the database's; Linli goes by the database's. ` +
    'Switch time synchronisation on on both machines: timedatectl set-ntp true'
  )
}
