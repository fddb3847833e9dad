/**
 * Every deadline rang once and in time: what should have rung is worked out again from the promises in the events, beside
 * the product's own alarms. Reminders at three quarters of the time, one level up when it is over, the next level a step later.
 */
import type { WorkCalendar } from '../../../src/domain/sla/deadline.ts'
import { advance, open } from '../../../src/domain/ticket/advance.ts'
import { tasksAtWork, type Ticket } from '../../../src/domain/ticket/ticket.ts'
import type { TicketEvent } from '../../../src/domain/ticket/ticket-event.ts'
import { DAY, HOUR, MINUTE } from '../time.ts'
import type { Life } from './lives.ts'
import { countMinutes, type Office } from './office.ts'
import { type verdict as made, verdict } from './verdict.ts'

const LEVELS = 3
const STEP_MINUTES = { normal: 240, urgent: 60, emergency: 15 } as const

export interface DeadlineCheck {
  start: number
  end: number
  /** Milliseconds between two looks: nothing may be later than that. */
  step: number
  calendarOf: (unitId: string | null) => WorkCalendar
}

interface Ring {
  kind: 'reminded' | 'supervised' | 'lapsed' | 'followed_up' | 'resumed' | 'unrouted'
  key: string
  level: number
  at: number
}

/** What has rung since the promises were made. */
interface Rung {
  reminded: Set<string>
  missed: Set<string>
  level: number
  at: number | null
}

const nothing = (): Rung => ({ reminded: new Set(), missed: new Set(), level: 0, at: null })
const keyOf = (clock: string, unitId: string | null) => (unitId ? `${clock}:${unitId}` : clock)
/** Events after which all is counted anew. */
const ANEW: ReadonlySet<TicketEvent['kind']> = new Set([
  'assigned',
  'reopened',
  'unrouted',
  'returned',
  'disputed',
  'meeting_called',
  'meeting_held',
])

export function checkDeadlines({ start, end, step, calendarOf }: DeadlineCheck) {
  const once = verdict('deadlines that rang exactly once')
  const missing = verdict('deadlines that were due and rang')
  const punctual = verdict('deadlines that rang within a look of their time')
  const offices = new Map<string | null, Office>()
  const days = Math.ceil((end - start) / DAY) + 120
  const officeOf = (unitId: string | null): Office => {
    const known = offices.get(unitId) ?? countMinutes(calendarOf(unitId), start, days)
    offices.set(unitId, known)
    return known
  }
  /** What is done at one look takes some of its time: every turn is a millisecond. */
  const late = step + 5_000

  return {
    verdicts: [once, missing, punctual],
    see({ ticket: { id, number }, events }: Life) {
      let ticket: Ticket | null = null
      let rung = nothing()
      for (const event of events) {
        if (ticket === null) {
          if (event.kind !== 'opened') return
          ticket = open(id, event)
          continue
        }
        const now = event.at.getTime()
        const expected = ringsOf(ticket, rung, officeOf(ticket.unitId))
        const since = ticket.updatedAt.getTime()
        const overdue = expected.filter(ring => Math.max(ring.at, since) + late < now)
        const own = ownRing(event)
        const found =
          own &&
          expected.find(ring => ring.kind === own.kind && ring.key === own.key && ring.level === own.level)
        for (const ring of overdue) if (ring !== found) missed(missing, number, ring, event.kind)
        if (own) {
          once.look()
          punctual.look()
          if (!found)
            once.miss(
              `${number} ${own.kind} ${own.key} ${own.level} at ${event.at.toISOString()}; due were ${expected.map(told).join('; ')}`,
            )
          // A clock that begins to run when most of it is over rings at once.
          else if (found.at > now + 1_000 || now - Math.max(found.at, ticket.updatedAt.getTime()) > late)
            punctual.miss(`${number} ${told(found)} rang at ${event.at.toISOString()}`)
        }
        const next = advance(ticket, event)
        if (!next.ok) return
        rung = after(rung, ticket, event)
        ticket = next.ticket
      }
      if (!ticket) return
      missing.look(events.length)
      for (const ring of ringsOf(ticket, rung, officeOf(ticket.unitId)))
        if (ring.at + late < end) missed(missing, number, ring, 'the end')
    },
  }
}

const told = ({ kind, key, level, at }: Ring) =>
  `${kind} ${key} ${level || ''} due ${new Date(at).toISOString()}`
function missed(said: ReturnType<typeof made>, number: string, ring: Ring, before: string): void {
  said.miss(`${number} ${told(ring)} did not ring before ${before}`)
}

function ownRing(event: TicketEvent): Omit<Ring, 'at'> | null {
  if (event.actor.kind !== 'system') return null
  switch (event.kind) {
    case 'reminded':
      return { kind: 'reminded', key: keyOf(event.data.clock, event.data.unitId), level: 0 }
    case 'supervised':
      return { kind: 'supervised', key: keyOf(event.data.clock, event.data.unitId), level: event.data.level }
    case 'lapsed':
    case 'followed_up':
      return { kind: event.kind, key: '', level: 0 }
    default:
      return null
  }
}

