/**
 * `node --import tsx bench/facts.ts`: how long figures over 60,000 tickets take, as a ratio to one sequential scan of
 * their events in the same run. Brings its own PostgreSQL, in a temporary directory.
 */
import path from 'node:path'
import type { Pool } from 'pg'
import { seedDemo } from '../prisma/seed.ts'
import { inTransaction, openDatabase } from '../src/db/client.ts'
import { migrateDeploy } from '../src/db/migrate.ts'
import { startTemporaryPostgres } from '../src/db/temporary-postgres.ts'
import { figuresBy, figuresOf } from '../src/statistics/figures.ts'
import { readFacts } from '../src/statistics/read-facts.ts'
import { createCast, writeRandom } from '../src/statistics/testing/cast.ts'
import { usualLives } from '../src/statistics/testing/usual-lives.ts'
import { writeHistories } from '../src/statistics/testing/write-histories.ts'
import { ROOT } from '../src/lib/root.ts'
import { round } from './figures.ts'

/** One in five lives is at random, with everything that can happen; the others go as most do. */
const AT_RANDOM = 240
const USUAL = 960
const COPIES = 50
const ROUNDS = 7
const FROM = new Date('2026-11-01T00:00:00+08:00')
const TO = new Date('2026-12-01T00:00:00+08:00')

/** Every history so many times: as many tickets as a district has in a month, none of them simple. */
const COPY = [
  `INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object('id', md5(t.id::text || n)::uuid, 'number', number || '-' || n))).*
   FROM ticket t, generate_series(2, ${COPIES}) n WHERE number LIKE 'R%'`,
  `INSERT INTO ticket_event SELECT md5(e.ticket_id::text || n)::uuid, e.version, kind, actor_kind, actor_id, data, at
   FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id, generate_series(2, ${COPIES}) n WHERE number LIKE 'R%'`,
  'VACUUM ANALYZE',
]

/** Reads every event once, by one process and through no index: figures cannot take less on this machine. */
const scan = (pool: Pool) =>
  inTransaction(pool, async db => {
    await db.query('SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off')
    await db.query('SET LOCAL max_parallel_workers_per_gather = 0')
    return await timed(() => db.query('SELECT max(kind), max(at), sum(version) FROM ticket_event'))
  })

const best = (all: number[]): number => Math.min(...all)
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

const postgres = await startTemporaryPostgres()
const db = openDatabase(postgres.url, { max: 2 })
try {
  await migrateDeploy(postgres.url, path.join(ROOT, 'prisma', 'migrations'))
  await seedDemo(db.prisma)
  const cast = await createCast(db)
  await writeRandom(db, cast, { count: AT_RANDOM, seed: 1, from: FROM, to: TO, most: 12 })
  await writeHistories(db.pool, usualLives(cast, USUAL, FROM))
  for (const sql of COPY) await db.pool.query(sql)
  const { rows } = await db.pool.query<{ tickets: number; events: number }>(
    'SELECT (SELECT count(*) FROM ticket)::int AS tickets, (SELECT count(*) FROM ticket_event)::int AS events',
  )
  const period = { from: FROM, to: TO }
  const now = new Date('2027-01-01T00:00:00+08:00')
  const times = { scan: [] as number[], read: [] as number[], figures: [] as number[] }
  for (let i = 0; i < ROUNDS; i++) {
    times.scan.push(await scan(db.pool))
    let facts = { tickets: [], closings: [], whistles: [] } as Awaited<ReturnType<typeof readFacts>>
    times.read.push(await timed(async () => (facts = await readFacts(db.pool, period, now))))
    times.figures.push(
      await timed(async () => [figuresOf(facts, period), figuresBy(facts, period, ticket => ticket.gridId)]),
    )
  }
  const [yardstick, read, figures] = [best(times.scan), best(times.read), best(times.figures)]
  const line = (what: string, ms: number) =>
    `  ${what.padEnd(22)}${`${round(ms)}`.padStart(8)} ms${`${round(ms / yardstick)}`.padStart(8)} scans`
  console.log(
    [
      `${rows[0]?.tickets} tickets, ${rows[0]?.events} events; the best of ${ROUNDS}`,
      line('one scan', yardstick),
      line('read the facts', read),
      line('figures, and by grid', figures),
      line('together', read + figures),
    ].join('\n'),
  )
} finally {
  await db.close()
  await postgres.remove()
}
