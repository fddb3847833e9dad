import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from '../domain/sla/deadline.ts'
import { isOnDuty, type OrgLeave, type OrgShift, type Roster } from './roster.ts'

const CALENDAR: WorkCalendar = {
  utcOffset: 480,
  hours: [
    [510, 720],
    [810, 1050],
  ],
  isWorkday: day => ![0, 6].includes(new Date(day).getUTCDay()),
}
const at = (local: string) => new Date(`${local}+08:00`)
const rosterOf = (
  shifts: Omit<OrgShift, 'memberId'>[],
  leaves: Omit<OrgLeave, 'memberId'>[] = [],
): Roster => ({
  shiftsOf: memberId => (memberId === 'wang' ? shifts.map(shift => ({ memberId, ...shift })) : []),
  leavesOf: memberId => (memberId === 'wang' ? leaves.map(leave => ({ memberId, ...leave })) : []),
})
const onDuty = (roster: Roster, local: string) => isOnDuty(roster, 'wang', at(local), CALENDAR)

describe('without shifts', () => {
  it.each([
    ['2026-11-20T08:30', true],
    ['2026-11-20T12:30', false],
    ['2026-11-20T20:00', false],
    ['2026-11-21T10:00', false],
  ])('office hours: at %s %s', (local, on) => expect(onDuty(rosterOf([]), local)).toBe(on))
})

describe('with shifts, only those count', () => {
  // Friday is the 20th, Sunday the 22nd.
  const split = rosterOf([
    { days: [5], from: 420, to: 660 },
    { days: [5], from: 960, to: 1200 },
  ])
  const nights = rosterOf([{ days: [5, 7], from: 1320, to: 1800 }])

  it.each([
    ['2026-11-20T06:59', false],
    ['2026-11-20T07:00', true],
    ['2026-11-20T10:59', true],
    ['2026-11-20T11:00', false],
    ['2026-11-20T17:00', true],
    ['2026-11-20T20:00', false],
    ['2026-11-19T09:00', false],
  ])('a split one, at %s: %s', (local, on) => expect(onDuty(split, local)).toBe(on))

  it.each([
    ['2026-11-20T21:59', false],
    ['2026-11-20T22:00', true],
    ['2026-11-21T05:59', true],
    ['2026-11-21T06:00', false],
    ['2026-11-21T22:00', false],
    ['2026-11-22T23:00', true],
    // The night shift of Sunday reaches into Monday.
    ['2026-11-23T05:00', true],
    ['2026-11-20T05:00', false],
  ])('a night, at %s: %s', (local, on) => expect(onDuty(nights, local)).toBe(on))

  it('of every day round the clock leaves no moment out', () => {
    const always = rosterOf([{ days: [1, 2, 3, 4, 5, 6, 7], from: 480, to: 1920 }])
    fc.assert(
      fc.property(
        fc.date({ min: at('1971-01-01T00:00'), max: at('2100-01-01T00:00'), noInvalidDate: true }),
        moment => {
          expect(isOnDuty(always, 'wang', moment, CALENDAR)).toBe(true)
        },
      ),
    )
  })
})

it('a member on leave is not on duty, from the first moment to the last', () => {
  const roster = rosterOf(
    [{ days: [5], from: 0, to: 1440 }],
    [{ from: at('2026-11-20T10:00'), to: at('2026-11-20T12:00') }],
  )
  expect(['09:59', '10:00', '11:59', '12:00'].map(time => onDuty(roster, `2026-11-20T${time}`))).toEqual([
    true,
    false,
    false,
    true,
  ])
})
