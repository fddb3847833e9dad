/** "撤错了，还是要修": for ten minutes a withdrawal can be taken back, and the ticket is what it was before. */
import { replay } from '../../domain/ticket/advance.ts'
import type { Actor } from '../../domain/ticket/ticket-event.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { backTo } from '../../domain/ticket/undo.ts'
import { TicketRefused } from '../../tickets/change.ts'
import { historyOf } from '../../tickets/store.ts'
import type { Transaction } from '../../workflow/transaction.ts'

const RESTORE_MS = 10 * 60_000
/** Within that, a request that is too late is answered with what to do instead. */
const ASKED_WITHIN_MS = 24 * 3_600_000

export const mayRestore = ({ state, updatedAt }: Ticket, at: Date): boolean =>
  state === 'withdrawn' && at.getTime() - updatedAt.getTime() < ASKED_WITHIN_MS

/** @param tooLate says so. @throws TicketRefused when it is not withdrawn, or something has happened since. */
export async function restore(
  tx: Transaction,
  ticket: Ticket,
  actor: Actor,
  tooLate: () => unknown,
): Promise<unknown> {
  if (ticket.state !== 'withdrawn') throw new TicketRefused('not_now', ticket)
  const history = await historyOf(tx.db, ticket.id)
  const index = history.findLastIndex(({ kind }) => kind === 'withdrawn')
  const last = history[index]
  if (!last || tx.at.getTime() - last.at.getTime() > RESTORE_MS) return tooLate()
  const before = replay(ticket.id, history.slice(0, index))
  // What happened since, an exclusion or a link, stays: the guard refuses any other version.
  return await tx.record(ticket.id, actor, () => [
    { kind: 'undone', data: { version: index + 1, back: backTo(before) } },
  ])
}
