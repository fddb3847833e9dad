/** Bulk inserts whole histories into a database, with the rows that real events would have left. */
import type pg from 'pg'
import { toJsonb } from '../../db/jsonb.ts'
import { replay } from '../../domain/ticket/advance.ts'
import type { History } from './recompute.ts'

const AT_ONCE = 1_000

const column = (field: string): string => field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

export async function writeHistories(
  db: Pick<pg.Pool, 'query'>,
  histories: readonly History[],
): Promise<void> {
  for (let i = 0; i < histories.length; i += AT_ONCE) {
    const some = histories.slice(i, i + AT_ONCE)
    const tickets = some.map(({ id, events }) =>
      Object.fromEntries(Object.entries(replay(id, events)).map(([field, value]) => [column(field), value])),
    )
    await db.query('INSERT INTO ticket SELECT * FROM jsonb_populate_recordset(null::ticket, $1)', [
      toJsonb(tickets),
    ])
    const events = some.flatMap(({ id, events: each }) =>
      each.map(({ kind, data, actor, at }, index) => ({
        ticket_id: id,
        version: index + 1,
        kind,
        data,
        at,
        actor_kind: actor.kind,
        actor_id: actor.id,
      })),
    )
    await db.query(
      'INSERT INTO ticket_event SELECT * FROM jsonb_populate_recordset(null::ticket_event, $1)',
      [toJsonb(events)],
    )
  }
}
