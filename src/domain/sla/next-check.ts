/**
 * The next timed action on a ticket. Each ticket has one instant, recomputed from its facts after every event and
 * stored in an indexed column: a deadline survives restarts, wiped queues and clock jumps, and fires once.
 */
import type { Urgency } from '../category.ts'
import { addOfficeMinutes, partOfTheWay, type WorkCalendar } from './deadline.ts'
import { clockKey, clockOfTask, tasksAtWork, type Ticket } from '../ticket/ticket.ts'
import type { ClockName } from '../ticket/ticket-event.ts'

export type Alarm = { at: Date } & (
  | { act: 'remind'; clock: ClockName; unitId: string | null }
  | { act: 'supervise'; clock: ClockName; unitId: string | null; level: number }
  /** The confirmation lapses; an unanswered question goes to a person; a pause ends; the resident is asked again. */
  | { act: 'lapse' | 'give_to_person' | 'resume' | 'follow_up' }
)

/** The community, the subdistrict, the district. */
export const HIGHEST_LEVEL = 3

/** A reminder is sent when this share of the time is over. */
const REMIND_AT = 0.75

/** Minutes between two levels of escalation: office time when the ticket counts in office hours, else wall time. */
const STEP_MINUTES: Record<Urgency, number> = { normal: 240, urgent: 60, emergency: 15 }

const HOUR = 3_600_000
/** After an unanswered question about the place, a person gets the ticket. An urge does not extend the time. */
const ASKED_MS = 2 * HOUR
/** When the resident does not answer a worker's question, the clocks resume. */
const WAITING_MS = 72 * HOUR

export interface Running {
  clock: ClockName
  unitId: string | null
  /** When it began to run; null: unknown, so no reminder is sent. */
  from: Date | null
  due: Date
  workingTime: boolean
}

/** The clocks that run now. */
export function running(ticket: Ticket): Running[] {
  const { state, promisedAt, decideBy, meeting } = ticket
  // The house rules' limits for departments and deciders depend on the urgency, not on the category's clocks.
  const calm = ticket.urgency === 'normal'
  const of = (clock: ClockName, due: Date | null, from = promisedAt, workingTime = ticket.workingTime) =>
    due ? [{ clock, unitId: null, from, due, workingTime }] : []
  switch (state) {
    case 'unrouted':
    case 'arbitration':
      return of('decide', decideBy, null, calm)
    case 'meeting':
      return of('decide', decideBy, meeting && new Date(meeting.calledAt), calm)
    case 'assigned':
    case 'accepted':
    case 'whistled':
      if (ticket.waitingSince) return []
      return [
        ...(state === 'assigned' ? of('accept', ticket.acceptBy) : []),
        ...(ticket.answeredAt ? [] : of('answer', ticket.answerBy)),
        ...of('resolve', ticket.resolveBy),
        ...tasksAtWork(ticket).map((task): Running => {
          const from = new Date(task.calledAt)
          return { ...clockOfTask(task), unitId: task.unitId, from, workingTime: calm }
        }),
      ]
    default:
      return []
  }
}

/** All future timed actions, unsorted. */
function alarms(ticket: Ticket, calendar: WorkCalendar): Alarm[] {
  const { state, warned, urgency } = ticket
  switch (state) {
    case 'needs_info':
      return [{ act: 'give_to_person', at: later(ticket.createdAt, ASKED_MS) }]
    case 'resolved':
      return ticket.confirmBy ? [{ act: 'lapse', at: ticket.confirmBy }] : []
    case 'closed':
      return ticket.followUpAt ? [{ act: 'follow_up', at: ticket.followUpAt }] : []
  }
  if (ticket.waitingSince) return [{ act: 'resume', at: later(ticket.waitingSince, WAITING_MS) }]
  return running(ticket).flatMap(({ clock, unitId, from, due, workingTime }): Alarm[] => {
    const key = clockKey(clock, unitId)
    // Counted from the last escalation, not from the deadline: after a clock jump of a day the ticket must not go
    // through all levels at once.
    const next = warned.at && stepAfter(new Date(warned.at), urgency, workingTime, calendar)
    const higher = Math.min(warned.level + 1, HIGHEST_LEVEL)
    if (warned.missed.includes(key))
      return warned.level < HIGHEST_LEVEL && next
        ? [{ act: 'supervise', clock, unitId, level: higher, at: next }]
        : []
    // A second missed clock within one step goes to the same level, not to the next.
    const level = next && due < next ? warned.level : higher
    const missed: Alarm = { act: 'supervise', clock, unitId, level, at: due }
    if (!from || from >= due || warned.reminded.includes(key)) return [missed]
    return [
      missed,
      { act: 'remind', clock, unitId, at: partOfTheWay(from, due, REMIND_AT, workingTime, calendar) },
    ]
  })
}

/** The instant of the next timed action; null: none. */
export function nextAlarm(ticket: Ticket, calendar: WorkCalendar): Date | null {
  const times = alarms(ticket, calendar).map(({ at }) => at.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}

/** The oldest action that is due. No reminder is sent for a clock that is late already. */
export function dueAlarm(ticket: Ticket, calendar: WorkCalendar, now: Date): Alarm | null {
  const due = alarms(ticket, calendar).filter(({ at }) => at <= now)
  const late = new Set(
    due.map(alarm => (alarm.act === 'supervise' ? clockKey(alarm.clock, alarm.unitId) : '')),
  )
  const [first] = due
    .filter(alarm => alarm.act !== 'remind' || !late.has(clockKey(alarm.clock, alarm.unitId)))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  return first ?? null
}

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

const stepAfter = (at: Date, urgency: Urgency, workingTime: boolean, calendar: WorkCalendar): Date =>
  workingTime
    ? addOfficeMinutes(at, STEP_MINUTES[urgency], calendar)
    : later(at, STEP_MINUTES[urgency] * 60_000)
