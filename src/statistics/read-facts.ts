/** Reads the facts of a time from the database, all as of one moment. */
import type { Pool } from 'pg'
import { inTransaction } from '../db/client.ts'
import type { Closing, Facts, TicketFacts, WhistleFacts } from './facts.ts'
import { CLOSINGS, TICKETS, WHISTLES } from './facts-sql.ts'
import type { Period } from './period.ts'

/**
 * Everything about the tickets to which anything happened since the period began, whenever it happened: what belongs to the
 * period is for whoever counts to say.
 * @param gridIds whose tickets; null: everybody's.
 */
export async function readFacts(
  pool: Pool,
  { from, to }: Pick<Period, 'from' | 'to'>,
  now: Date,
  gridIds: readonly string[] | null = null,
): Promise<Facts> {
  const values = [from, to, gridIds]
  return await inTransaction(pool, async db => {
    // A sort of this size in memory instead of on disk, and no time spent on compiling what runs once.
    await db.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`)
    await db.query(`SET LOCAL work_mem = '64MB'; SET LOCAL jit = off`)
    const { rows: tickets } = await db.query<TicketFacts>(TICKETS, [...values, now])
    const { rows: closings } = await db.query<Closing>(CLOSINGS, values)
    const { rows: whistles } = await db.query<WhistleFacts>(WHISTLES, [...values, now])
    return { tickets, closings, whistles }
  })
}
