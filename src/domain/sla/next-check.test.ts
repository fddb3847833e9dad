import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, dueAlarm, HIGHEST_LEVEL, nextAlarm } from './next-check.ts'
import type { WorkCalendar } from './deadline.ts'
import { advance, open } from '../ticket/advance.ts'
import { clockKey, NOT_WARNED, type Ticket } from '../ticket/ticket.ts'
import { SYSTEM, type EventBody, type Task, type TicketEvent } from '../ticket/ticket-event.ts'
import { TICKET_STATES } from '../ticket/transitions.ts'

fc.configureGlobal({ seed: 20_261_120 })

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Monday, 09:00 in China. */
const START = new Date('2026-11-23T01:00:00Z')
const after = (ms: number): Date => new Date(START.getTime() + ms)
const text = (ms: number): string => after(ms).toISOString()
const CALENDAR: WorkCalendar = {
  utcOffset: 480,
  hours: [
    [510, 720],
    [810, 1050],
  ],
  isWorkday: day => ![0, 6].includes(new Date(day).getUTCDay()),
}

const OPENED = open('ticket-1', {
  kind: 'opened',
  at: START,
  data: {
    number: '20261123-0231',
    residentId: 'resident-1',
    conversationId: 'chat-1',
    language: 'zh-CN',
    category: 'facilities.lighting',
    urgency: 'urgent',
    text: '灯坏了',
    summary: '灯坏了',
    emergency: null,
  },
})
const ASSIGNED: Ticket = {
  ...OPENED,
  state: 'assigned',
  gridId: 'g4',
  acceptBy: after(2 * HOUR),
  answerBy: after(6 * HOUR),
  resolveBy: after(48 * HOUR),
  promisedAt: START,
  assignedAt: START,
}
const called = (unitId: string, over: Partial<Task> = {}): Task => ({
  unitId,
  state: 'called',
  ground: 'beyond_power',
  calledAt: text(0),
  reportBy: text(4 * HOUR),
  actBy: text(20 * HOUR),
  note: '',
  stars: null,
  ...over,
})

/** The event that the service creates for an alarm. */
const stepOf = (alarm: Alarm): EventBody => {
  switch (alarm.act) {
    case 'remind':
      return { kind: 'reminded', data: { clock: alarm.clock, unitId: alarm.unitId } }
    case 'supervise':
      return { kind: 'supervised', data: { clock: alarm.clock, unitId: alarm.unitId, level: alarm.level } }
    case 'lapse':
      return { kind: 'lapsed', data: { followUpAt: text(100 * DAY) } }
    case 'give_to_person':
      return {
        kind: 'unrouted',
        data: { why: 'no_place', decideBy: text(3 * DAY), guesses: { categories: [], grids: [] } },
      }
    case 'resume':
      return { kind: 'resumed', data: { promises: null } }
    case 'follow_up':
      return { kind: 'followed_up', data: {} }
  }
}

/** Applies due alarms until none is left. */
function look(ticket: Ticket, now: Date, rang: Alarm[]): Ticket {
  for (let alarm = dueAlarm(ticket, CALENDAR, now); alarm; alarm = dueAlarm(ticket, CALENDAR, now)) {
    const answer = advance(ticket, { ...stepOf(alarm), actor: SYSTEM, at: now } as TicketEvent)
    if (!answer.ok) throw new Error(`${alarm.act} in ${ticket.state}: ${answer.refusal}`)
    rang.push(alarm)
    if (rang.length > 100) throw new Error(`it never ends: ${JSON.stringify(alarm)}`)
    ticket = answer.ticket
  }
  return ticket
}

function live(ticket: Ticket, looks: readonly Date[]): { ticket: Ticket; rang: Alarm[] } {
  const rang: Alarm[] = []
  return { ticket: looks.reduce((now, at) => look(now, at, rang), ticket), rang }
}

