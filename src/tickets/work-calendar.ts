/** Office hours of the Chinese calendar, with its make-up workdays. */
import chineseDays from 'chinese-days'
import type { WorkCalendar } from '../domain/clock.ts'

const HOURS = [
  [8 * 60 + 30, 12 * 60],
  [13 * 60 + 30, 17 * 60 + 30],
] as const

/** The State Council announces a year's holidays in the autumn before; beyond what is known, weekends are free. */
export const chineseCalendar: WorkCalendar = {
  utcOffset: 480,
  hours: HOURS,
  isWorkday: day => chineseDays.isWorkday(day),
}
export const CHINA = 'Asia/Shanghai'
