/** What time alone does to tickets. What and when is decided in domain/sla/next-check.ts. */
import { type Alarm, dueAlarm } from '../domain/sla/next-check.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import { UNDO_MS } from '../notify/render/card-buttons.ts'
import { putOff } from '../tickets/alarm.ts'
import { TicketRefused, type EventInput } from '../tickets/change.ts'
import { resolvedWithFollowers, ticketsDue } from '../tickets/store.ts'
import { undecided } from './assign.ts'
import { followUpAt } from './closing-checks.ts'
import { tellFollowers } from './update-followers.ts'
import { handOnFromLeavers } from './reassign-leavers.ts'
import { promisesAfterPause } from './sla.ts'
import type { TurnDeps } from './deps.ts'

/** A ticket of which nothing can be told just now must not be the first in line for ever. */
const AGAIN_MS = 60_000
/** Each is a ticket of its own, and the database waits for the disk in between: after an outage many are due. */
const AT_ONCE = 4

/** @throws AggregateError of what went wrong with single tickets, after all the others. */
export async function meetDeadlines(deps: TurnDeps): Promise<void> {
  const broken: unknown[] = []
  const attempt = async (work: () => Promise<void>, otherwise = async () => {}) => {
    try {
      await work()
    } catch (error) {
      broken.push(error)
      await otherwise()
    }
  }
  const now = deps.now()
  await attempt(async () => void (await handOnFromLeavers(deps, now)))
  // A slip of the finger must not end what others follow.
  for (const parentId of await resolvedWithFollowers(deps.pool, new Date(now.getTime() - UNDO_MS)))
    await attempt(() => tellFollowers(deps, parentId))
  const due = (await ticketsDue(deps.pool, now)).values()
  const lane = async () => {
    for (const id of due)
      await attempt(
        () => ring(deps, id, now),
        () => putOff(deps.pool, id, new Date(now.getTime() + AGAIN_MS)),
      )
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  // The job fails, so that the operator hears of it.
  if (broken.length > 0) throw new AggregateError(broken, `${broken.length} deadlines could not be met`)
}

/** One alarm, decided under the ticket's row lock: a person may act on it at this very moment. */
async function ring(deps: TurnDeps, ticketId: string, now: Date): Promise<void> {
  try {
    await deps.transact(async tx => {
      await tx.record(ticketId, SYSTEM, ticket => {
        const alarm = dueAlarm(ticket, deps.directory.current().calendarOf(ticket.unitId), now)
        return alarm ? [stepFor(deps, ticket, alarm, now)] : []
      })
    })
  } catch (error) {
    if (!(error instanceof TicketRefused)) throw error
    await putOff(deps.pool, ticketId, new Date(now.getTime() + AGAIN_MS))
  }
}

function stepFor(deps: TurnDeps, ticket: Ticket, alarm: Alarm, now: Date): EventInput {
  switch (alarm.act) {
    case 'remind':
      return { kind: 'reminded', data: { clock: alarm.clock, unitId: alarm.unitId } }
    case 'supervise':
      return { kind: 'supervised', data: { clock: alarm.clock, unitId: alarm.unitId, level: alarm.level } }
    case 'lapse':
      return { kind: 'lapsed', data: { followUpAt: followUpAt(deps, ticket, now) } }
    case 'give_to_person':
      return { kind: 'unrouted', data: { why: 'no_place', ...undecided(deps, ticket, now) } }
    case 'resume':
      return { kind: 'resumed', data: { promises: promisesAfterPause(deps, ticket, now) } }
    case 'follow_up':
      return { kind: 'followed_up', data: {} }
  }
}
