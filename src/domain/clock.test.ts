import { describe, expect, it } from 'vitest'
import { dueAt, promises, type WorkCalendar } from './clock.ts'

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
