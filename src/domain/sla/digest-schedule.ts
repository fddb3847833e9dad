/** The schedule of digests to groups: daily at the configured time, weekly and monthly on the configured day. */
import { startOfDay, type WorkCalendar } from './deadline.ts'
import type { Rules } from '../house-rules.ts'

export const SPANS = ['day', 'week', 'month'] as const
export type Span = (typeof SPANS)[number]

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** After a longer outage the digest is skipped, so that no group is notified at night; the next day's is enough. */
const LATEST = 120 * MINUTE

/** Is the daily digest due? */
export function isDigestTime({ digest }: Pick<Rules, 'digest'>, now: Date, calendar: WorkCalendar): boolean {
  const [hour = 0, minute = 0] = digest.split(':').map(Number)
  const since = now.getTime() - startOfDay(now, calendar).getTime() - (hour * 60 + minute) * MINUTE
  return since >= 0 && since < LATEST
}

/**
 * The latest day up to `day` on which the report is due; a daily one is due on `day` itself. A report that was missed,
 * because of a holiday or an outage, is sent at the digest time of the next workday.
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
