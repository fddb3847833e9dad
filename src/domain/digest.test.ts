import { describe, expect, it } from 'vitest'
import { chineseCalendar } from '../tickets/work-calendar.ts'
import { isDigestTime, reportsOn } from './digest.ts'

const at = (text: string) => new Date(`${text}+08:00`)

it.each([
  ['17:40', '2026-11-23T17:39:59', false],
  ['17:40', '2026-11-23T17:40:00', true],
  ['17:40', '2026-11-23T19:39:59', true],
  ['17:40', '2026-11-23T19:40:00', false],
  ['17:40', '2026-11-24T02:00:00', false],
  // Midnight ends the day of which it tells.
  ['23:30', '2026-11-23T23:59:59', true],
  ['23:30', '2026-11-24T00:00:00', false],
  ['00:00', '2026-11-24T00:00:00', true],
])('the hour is %s: at %s it is %s', (digest, now, is) => {
  expect(isDigestTime({ digest }, at(now), chineseCalendar)).toBe(is)
})

describe('of the week and the month', () => {
  const on = (day: string, reports = { week: 1, month: 1 }) => reportsOn(day, { reports }, chineseCalendar)

  it('is told on the set days', () => {
    expect(on('2026-11-23')).toEqual(['week'])
    expect(on('2026-11-24')).toEqual([])
    expect(on('2026-12-01')).toEqual(['month'])
    expect(on('2026-06-01')).toEqual(['week', 'month'])
    expect(on('2026-11-20', { week: 5, month: 20 })).toEqual(['week', 'month'])
  })

  it('waits for the next workday, and is told once', () => {
    // Sunday the first of November is free, Monday the second is not.
    expect(on('2026-11-01')).toEqual([])
    expect(on('2026-11-02')).toEqual(['week', 'month'])
    expect(on('2026-11-03')).toEqual([])
    // The first to the seventh of October are free.
    for (const day of ['01', '05', '07']) expect(on(`2026-10-${day}`)).toEqual([])
    expect(on('2026-10-08')).toEqual(['week', 'month'])
    expect(on('2026-10-09')).toEqual([])
    // Sunday the seventh, by a district that chose Sundays.
    expect(on('2026-11-23', { week: 7, month: 28 })).toEqual(['week'])
    expect(on('2026-11-30', { week: 7, month: 28 })).toEqual(['week', 'month'])
  })
})
