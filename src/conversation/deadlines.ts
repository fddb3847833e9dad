/** What time does to tickets when nobody else does anything. */
import { SYSTEM } from '../domain/ticket-event.ts'
import { TicketRefused, type Step } from '../tickets/change.ts'
import { isStillLate, ticketsDue } from '../tickets/store.ts'
import type { Transaction } from './transact.ts'
import type { TurnDeps } from './turn.ts'

/** A question that nobody answered: a person looks at the ticket, it does not wait for ever. */
const ANSWER_WITHIN_MS = 2 * 3_600_000

/** @throws AggregateError of what went wrong with single tickets, after all the others. */
export async function meetDeadlines(deps: TurnDeps): Promise<void> {
  const now = deps.now()
  const { lapsed, unanswered, late } = await ticketsDue(
    deps.pool,
    now,
    new Date(now.getTime() - ANSWER_WITHIN_MS),
  )
  const broken: unknown[] = []
  // One ticket that cannot be told of must not keep all the others from their deadlines.
  const attempt = (work: Promise<void>) => work.catch((error: unknown) => void broken.push(error))
  for (const id of lapsed) await attempt(happen(deps, id, { kind: 'lapsed', data: {} }))
  for (const id of unanswered)
    await attempt(happen(deps, id, { kind: 'unrouted', data: { why: 'no_place' } }))
  for (const { id, clock } of late)
    await attempt(
      happen(deps, id, { kind: 'supervised', data: { clock, level: 1 } }, tx =>
        isStillLate(tx.db, id, clock, now),
      ),
    )
  // The job fails, so that the operator hears of it.
  if (broken.length > 0) throw new AggregateError(broken, `${broken.length} deadlines could not be met`)
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
