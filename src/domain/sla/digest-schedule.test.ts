import { expect, it } from 'vitest'
import { chineseCalendar } from '../../tickets/work-calendar.ts'
import { isDigestTime, type Span, tellingDay } from './digest-schedule.ts'

const at = (text: string) => new Date(`${text}+08:00`)

it.each([
  ['17:40', '2026-11-23T17:39:59', false],
  ['17:40', '2026-11-23T17:40:00', true],
  ['17:40', '2026-11-23T19:39:59', true],
  ['17:40', '2026-11-23T19:40:00', false],
  ['17:40', '2026-11-24T02:00:00', false],
  // At midnight the reported day is over.
  ['23:30', '2026-11-23T23:59:59', true],
  ['23:30', '2026-11-24T00:00:00', false],
  ['00:00', '2026-11-24T00:00:00', true],
])('the hour is %s: at %s it is %s', (digest, now, is) => {
  expect(isDigestTime({ digest }, at(now), chineseCalendar)).toBe(is)
})

it.each<[Span, string, string]>([
  ['day', '2026-11-20', '2026-11-20'],
  ['week', '2026-11-23', '2026-11-23'],
  ['week', '2026-11-29', '2026-11-23'],
  ['month', '2026-11-29', '2026-11-01'],
  ['month', '2026-12-01', '2026-12-01'],
])('of the %s it is told on %s, or was on %s', (span, day, on) => {
  expect(tellingDay(span, day, { reports: { week: 1, month: 1 } })).toBe(on)
})

it('goes by the set days', () => {
  const reports = { week: 7, month: 28 }
  expect(tellingDay('week', '2026-11-23', { reports })).toBe('2026-11-22')
  expect(tellingDay('month', '2026-03-27', { reports })).toBe('2026-02-28')
})