function after(rung: Rung, ticket: Ticket, event: TicketEvent): Rung {
  if (ANEW.has(event.kind)) return nothing()
  if (event.kind === 'recategorised' && event.data.promises) return recategorised(rung, ticket, event)
  if (event.kind === 'undone') {
    const { reminded, missed, level, at } = event.data.back.warned
    return {
      reminded: new Set(reminded),
      missed: new Set(missed),
      level,
      at: at === null ? null : Date.parse(at),
    }
  }
  if (event.kind === 'resumed' && rung.at !== null && ticket.waitingSince)
    return { ...rung, at: rung.at + event.at.getTime() - ticket.waitingSince.getTime() }
  if (event.kind === 'reminded')
    return { ...rung, reminded: new Set([...rung.reminded, keyOf(event.data.clock, event.data.unitId)]) }
  if (event.kind === 'supervised') {
    const own = event.actor.kind === 'system' ? [keyOf(event.data.clock, event.data.unitId)] : []
    return {
      ...rung,
      missed: new Set([...rung.missed, ...own]),
      level: event.data.level,
      at: event.data.level > rung.level ? event.at.getTime() : rung.at,
    }
  }
  return rung
}

/** Another category may give a clock time again; what is over by it too has rung already. */
function recategorised(rung: Rung, ticket: Ticket, event: TicketEvent & { kind: 'recategorised' }): Rung {
  const { promises } = event.data
  const gained = (['accept', 'answer', 'resolve'] as const).filter(clock => {
    const due = Date.parse(promises?.[`${clock}By`] ?? '')
    return due > event.at.getTime() && due !== ticket[`${clock}By`]?.getTime()
  })
  const without = (keys: Set<string>) =>
    new Set([...keys].filter(key => !gained.some(clock => clock === key)))
  const missed = without(rung.missed)
  const reminded = without(rung.reminded)
  return missed.size > 0 ? { ...rung, reminded, missed } : { ...nothing(), reminded }
}

/** All that would ring if nothing else happened. */
function ringsOf(ticket: Ticket, rung: Rung, office: Office): Ring[] {
  const one = (kind: Ring['kind'], at: number): Ring[] => [{ kind, key: '', level: 0, at }]
  const { state, waitingSince, urgency } = ticket
  if (state === 'needs_info') return one('unrouted', ticket.createdAt.getTime() + 2 * HOUR)
  if (state === 'resolved') return ticket.confirmBy ? one('lapsed', ticket.confirmBy.getTime()) : []
  if (state === 'closed') return ticket.followUpAt ? one('followed_up', ticket.followUpAt.getTime()) : []
  if (waitingSince)
    return ['withdrawn', 'merged'].includes(state) ? [] : one('resumed', waitingSince.getTime() + 72 * HOUR)
  const later = (from: number, minutes: number, working: boolean) =>
    working ? office.after(from, minutes) : from + minutes * MINUTE
  const higher = Math.min(rung.level + 1, LEVELS)
  return clocksOf(ticket).flatMap(({ key, from, due, working }): Ring[] => {
    const next = rung.at === null ? null : later(rung.at, STEP_MINUTES[urgency], working)
    if (rung.missed.has(key))
      return rung.level >= LEVELS || next === null
        ? []
        : [{ kind: 'supervised', key, level: higher, at: next }]
    // A person who is told of one is told of the other, until it is time for the next level.
    const level = next !== null && due < next ? rung.level : higher
    const over: Ring = { kind: 'supervised', key, level, at: due }
    if (from === null || from >= due || rung.reminded.has(key)) return [over]
    const length = working ? office.between(from, due) : (due - from) / MINUTE
    const at = later(from, length * 0.75, working)
    return [over, { kind: 'reminded', key, level: 0, at }]
  })
}

function clocksOf(ticket: Ticket) {
  const { state, decideBy, meeting, promisedAt, workingTime } = ticket
  const calm = ticket.urgency === 'normal'
  const clock = (key: string, due: Date | null, from: number | null, working: boolean) =>
    due ? [{ key, due: due.getTime(), from, working }] : []
  if (state === 'unrouted' || state === 'arbitration') return clock('decide', decideBy, null, calm)
  if (state === 'meeting') return clock('decide', decideBy, meeting && Date.parse(meeting.calledAt), calm)
  if (state !== 'assigned' && state !== 'accepted' && state !== 'whistled') return []
  const promised = promisedAt?.getTime() ?? null
  return [
    ...(state === 'assigned' ? clock('accept', ticket.acceptBy, promised, workingTime) : []),
    ...(ticket.answeredAt ? [] : clock('answer', ticket.answerBy, promised, workingTime)),
    ...clock('resolve', ticket.resolveBy, promised, workingTime),
    ...tasksAtWork(ticket).flatMap(task =>
      task.state === 'called'
        ? clock(`report:${task.unitId}`, new Date(task.reportBy), Date.parse(task.calledAt), calm)
        : clock(`act:${task.unitId}`, new Date(task.actBy), Date.parse(task.calledAt), calm),
    ),
  ]
}
