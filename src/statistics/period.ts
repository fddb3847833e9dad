/** Days, weeks and months of the district: from midnight to midnight in Asia/Shanghai, weeks from Monday. */
import { Unreadable } from '../domain/invalid-input.ts'
import { chineseCalendar } from '../tickets/work-calendar.ts'

/** From `from` inclusive to `to` exclusive. */
export interface Period {
  from: Date
  to: Date
}

export const isWithin = ({ from, to }: Period, at: number): boolean =>
  at >= from.getTime() && at < to.getTime()

/** Not a day, or not a period: the message says the expected form. */
export class PeriodError extends Unreadable {
  override name = 'PeriodError'
}

const OFFSET = chineseCalendar.utcOffset * 60_000
const DAY = 86_400_000

/** `2026-11-20` */
export const dayOf = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10)
export const monthOf = (at: number): string => dayOf(at).slice(0, 7)
/** The Monday of the week. */
export const weekOf = (at: number): string => dayOf(at - ((new Date(at + OFFSET).getUTCDay() + 6) % 7) * DAY)

const midnight = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET)
const later = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY)

/** @throws PeriodError */
function startOf(day: string): Date {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? midnight(day) : new Date(Number.NaN)
  // Date would turn 2026-02-30 into a day in March.
  if (Number.isNaN(at.getTime()) || dayOf(at.getTime()) !== day)
    throw new PeriodError({
      zh: `${day}：没有这一天，写成 2026-11-20`,
      en: `${day}: no such day; write it as 2026-11-20`,
    })
  return at
}

export function today(now: Date): Period {
  const from = midnight(dayOf(now.getTime()))
  return { from, to: later(from, 1) }
}

export function lastWeek(now: Date): Period {
  const to = midnight(weekOf(now.getTime()))
  return { from: later(to, -7), to }
}

export function lastMonth(now: Date): Period {
  const to = midnight(`${monthOf(now.getTime())}-01`)
  return { from: midnight(`${monthOf(to.getTime() - 1)}-01`), to }
}

/** @param month `2026-11` @throws PeriodError */
export function monthNamed(month: string): Period {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new PeriodError({
      zh: `${month}：没有这个月，写成 2026-11`,
      en: `${month}: no such month; write it as 2026-11`,
    })
  const from = startOf(`${month}-01`)
  return { from, to: midnight(`${monthOf(later(from, 31).getTime())}-01`) }
}

export interface PeriodNamed {
  from?: string | undefined
  to?: string | undefined
  month?: string | undefined
}

/** The requested period; without `to` until now, without any bound this month. @throws PeriodError */
export function periodNamed({ from, to, month }: PeriodNamed, now: Date): Period {
  if (month !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new PeriodError({ zh: 'month 与 from、to 只写一样', en: 'either month, or from and to' })
    return monthNamed(month)
  }
  const end = to === undefined ? today(now).to : startOf(to)
  if (from === undefined && to !== undefined)
    throw new PeriodError({ zh: '有 to 也要有 from', en: 'to needs a from' })
  const begin = from === undefined ? midnight(`${monthOf(now.getTime())}-01`) : startOf(from)
  if (begin >= end)
    throw new PeriodError({
      zh: 'to 要晚于 from；to 当天不算在内',
      en: 'to must be later than from; the day itself is not counted',
    })
  return { from: begin, to: end }
}

/** As days, the last one inclusive: `2026-11-01 – 2026-11-30`. */
export const inDays = ({ from, to }: Period): string => {
  const [first, last] = [dayOf(from.getTime()), dayOf(to.getTime() - 1)]
  return first === last ? first : `${first} – ${last}`
}
