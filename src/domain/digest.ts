/** When groups hear by themselves how it goes: each day at the set hour, each week and month on the set day. */
import { startOfDay, type WorkCalendar } from './clock.ts'
import type { Rules } from './rules.ts'

export const SPANS = ['day', 'week', 'month'] as const
export type Span = (typeof SPANS)[number]

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Whoever was away when the hour struck does not ring at night: the next day tells what matters. */
const LATEST = 120 * MINUTE

/** Is it time to tell of the day? */
export function isDigestTime({ digest }: Pick<Rules, 'digest'>, now: Date, calendar: WorkCalendar): boolean {
  const [hour = 0, minute = 0] = digest.split(':').map(Number)
  const since = now.getTime() - startOfDay(now, calendar).getTime() - (hour * 60 + minute) * MINUTE
  return since >= 0 && since < LATEST
}

/**
 * What is told on a day besides the day itself. What falls on a holiday waits for the next workday: the first of January and
 * of October never are one.
 *
 * @param day `2026-11-20`
 */
export function reportsOn(day: string, { reports }: Pick<Rules, 'reports'>, calendar: WorkCalendar): Span[] {
  const isTurn = (falls: (date: Date) => boolean): boolean => {
    if (!calendar.isWorkday(day)) return false
    for (let date = new Date(day); !falls(date); ) {
      date = new Date(date.getTime() - DAY)
      // Whatever fell on that day or before was told then.
      if (calendar.isWorkday(date.toISOString().slice(0, 10))) return false
    }
    return true
  }
  return [
    ...(isTurn(date => (date.getUTCDay() || 7) === reports.week) ? ['week' as const] : []),
    ...(isTurn(date => date.getUTCDate() === reports.month) ? ['month' as const] : []),
  ]
}