const span = fc.integer({ min: 1, max: 30 * DAY })
const anyTicket: fc.Arbitrary<Ticket> = fc
  .record({
    state: fc.constantFrom(...TICKET_STATES),
    urgency: fc.constantFrom('normal', 'urgent', 'emergency'),
    workingTime: fc.boolean(),
    due: fc.tuple(span, span, span, span),
    tasks: fc.subarray([called('a'), called('b', { state: 'reported_in' }), called('c', { state: 'done' })]),
    answered: fc.boolean(),
    waiting: fc.option(span, { nil: null }),
  })
  .map(({ state, due: [accept, answer, resolve, decide], tasks, answered, waiting, ...rest }) => ({
    ...ASSIGNED,
    ...rest,
    state,
    acceptBy: after(accept),
    answerBy: after(answer),
    resolveBy: after(resolve),
    decideBy: after(decide),
    confirmBy: after(decide),
    followUpAt: after(accept),
    meeting:
      state === 'meeting'
        ? {
            plan: 'x',
            unitId: null,
            calledAt: text(0),
            stoodSince: new Date(0).toISOString(),
            decision: null,
            note: '',
          }
        : null,
    tasks: state === 'whistled' ? tasks : [],
    answeredAt: answered ? START : null,
    waitingSince:
      waiting !== null && ['assigned', 'accepted', 'whistled'].includes(state) ? after(waiting % DAY) : null,
  }))
/** Random steps of time: seconds, a night, a month of downtime. */
const looks = fc
  .array(fc.oneof(fc.integer({ min: 1, max: HOUR }), fc.integer({ min: 1, max: 40 * DAY })), {
    minLength: 1,
    maxLength: 25,
  })
  .map(steps => {
    let at = DAY
    return steps.map(step => after((at += step)))
  })

const keyOf = (alarm: Alarm): string =>
  'clock' in alarm ? `${alarm.act} ${clockKey(alarm.clock, alarm.unitId)}` : alarm.act

