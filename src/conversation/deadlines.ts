/** What time does to tickets when nobody else does anything. */
import { SYSTEM } from '../domain/ticket-event.ts'
import { TicketRefused, type Step } from '../tickets/change.ts'
import { isStillLate, ticketsDue } from '../tickets/store.ts'
import type { Transaction } from './transact.ts'
import type { TurnDeps } from './turn.ts'

/** A question that nobody answered: a person looks at the ticket, it does not wait for ever. */
export const ANSWER_WITHIN_MS = 2 * 3_600_000

export async function meetDeadlines(deps: TurnDeps): Promise<void> {
  const now = deps.now()
  const { lapsed, unanswered, late } = await ticketsDue(
    deps.pool,
    now,
    new Date(now.getTime() - ANSWER_WITHIN_MS),
  )
  for (const id of lapsed) await happen(deps, id, { kind: 'lapsed', data: {} })
  for (const id of unanswered) await happen(deps, id, { kind: 'unrouted', data: { why: 'no_place' } })
  for (const { id, clock } of late)
    await happen(deps, id, { kind: 'supervised', data: { clock, level: 1 } }, tx =>
      isStillLate(tx.db, id, clock, now),
    )
}

/** Somebody may act on it in this very moment: then the deadline has lost its reason. */
async function happen(
  deps: TurnDeps,
  ticketId: string,
  step: Step,
  stillDue: (tx: Transaction) => Promise<boolean> = async () => true,
): Promise<void> {
  try {
    await deps.transact(async tx => {
      if (await stillDue(tx)) await tx.record(ticketId, SYSTEM, () => [step])
    })
  } catch (error) {
    if (!(error instanceof TicketRefused)) throw error
  }
}
