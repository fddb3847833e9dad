import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addOfficeMinutes,
  dueAt,
  isOfficeHour,
  officeMinutesBetween,
  partOfTheWay,
  promises,
  shifted,
  startOfDay,
  type WorkCalendar,
} from './deadline.ts'

/** Mondays to Fridays, except 1 October; Saturday the 10th is a make-up workday. */
const calendar: WorkCalendar = {
  utcOffset: 480,
  hours: [
    [8 * 60 + 30, 12 * 60],
    [13 * 60 + 30, 17 * 60 + 30],
  ],
  isWorkday: day =>
    day === '2026-10-10' || (day !== '2026-10-01' && ![0, 6].includes(new Date(day).getUTCDay())),
}
const at = (local: string) => new Date(`${local}+08:00`)
const due = (start: string, duration: string, time: 'working' | 'wall' = 'working') =>
  dueAt(at(start), duration, time, calendar).toISOString()
const same = (local: string) => at(local).toISOString()

describe('working time', () => {
  it.each([
    ['within the morning', '2026-11-20T09:00', '2h', '2026-11-20T11:00'],
    ['across the lunch break', '2026-11-20T11:30', '1h', '2026-11-20T14:00'],
    ['from the evening to the next morning', '2026-11-19T20:00', '30m', '2026-11-20T09:00'],
    ['across a weekend', '2026-11-20T17:00', '1h', '2026-11-23T09:00'],
    ['from before opening', '2026-11-20T03:00', '30m', '2026-11-20T09:00'],
    ['over a holiday', '2026-09-30T17:00', '1h', '2026-10-02T09:00'],
    ['on a make-up Saturday', '2026-10-10T09:00', '1h', '2026-10-10T10:00'],
    ['five days', '2026-11-20T16:00', '5d', '2026-11-27T16:00'],
    ['one day from a Sunday counts from Monday morning', '2026-11-22T12:00', '1d', '2026-11-24T08:30'],
  ])('%s', (_, start, duration, expected) => expect(due(start, duration)).toBe(same(expected)))

  it('says what is wrong when no day is a workday', () => {
    const never = { ...calendar, isWorkday: () => false }
    expect(() => dueAt(at('2026-11-20T09:00'), '1h', 'working', never)).toThrow('check the calendar')
    expect(() => dueAt(at('2026-11-20T09:00'), '2d', 'working', never)).toThrow('check the calendar')
  })
})

it('wall time runs at night and on holidays', () => {
  expect(due('2026-10-01T02:00', '90m', 'wall')).toBe(same('2026-10-01T03:30'))
  expect(due('2026-10-01T02:00', '2d', 'wall')).toBe(same('2026-10-03T02:00'))
})

it('urgency shortens promises and never lengthens them', () => {
  const clocks = { time: 'working', accept: '10m', answer: '1d', resolve: '5d' } as const
  const start = at('2026-11-20T09:00')
  const urgent = promises(start, clocks, 'urgent', calendar)
  expect(urgent.acceptBy.toISOString()).toBe(same('2026-11-20T09:10'))
  expect(urgent.answerBy.toISOString()).toBe(same('2026-11-20T11:00'))
  expect(urgent.resolveBy.toISOString()).toBe(same('2026-11-21T09:00'))
  expect(promises(start, clocks, 'emergency', calendar).acceptBy.toISOString()).toBe(same('2026-11-20T09:05'))
})

describe('between two moments', () => {
  const from = Date.UTC(2026, 8, 20)
  const instant = fc.integer({ min: 0, max: 40 * 24 * 60 }).map(minute => new Date(from + minute * 60_000))
  const amount = fc.integer({ min: 0, max: 3_000 })

  it('lie as many office minutes as were added', () => {
    fc.assert(
      fc.property(instant, amount, (start, minutes) => {
        const end = addOfficeMinutes(start, minutes, calendar)
        expect(end >= start).toBe(true)
        expect(officeMinutesBetween(start, end, calendar)).toBe(minutes)
      }),
    )
  })

  it('add up, and are none backwards', () => {
    fc.assert(
      fc.property(instant, instant, instant, (...three) => {
        const [a, b, c] = three.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date]
        expect(officeMinutesBetween(a, b, calendar) + officeMinutesBetween(b, c, calendar)).toBe(
          officeMinutesBetween(a, c, calendar),
        )
        expect(officeMinutesBetween(c, a, calendar)).toBe(0)
      }),
    )
  })

  it('a share of the way is before the end, and whole hours are whole hours', () => {
    fc.assert(
      fc.property(instant, amount, fc.boolean(), (start, minutes, working) => {
        const end = addOfficeMinutes(start, minutes + 1, calendar)
        const part = partOfTheWay(start, end, 0.75, working, calendar)
        expect(part >= start && part < end).toBe(true)
      }),
    )
    const noon = partOfTheWay(at('2026-11-20T08:30'), at('2026-11-20T13:30'), 0.5, true, calendar)
    expect(noon).toEqual(at('2026-11-20T10:15'))
  })

  it('a pause moves what follows by as much as was lost', () => {
    const pause = [at('2026-11-20T17:00'), at('2026-11-23T09:00')] as const
    // Half an hour on Friday, half an hour on Monday.
    expect(shifted(at('2026-11-20T11:30'), pause, true, calendar)).toEqual(at('2026-11-20T14:00'))
    expect(shifted(at('2026-11-20T11:30'), pause, false, calendar)).toEqual(at('2026-11-23T03:30'))
  })
})

it.each([
  ['2026-11-20T08:29', false],
  ['2026-11-20T08:30', true],
  ['2026-11-20T12:00', false],
  ['2026-11-20T17:29', true],
  ['2026-11-20T17:30', false],
  ['2026-11-21T10:00', false],
  ['2026-10-10T10:00', true],
  ['2026-10-01T10:00', false],
])('%s is within office hours: %s', (local, open) => {
  expect(isOfficeHour(at(local), calendar)).toBe(open)
})

it('a day begins at midnight in China', () => {
  expect(startOfDay(at('2026-11-20T00:00'), calendar)).toEqual(at('2026-11-20T00:00'))
  expect(startOfDay(at('2026-11-20T07:59'), calendar)).toEqual(at('2026-11-20T00:00'))
  expect(startOfDay(at('2026-11-20T23:59'), calendar)).toEqual(at('2026-11-20T00:00'))
})
