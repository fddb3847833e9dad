/** Office hours of the Chinese calendar, with its make-up workdays. */
import chineseDays from 'chinese-days'
import type { WorkCalendar } from '../domain/sla/deadline.ts'
import type { UnitHours } from '../domain/sla/business-hours.ts'
import { isWeekend, statutoryDaysOf } from './statutory-days.ts'

const HOURS = [
  [8 * 60 + 30, 12 * 60],
  [13 * 60 + 30, 17 * 60 + 30],
] as const

/** Days on which the district differs from the Chinese calendar: day -> whether it is a workday. */
export type LocalDays = ReadonlyMap<string, boolean>

/** The calendar of a unit with hours of its own, or of the district. */
export function calendarWith(local: LocalDays, own: UnitHours | null): WorkCalendar {
  return {
    utcOffset: chineseCalendar.utcOffset,
    hours: own?.hours ?? HOURS,
    isWorkday: day => own?.days === 'daily' || (local.get(day) ?? chineseCalendar.isWorkday(day)),
  }
}

/** The State Council announces a year's holidays in the autumn before: the last year that the library has. */
const LAST_ANNOUNCED = lastAnnounced()

function lastAnnounced(): number {
  let year = 2026
  while (chineseDays.getHolidaysInRange(`${year + 1}-01-01`, `${year + 1}-12-31`, false).length > 0) year++
  return year
}

/** After the announced years only statutory days off are known; the make-up workdays on weekends are not. */
export const chineseCalendar: WorkCalendar = {
  utcOffset: 480,
  hours: HOURS,
  isWorkday: day => {
    const year = Number(day.slice(0, 4))
    return year <= LAST_ANNOUNCED
      ? chineseDays.isWorkday(day)
      : !isWeekend(day) && !statutoryDaysOf(year).has(day)
  },
}

/**
 * The last year whose holidays and make-up workdays are known, by the library or by an import: an import that
 * names a weekend workday has the announcement of its year.
 */
export function announcedYear(local: LocalDays): number {
  let year = LAST_ANNOUNCED
  const imported = new Set(
    [...local].filter(([day, works]) => works && isWeekend(day)).map(([day]) => Number(day.slice(0, 4))),
  )
  while (imported.has(year + 1)) year++
  return year
}

/** Start of the first year that is not announced. */
export const endOfAnnounced = (local: LocalDays): Date =>
  new Date(Date.UTC(announcedYear(local) + 1, 0, 1) - chineseCalendar.utcOffset * 60_000)

export const CHINA = 'Asia/Shanghai'
