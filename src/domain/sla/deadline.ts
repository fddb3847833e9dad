/**
 * Deadlines: when a promise falls due. Working time counts only office hours on working days; wall time always
 * runs. China keeps one zone without summer time, so a zone is a fixed offset.
 */
import { type Clocks, type Urgency } from '../category.ts'

export interface WorkCalendar {
  /** Minutes east of UTC: 480 for China. */
  readonly utcOffset: number
  /** Office hours as minutes of the day, in order: [[510, 720], [810, 1050]]. */
  readonly hours: readonly (readonly [from: number, to: number])[]
  /** @param day `2026-11-20` in the calendar's zone; make-up workdays count as working. */
  isWorkday(day: string): boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A calendar without a workday in this many days is an error, not a holiday. */
const LONGEST_HOLIDAY_DAYS = 60

/** `90m` -> minutes; days of working time are handled apart. */
function minutesOf(duration: string): number {
  const amount = Number.parseInt(duration, 10)
  return duration.endsWith('h') ? amount * 60 : duration.endsWith('d') ? amount * 24 * 60 : amount
}

/**
 * When a promise made at `start` falls due. Five working days from Friday 16:00 is the next Friday 16:00; a promise
 * made outside office hours counts from the next opening.
 */
export function dueAt(start: Date, duration: string, time: Clocks['time'], calendar: WorkCalendar): Date {
  if (time === 'wall') return new Date(start.getTime() + minutesOf(duration) * MINUTE)
  return duration.endsWith('d')
    ? addWorkdays(start, Number.parseInt(duration, 10), calendar)
    : addOfficeMinutes(start, minutesOf(duration), calendar)
}

/** Midnight of the day and the minute of the day, both in the calendar's zone. */
function local(at: Date, calendar: WorkCalendar): { midnight: number; minute: number } {
  const shifted = at.getTime() + calendar.utcOffset * MINUTE
  const midnight = Math.floor(shifted / DAY) * DAY
  return { midnight, minute: (shifted - midnight) / MINUTE }
}

const dayOf = (midnight: number): string => new Date(midnight).toISOString().slice(0, 10)

const instant = (midnight: number, minute: number, calendar: WorkCalendar): Date =>
  new Date(midnight + (minute - calendar.utcOffset) * MINUTE)

/** When the day of `at` began, in the calendar's zone. */
export const startOfDay = (at: Date, calendar: WorkCalendar): Date =>
  instant(local(at, calendar).midnight, 0, calendar)

/** Adds minutes of office time; a start outside office hours counts from the next opening. */
export function addOfficeMinutes(start: Date, minutes: number, calendar: WorkCalendar): Date {
  let left = minutes
  let { midnight, minute } = local(start, calendar)
  for (let idle = 0; idle < LONGEST_HOLIDAY_DAYS; idle++) {
    if (calendar.isWorkday(dayOf(midnight))) {
      idle = 0
      for (const [from, to] of calendar.hours) {
        const begin = Math.max(from, minute)
        if (begin >= to) continue
        if (left <= to - begin) return instant(midnight, begin + left, calendar)
        left -= to - begin
      }
    }
    midnight += DAY
    minute = 0
  }
  throw new Error(`no workday within ${LONGEST_HOLIDAY_DAYS} days of ${dayOf(midnight)}: check the calendar`)
}

/** Office time between two instants, minutes; 0 when the second is not after the first. */
export function officeMinutesBetween(start: Date, end: Date, calendar: WorkCalendar): number {
  let minutes = 0
  for (let day = local(start, calendar).midnight; instant(day, 0, calendar) < end; day += DAY) {
    if (!calendar.isWorkday(dayOf(day))) continue
    for (const [from, to] of calendar.hours) {
      const begin = Math.max(instant(day, from, calendar).getTime(), start.getTime())
      const stop = Math.min(instant(day, to, calendar).getTime(), end.getTime())
      minutes += Math.max(0, stop - begin) / MINUTE
    }
  }
  return minutes
}

/** Is the instant within office hours on a workday? */
export function isOfficeHour(at: Date, calendar: WorkCalendar): boolean {
  const { midnight, minute } = local(at, calendar)
  return (
    calendar.isWorkday(dayOf(midnight)) && calendar.hours.some(([from, to]) => from <= minute && minute < to)
  )
}

/** Moves `at` by the time between two instants, in office time or round the clock. */
export function shifted(
  at: Date,
  [from, to]: readonly [Date, Date],
  workingTime: boolean,
  calendar: WorkCalendar,
): Date {
  return workingTime
    ? addOfficeMinutes(at, officeMinutesBetween(from, to, calendar), calendar)
    : new Date(at.getTime() + to.getTime() - from.getTime())
}

/** The instant at which a share of the time between two instants is over, in office time or round the clock. */
export function partOfTheWay(
  from: Date,
  to: Date,
  share: number,
  workingTime: boolean,
  calendar: WorkCalendar,
): Date {
  return workingTime
    ? addOfficeMinutes(from, officeMinutesBetween(from, to, calendar) * share, calendar)
    : new Date(from.getTime() + (to.getTime() - from.getTime()) * share)
}

function addWorkdays(start: Date, days: number, calendar: WorkCalendar): Date {
  const begin = addOfficeMinutes(start, 0, calendar)
  let { midnight, minute } = local(begin, calendar)
  for (let left = days, idle = 0; left > 0; ) {
    midnight += DAY
    if (calendar.isWorkday(dayOf(midnight))) {
      left--
      idle = 0
    } else if (++idle >= LONGEST_HOLIDAY_DAYS)
      throw new Error(`no workday before ${dayOf(midnight)}: check the calendar`)
  }
  return instant(midnight, minute, calendar)
}

/**
 * Upper bounds on a category's deadlines by urgency, on wall time.
 * Emergencies: handled within 2 h; utilities: 24 h (draft Beijing 12345 standard, 2021).
 */
const CEILINGS: Record<Exclude<Urgency, 'normal'>, Omit<Clocks, 'time'>> = {
  urgent: { accept: '30m', answer: '2h', resolve: '24h' },
  emergency: { accept: '5m', answer: '15m', resolve: '2h' },
}

export interface Promises {
  acceptBy: Date
  answerBy: Date
  resolveBy: Date
  workingTime: boolean
}

/** The three deadlines of a ticket, counted from its assignment. */
export function promises(start: Date, clocks: Clocks, urgency: Urgency, calendar: WorkCalendar): Promises {
  const due = (name: 'accept' | 'answer' | 'resolve'): Date => {
    const usual = dueAt(start, clocks[name], clocks.time, calendar)
    if (urgency === 'normal') return usual
    const ceiling = dueAt(start, CEILINGS[urgency][name], 'wall', calendar)
    return ceiling < usual ? ceiling : usual
  }
  const workingTime = clocks.time === 'working' && urgency === 'normal'
  return { acceptBy: due('accept'), answerBy: due('answer'), resolveBy: due('resolve'), workingTime }
}
