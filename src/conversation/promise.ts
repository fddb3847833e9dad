/** What is promised by when, as event data. */
import { dueAt, promises, shifted } from '../domain/clock.ts'
import type { Urgency } from '../domain/category.ts'
import type { Ticket } from '../domain/ticket.ts'
import { categoryOf } from '../notify/voice.ts'
import type { TurnDeps } from './turn.ts'

type Deps = Pick<TurnDeps, 'voice'>

/** @param from when they begin to count. @param unitId whose hours they are counted in. */
export function promisesFor(
  deps: Deps,
  category: string,
  urgency: Urgency,
  from: Date,
  unitId: string | null,
) {
  const { tree, org } = deps.voice()
  const due = promises(from, categoryOf(tree, category).clocks, urgency, org.calendarOf(unitId))
  return {
    acceptBy: due.acceptBy.toISOString(),
    answerBy: due.answerBy.toISOString(),
    resolveBy: due.resolveBy.toISOString(),
    workingTime: due.workingTime,
    promisedAt: from.toISOString(),
  }
}

/** The same promises after the clocks stood still: what was left of each is left again, also of a day that a meeting agreed on. */
export function promisesAfterPause({ voice }: Deps, ticket: Ticket, now: Date) {
  const { promisedAt, acceptBy, answerBy, resolveBy, waitingSince, workingTime, unitId } = ticket
  if (!promisedAt || !acceptBy || !answerBy || !resolveBy || !waitingSince) return null
  const calendar = voice().org.calendarOf(unitId)
  const moved = (at: Date) => shifted(at, [waitingSince, now], workingTime, calendar).toISOString()
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
  deps: Deps,
  duration: string,
  urgency: Urgency,
  from: Date,
  unitId: string | null = null,
): string =>
  dueAt(
    from,
    duration,
    urgency === 'normal' ? 'working' : 'wall',
    deps.voice().org.calendarOf(unitId),
  ).toISOString()

/** Round the clock. */
export const wallTime = (deps: Deps, duration: string, from: Date): string =>
  dueAt(from, duration, 'wall', deps.voice().org.calendarOf(null)).toISOString()
