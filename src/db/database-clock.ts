/**
 * One clock for all processes of a database: the database's. Every process reads its own and adds how far the two are
 * apart, so what one writes another compares rightly even when machines disagree by minutes.
 */
import type pg from 'pg'
import { alignIds, noteId } from '../lib/ids.ts'

export interface DatabaseClock {
  now(): Date
  /** By how much the database is ahead of this process, ms. 0 while they differ by less than can be measured. */
  ahead(): number
  /** Measures again: machines drift, and somebody sets them right. */
  measure(): Promise<void>
}

/** Less is the network's: an answer took that long to come, or the scheduler's. */
const NOTICED_MS = 250
/** From here on an operator should know. */
const WARN_MS = 2_000
const TRIES = 3

/** @param onApart hears how far apart they are whenever that has changed by more than an operator would overlook. */
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
      // Small corrections would only make time step to and fro.
      if (Math.abs(found - ahead) > NOTICED_MS) alignIds((ahead = Math.abs(found) > NOTICED_MS ? found : 0))
      if (Math.abs(ahead - told) <= WARN_MS) return
      told = ahead
      if (ahead !== 0) onApart(ahead)
    },
  }
  await clock.measure()
  return clock
}

/** The answer that came fastest says it best. */
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

/** What was said before this process started sorts before what it will say, even if a clock was wrong then. */
export async function noteNewest(pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `(SELECT id FROM inbound_message ORDER BY id DESC LIMIT 1) UNION ALL (SELECT id FROM outbound_message ORDER BY id DESC LIMIT 1)`,
  )
  for (const { id } of rows) noteId(id)
}

/** For whoever starts it: what is wrong, and what mends it. */
export function describeApart(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const [zh, en] = aheadMs > 0 ? ['慢', 'behind'] : ['快', 'ahead of']
  return (
    `本机时钟比数据库${zh} ${seconds} 秒；邻里按数据库的时钟走。请在两台机器上打开网络对时（timedatectl set-ntp true）` +
    ` / this machine's clock is ${seconds} s ${en} the database's; Linli goes by the database's. ` +
    'Switch time synchronisation on on both machines: timedatectl set-ntp true'
  )
}