describe('however time passes', () => {
  it('everything rings that is due, and what has rung is over', () => {
    fc.assert(
      fc.property(anyTicket, looks, (start, times) => {
        const { ticket, rang } = live(start, times)
        const next = nextAlarm(ticket, CALENDAR)
        const last = times.at(-1) as Date
        expect(next === null || next > last, `${next?.toISOString()} after ${last.toISOString()}`).toBe(true)
        expect(Math.max(0, ...rang.map(alarm => ('level' in alarm ? alarm.level : 0)))).toBeLessThanOrEqual(
          HIGHEST_LEVEL,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('each clock reminds once at most, never when it is late, and goes up level by level', () => {
    fc.assert(
      fc.property(anyTicket, looks, (start, times) => {
        const { rang } = live(start, times)
        const reminders = rang.filter(({ act }) => act === 'remind').map(keyOf)
        expect(new Set(reminders).size).toBe(reminders.length)
        const levels = rang.flatMap(alarm => ('level' in alarm ? [alarm.level] : []))
        expect(levels).toEqual(levels.toSorted((a, b) => a - b))
        rang.forEach((alarm, index) => {
          if (alarm.act !== 'remind') return
          const clock = keyOf(alarm).replace('remind', 'supervise')
          expect(rang.slice(0, index).map(keyOf)).not.toContain(clock)
        })
      }),
      { numRuns: 500 },
    )
  })

  it('every clock that runs out is missed exactly once, whether the check ran every hour or once', () => {
    const finished = (times: readonly Date[]) => {
      const { ticket, rang } = live({ ...ASSIGNED, tasks: [called('a')], state: 'whistled' }, times)
      const missed = rang.filter(({ act }) => act === 'supervise').map(keyOf)
      return { missed: [...ticket.warned.missed].toSorted(), told: new Set(missed) }
    }
    const expected = ['answer', 'report:a', 'resolve']
    fc.assert(
      fc.property(looks, times => {
        const { missed, told } = finished([...times, after(5_000 * DAY)])
        expect(missed).toEqual(expected)
        expect([...told].map(key => key.replace('supervise ', '')).toSorted()).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('two looks at one moment are one', () => {
    fc.assert(
      fc.property(anyTicket, looks, (start, times) => {
        const once = live(start, times)
        expect(
          live(
            start,
            times.flatMap(at => [at, at]),
          ),
        ).toEqual(once)
      }),
      { numRuns: 200 },
    )
  })

  it('nothing rings before it is due, and something does when it is', () => {
    fc.assert(
      fc.property(anyTicket, ticket => {
        const next = nextAlarm(ticket, CALENDAR)
        if (!next) {
          expect(dueAlarm(ticket, CALENDAR, after(10_000 * DAY))).toBeNull()
          return
        }
        expect(dueAlarm(ticket, CALENDAR, new Date(next.getTime() - 1))).toBeNull()
        expect(dueAlarm(ticket, CALENDAR, next)).toMatchObject({ at: next })
      }),
      { numRuns: 500 },
    )
  })
})

describe('a clock', () => {
  const at = (ticket: Ticket, ms: number) => dueAlarm(ticket, CALENDAR, after(ms))

  it('reminds when three quarters are over, in office time when the promise is', () => {
    expect(nextAlarm(ASSIGNED, CALENDAR)).toEqual(after(1.5 * HOUR))
    expect(at(ASSIGNED, 1.5 * HOUR)).toMatchObject({ act: 'remind', clock: 'accept' })
    // Monday 16:30 to Tuesday 09:30: two office hours, of which one and a half are over at 09:00.
    const overnight = {
      ...ASSIGNED,
      workingTime: true,
      promisedAt: after(7.5 * HOUR),
      acceptBy: after(24.5 * HOUR),
    }
    expect(nextAlarm({ ...overnight, answerBy: null, resolveBy: null }, CALENDAR)).toEqual(after(24 * HOUR))
  })

  it('is not reminded of when it is late already', () => {
    expect(at(ASSIGNED, 2 * HOUR)).toMatchObject({ act: 'supervise', clock: 'accept', level: 1 })
  })

  it('goes up again a step after it went up last, not after the deadline', () => {
    const late = { ...ASSIGNED, answerBy: null, resolveBy: null }
    const once = look(late, after(9 * DAY), [])
    expect(once.warned.level).toBe(1)
    expect(nextAlarm(once, CALENDAR)).toEqual(after(9 * DAY + HOUR))
  })

  it('of a calm ticket steps in office time: what is late on Friday evening goes up on Monday', () => {
    const friday = 4 * DAY + 8 * HOUR
    const calm: Ticket = {
      ...ASSIGNED,
      urgency: 'normal',
      workingTime: true,
      acceptBy: after(friday),
      answerBy: null,
      resolveBy: null,
    }
    const once = look(calm, after(friday), [])
    // Friday 17:00, four office hours: half an hour on Friday, three and a half on Monday morning.
    expect(nextAlarm(once, CALENDAR)).toEqual(after(7 * DAY + 3 * HOUR))
  })

  it('stands still while the resident is asked, and not for ever', () => {
    const waiting = { ...ASSIGNED, waitingSince: after(HOUR) }
    expect(nextAlarm(waiting, CALENDAR)).toEqual(after(73 * HOUR))
    expect(at(waiting, 73 * HOUR)).toMatchObject({ act: 'resume' })
  })

  it('of a department is its own: being there is one thing, having acted another', () => {
    const whistled: Ticket = { ...ASSIGNED, state: 'whistled', answeredAt: START, resolveBy: null }
    const clocksOf = (...tasks: Task[]) =>
      live({ ...whistled, tasks }, [after(100 * DAY)]).ticket.warned.missed.toSorted()
    expect(clocksOf(called('a'))).toEqual(['report:a'])
    expect(clocksOf(called('a', { state: 'reported_in' }), called('b'))).toEqual(['act:a', 'report:b'])
    expect(clocksOf(called('a', { state: 'done' }), called('b', { state: 'called_off' }))).toEqual([])
  })

  it.each(['withdrawn', 'merged'] as const)('of what is %s never rings', state => {
    expect(nextAlarm({ ...ASSIGNED, state, decideBy: after(1) }, CALENDAR)).toBeNull()
  })

  it('closes what the resident did not answer, asks again what tends to come back, and both once', () => {
    const resolved: Ticket = { ...ASSIGNED, state: 'resolved', confirmBy: after(DAY), warned: NOT_WARNED }
    const { ticket, rang } = live(resolved, [after(DAY), after(99 * DAY), after(101 * DAY), after(400 * DAY)])
    expect(rang.map(({ act }) => act)).toEqual(['lapse', 'follow_up'])
    expect(ticket).toMatchObject({ state: 'closed', followUpAt: null })
  })
})
