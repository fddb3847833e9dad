/** Reads the facts of a period from the database in one snapshot. */
import type { Pool } from 'pg'
import { inTransaction } from '../db/client.ts'
import type { Closing, Facts, TicketFacts, WhistleFacts } from './facts.ts'
import { CLOSINGS, TICKETS, WHISTLES } from './facts-sql.ts'
import type { Period } from './period.ts'

/**
 * Reads all facts of tickets with an event since the period began, earlier facts included: the caller filters
 * by period.
 * @param gridIds grids of the tickets; null: all.
 */
export async function readFacts(
  pool: Pool,
  { from, to }: Pick<Period, 'from' | 'to'>,
  now: Date,
  gridIds: readonly string[] | null = null,
): Promise<Facts> {
  const values = [from, to, gridIds]
  return await inTransaction(pool, async db => {
    // Sorts in memory instead of on disk; JIT would compile a query that runs once.
    await db.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`)
    await db.query(`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`)
    const { rows: tickets } = await db.query<TicketFacts>(TICKETS, [...values, now])
    const { rows: closings } = await db.query<Closing>(CLOSINGS, values)
    const { rows: whistles } = await db.query<WhistleFacts>(WHISTLES, [...values, now])
    return { tickets, closings, whistles }
  })
}
