import { expect, it } from 'vitest'
import {
  dayOf,
  inDays,
  lastMonth,
  lastWeek,
  monthNamed,
  PeriodError,
  periodNamed,
  today,
  weekOf,
} from './period.ts'

const NOW = new Date('2026-11-21T00:30:00+08:00')
const days = (names: Parameters<typeof periodNamed>[0]) => inDays(periodNamed(names, NOW))

it('lives by the day of the district, not of the server', () => {
  expect(dayOf(Date.parse('2026-11-20T15:59:59Z'))).toBe('2026-11-20')
  expect(dayOf(Date.parse('2026-11-20T16:00:00Z'))).toBe('2026-11-21')
  expect(inDays(today(NOW))).toBe('2026-11-21')
})

it('begins weeks on Monday', () => {
  expect(weekOf(Date.parse('2026-11-22T23:59:00+08:00'))).toBe('2026-11-16')
  expect(weekOf(Date.parse('2026-11-23T00:00:00+08:00'))).toBe('2026-11-23')
  expect(inDays(lastWeek(new Date('2026-11-23T17:40:00+08:00')))).toBe('2026-11-16 – 2026-11-22')
})

it('knows how long months are', () => {
  expect(inDays(monthNamed('2028-02'))).toBe('2028-02-01 – 2028-02-29')
  expect(inDays(lastMonth(new Date('2027-01-01T17:40:00+08:00')))).toBe('2026-12-01 – 2026-12-31')
})

it('takes what was asked for: `to` itself is not counted, nothing said is this month', () => {
  expect(days({ from: '2026-11-01', to: '2026-12-01' })).toBe('2026-11-01 – 2026-11-30')
  expect(days({ from: '2026-11-20' })).toBe('2026-11-20 – 2026-11-21')
  expect(days({ month: '2026-10' })).toBe('2026-10-01 – 2026-10-31')
  expect(days({})).toBe('2026-11-01 – 2026-11-21')
})

it.each([
  [{ from: '2026-02-30' }],
  [{ from: '1.11.2026' }],
  [{ from: '2026-11-02', to: '2026-11-02' }],
  [{ to: '2026-11-02' }],
  [{ month: '2026-13' }],
  [{ month: '2026-11', from: '2026-11-01' }],
])('refuses %j', names => {
  expect(() => periodNamed(names, NOW)).toThrow(PeriodError)
})
