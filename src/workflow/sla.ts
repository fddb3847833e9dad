/** What is promised by when, as event data. */
import { dueAt, promises, shifted } from '../domain/sla/deadline.ts'
import type { Urgency } from '../domain/category.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { categoryOf } from '../notify/render/render-context.ts'
import type { DecisionDeps } from './deps.ts'

/** @param from when they begin to count. @param unitId whose hours they are counted in. */
export function promisesFor(
  deps: DecisionDeps,
  category: string,
  urgency: Urgency,
  from: Date,
  unitId: string | null,
) {
  const { clocks } = categoryOf(deps.settings().tree, category)
  const due = promises(from, clocks, urgency, deps.directory.current().calendarOf(unitId))
  return {
    acceptBy: due.acceptBy.toISOString(),
    answerBy: due.answerBy.toISOString(),
    resolveBy: due.resolveBy.toISOString(),
    workingTime: due.workingTime,
    promisedAt: from.toISOString(),
  }
}

/** What was left of each promise is left again; a meeting still thinks: then they stand still until it has decided. */
export const promisesAfterPause = (deps: DecisionDeps, ticket: Ticket, now: Date) =>
  ticket.state === 'meeting' ? null : whatIsLeft(deps, ticket, ticket.waitingSince, now)

/**
 * A joint meeting took its time, and the promises stood still.
 *
 * @param agreedBy the day that it agreed on, ISO 8601: the unit has its full time to accept, and until that day to resolve.
 *   null: it decided against the plan, and the grid goes on with what was left.
 */
export function promisesAfterMeeting(deps: DecisionDeps, ticket: Ticket, now: Date, agreedBy: string | null) {
  const { category, urgency, unitId, meeting } = ticket
  if (agreedBy === null) return whatIsLeft(deps, ticket, meeting && new Date(meeting.stoodSince), now)
  const anew = promisesFor(deps, category, urgency, now, meeting?.unitId ?? unitId)
  return { ...anew, resolveBy: agreedBy, workingTime: false }
}

/** Of each promise, also of a day that a meeting agreed on. */
function whatIsLeft({ directory }: DecisionDeps, ticket: Ticket, since: Date | null, now: Date) {
  const { promisedAt, acceptBy, answerBy, resolveBy, workingTime, unitId } = ticket
  if (!promisedAt || !acceptBy || !answerBy || !resolveBy || !since) return null
  const calendar = directory.current().calendarOf(unitId)
  const moved = (at: Date) => shifted(at, [since, now], workingTime, calendar).toISOString()
  return {
    acceptBy: moved(acceptBy),
    answerBy: moved(answerBy),
    resolveBy: moved(resolveBy),
    workingTime,
    promisedAt: moved(promisedAt),
  }
}

/** A time of the house rules, counted like the promises of a ticket: calm ones in office time. */
export const within = (
  deps: DecisionDeps,
  duration: string,
  urgency: Urgency,
  from: Date,
  unitId: string | null = null,
): string =>
  dueAt(
    from,
    duration,
    urgency === 'normal' ? 'working' : 'wall',
    deps.directory.current().calendarOf(unitId),
  ).toISOString()

/** Round the clock. */
export const wallTime = (deps: DecisionDeps, duration: string, from: Date): string =>
  dueAt(from, duration, 'wall', deps.directory.current().calendarOf(null)).toISOString()
