/**
 * Erases a person's words from a ticket: the only code that changes the past. A database trigger allows it
 * for words only, and refuses to change who, what and when.
 */
import { toJsonb } from '../db/jsonb.ts'
import { replay } from '../domain/ticket/advance.ts'
import { type Eraser, erased, masked } from '../domain/ticket/erase.ts'
import type { TicketEvent } from '../domain/ticket/ticket-event.ts'
import { historyOf, lockTicket, type Queryable } from './store.ts'

/**
 * @param db inside a transaction: the permission ends with it.
 * @returns tickets linked to this one as parent or follower: each may quote the other.
 */
export async function eraseWords(db: Queryable, ticketId: string, eraser: Eraser): Promise<string[]> {
  // Waits for concurrent transactions on the ticket, so that their words are erased as well.
  await lockTicket(db, ticketId)
  const history = await historyOf(db, ticketId)
  await rewrite(
    db,
    ticketId,
    history.map(event => erased(event, eraser)),
  )
  const followed = new Set(history.flatMap(event => (event.kind === 'merged' ? event.data.parentId : [])))
  const said = new Set(history.flatMap(({ kind, at }) => (kind === 'added' ? at.getTime() : [])))
  for (const parentId of followed) await eraseCopies(db, parentId, said, eraser)
  const { rows: following } = await db.query<{ id: string }>('SELECT id FROM ticket WHERE parent_id = $1', [
    ticketId,
  ])
  for (const { id } of following) await eraseCopies(db, id, new Set(), eraser)
  return [...followed, ...following.map(({ id }) => id)]
}

/**
 * Words added to a follower are copied to its parent by the system at the same instant; workers' words about
 * one ticket may be on the other.
 */
async function eraseCopies(
  db: Queryable,
  ticketId: string,
  said: ReadonlySet<number>,
  { instead, traces }: Eraser,
): Promise<void> {
  await lockTicket(db, ticketId)
  const history = await historyOf(db, ticketId)
  const isCopy = ({ kind, actor, at }: TicketEvent) =>
    kind === 'noted' && actor.kind === 'system' && said.has(at.getTime())
  await rewrite(
    db,
    ticketId,
    history.map(event =>
      isCopy(event)
        ? ({ ...event, data: { ...event.data, text: instead } } as TicketEvent)
        : masked(event, traces),
    ),
  )
}

async function rewrite(db: Queryable, ticketId: string, after: readonly TicketEvent[]): Promise<void> {
  await db.query("SELECT set_config('linli.erasing', $1, true)", [ticketId])
  await db.query(
    `UPDATE ticket_event e SET data = n.data FROM unnest($2::int[], $3::jsonb[]) AS n (version, data)
     WHERE e.ticket_id = $1 AND e.version = n.version AND e.data <> n.data`,
    [ticketId, after.map((_, index) => index + 1), after.map(({ data }) => toJsonb(data))],
  )
  await db.query("SELECT set_config('linli.erasing', '', true)")
  // The ticket's row stays the sum of its events.
  const { text, summary, placeText, tasks, meeting } = replay(ticketId, after)
  await db.query(
    'UPDATE ticket SET text = $2, summary = $3, place_text = $4, tasks = $5, meeting = $6 WHERE id = $1',
    [ticketId, text, summary, placeText, toJsonb(tasks), meeting && toJsonb(meeting)],
  )
}
