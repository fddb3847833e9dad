import { expect, it } from 'vitest'
import { startTimers } from '../queue/timers.ts'
import { createTown } from '../testing/town.ts'
import { DEFAULT_CONNECTIONS, FEWEST_CONNECTIONS, shareConnections } from './connections.ts'

it('three processes without Redis fit into a server of 100, and the fewest leave room for every lock', () => {
  expect(3 * DEFAULT_CONNECTIONS).toBeLessThanOrEqual(97)
  expect(shareConnections(FEWEST_CONNECTIONS, false).pool).toBeGreaterThanOrEqual(11)
})

it('a process at work keeps to its number of connections', async () => {
  const town = await createTown()
  try {
    const people = Array.from({ length: 60 }, (_, index) => town.resident(`连接${index}`))
    const counted: number[] = []
    const stop = startTimers({
      pool: town.context.pool,
      timers: {
        sweep: async () => {
          const { rows } = await town.db.pool.query<{ n: number }>(
            "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
          )
          counted.push(rows[0]?.n ?? 0)
        },
      },
      every: { sweep: 20 },
      onError: error => expect.unreachable(String(error)),
    })
    await Promise.all(people.map(person => person.says('状元府3号楼楼道灯坏了')))
    await town.settled()
    await stop()
    // The test's own pool is not counted.
    const most = Math.max(...counted) - town.db.pool.totalCount
    expect(counted.length).toBeGreaterThan(5)
    expect(most).toBeLessThanOrEqual(DEFAULT_CONNECTIONS)
    expect(most).toBeGreaterThan(10)
  } finally {
    await town.close()
  }
}, 120_000)
