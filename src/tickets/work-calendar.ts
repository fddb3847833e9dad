/** Office hours of the Chinese calendar, with its make-up workdays. */
import chineseDays from 'chinese-days'
import type { WorkCalendar } from '../domain/clock.ts'
import type { UnitHours } from '../domain/hours.ts'

const HOURS = [
  [8 * 60 + 30, 12 * 60],
  [13 * 60 + 30, 17 * 60 + 30],
] as const

/** Days on which the district differs from the Chinese calendar: day to whether people work. */
export type LocalDays = ReadonlyMap<string, boolean>

/** The calendar of a unit with hours of its own, or of the district. */
export function calendarWith(local: LocalDays, own: UnitHours | null): WorkCalendar {
  return {
    utcOffset: chineseCalendar.utcOffset,
    hours: own?.hours ?? HOURS,
    isWorkday: day => own?.days === 'daily' || (local.get(day) ?? chineseCalendar.isWorkday(day)),
  }
}

/** The State Council announces a year's holidays in the autumn before; beyond what is known, weekends are free. */
export const chineseCalendar: WorkCalendar = {
  utcOffset: 480,
  hours: HOURS,
  isWorkday: day => chineseDays.isWorkday(day),
}
export const CHINA = 'Asia/Shanghai'
