/**
 * Who is on duty 在岗: weekly shifts, split and night shifts included, leave, and office hours for members
 * without shifts.
 */
import { isOfficeHour, type WorkCalendar } from '../domain/sla/deadline.ts'

export interface OrgShift {
  memberId: string
  /** ISO weekdays, Monday is 1. */
  days: readonly number[]
  /** Minutes of the day; `to` beyond 1440 reaches into the next day. */
  from: number
  to: number
}

export interface OrgLeave {
  memberId: string
  from: Date
  to: Date
}

export interface Roster {
  shiftsOf(memberId: string): readonly OrgShift[]
  leavesOf(memberId: string): readonly OrgLeave[]
}

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60

const isOnLeave = (roster: Roster, memberId: string, at: Date): boolean =>
  roster.leavesOf(memberId).some(({ from, to }) => from <= at && at < to)

/** A year of absence counts as permanent. */
const FOR_GOOD_MS = 365 * 86_400_000

/** Whether leaves without a gap cover a year from `at`. */
export function isAwayForGood(roster: Roster, memberId: string, at: Date): boolean {
  const end = at.getTime() + FOR_GOOD_MS
  let free = at.getTime()
  for (const { from, to } of [...roster.leavesOf(memberId)].sort((a, b) => +a.from - +b.from))
    if (from.getTime() <= free) free = Math.max(free, to.getTime())
  return free >= end
}

export function isOnDuty(roster: Roster, memberId: string, at: Date, calendar: WorkCalendar): boolean {
  if (isOnLeave(roster, memberId, at)) return false
  const shifts = roster.shiftsOf(memberId)
  return shifts.length === 0 ? isOfficeHour(at, calendar) : shifts.some(shift => covers(shift, at, calendar))
}

/** A shift over midnight belongs to the day on which it begins. */
function covers({ days, from, to }: OrgShift, at: Date, { utcOffset }: WorkCalendar): boolean {
  const minutes = Math.floor(at.getTime() / MINUTE) + utcOffset
  const minute = minutes % DAY_MINUTES
  // 1 January 1970 was a Thursday.
  const weekday = ((Math.floor(minutes / DAY_MINUTES) + 3) % 7) + 1
  const before = weekday === 1 ? 7 : weekday - 1
  return (
    (days.includes(weekday) && from <= minute && minute < to) ||
    (days.includes(before) && from <= minute + DAY_MINUTES && minute + DAY_MINUTES < to)
  )
}
