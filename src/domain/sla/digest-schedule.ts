/** When groups hear by themselves how it goes: each day at the set hour, each week and month on the set day. */
import { startOfDay, type WorkCalendar } from './deadline.ts'
import type { Rules } from '../house-rules.ts'

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
 * The day on which it is told, or was last: of a day that day. What was not told then, because nobody works on the first of
 * January or because nothing ran, is told at the next workday's hour.
 *
 * @param day `2026-11-20`
 */
export function tellingDay(span: Span, day: string, { reports }: Pick<Rules, 'reports'>): string {
  const falls = {
    day: () => true,
    week: (date: Date) => (date.getUTCDay() || 7) === reports.week,
    month: (date: Date) => date.getUTCDate() === reports.month,
  }[span]
  let date = new Date(day)
  while (!falls(date)) date = new Date(date.getTime() - DAY)
  return date.toISOString().slice(0, 10)
}
