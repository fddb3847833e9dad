import type { Queryable } from './store.ts'

/**
 * The next ticket number of a day: `20261120-0231`. Drawn outside the ticket's transaction, so that many new
 * tickets do not queue for one row lock; an unused number is a harmless gap.
 * @param day `2026-11-20`
 */
export async function nextNumber(db: Queryable, day: string): Promise<string> {
  const { rows } = await db.query<{ last: number }>({
    name: 'next number',
    text: 'INSERT INTO ticket_counter (day, last) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last',
    values: [day],
  })
  return `${day.replaceAll('-', '')}-${String(rows[0]?.last).padStart(4, '0')}`
}
