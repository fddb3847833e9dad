/** Figures from SQL, and the same again from the events one by one. */
import { isDeepStrictEqual } from 'node:util'
import type { Pool } from 'pg'
import type { Facts } from '../../../src/statistics/facts.ts'
import { type Figures, figuresOf } from '../../../src/statistics/figures.ts'
import type { Period } from '../../../src/statistics/period.ts'
import { readFacts } from '../../../src/statistics/read-facts.ts'
import { recompute } from '../../../src/statistics/testing/recompute.ts'
import type { Life } from './lives.ts'
import { verdict } from './verdict.ts'

export function checkFigures(now: Date) {
  const said = verdict('facts of tickets, closings and whistles that SQL and the events agree on')
  const lived: Facts = { tickets: [], closings: [], whistles: [] }
  return {
    verdicts: [said],
    /** In the order of their ids. */
    seeAll(some: readonly Life[]) {
      const facts = recompute(
        some.map(({ ticket: { id }, events }) => ({ id, events })),
        now,
      )
      lived.tickets.push(...facts.tickets)
      lived.closings.push(...facts.closings)
      lived.whistles.push(...facts.whistles)
    },
    async finish(pool: Pool, period: Period): Promise<Figures> {
      const read = await readFacts(pool, period, now)
      for (const part of ['tickets', 'closings', 'whistles'] as const) {
        said.look(lived[part].length)
        const count = Math.max(lived[part].length, read[part].length)
        for (let i = 0; i < count; i++) {
          const [is, should] = [read[part][i], lived[part][i]]
          if (!isDeepStrictEqual(is, should))
            said.miss(`${part}: ${JSON.stringify(is)} should be ${JSON.stringify(should)}`)
        }
      }
      return figuresOf(read, period)
    },
  }
}
