/**
 * Parses a unit's business hours: `08:30-12:00,13:30-17:30 workdays`, `00:00-24:00 daily`; in Chinese
 * `08:30-12:00，13:30-17:30 工作日`. The unit's SLA clocks run only in these hours.
 */
import { Unreadable } from '../invalid-input.ts'

export interface UnitHours {
  /** Minutes of the day, in order, without overlaps; the last may end at 1440. */
  hours: [from: number, to: number][]
  /** Workdays of the Chinese calendar, or every day. */
  days: 'workdays' | 'daily'
}

const DAYS: Readonly<Record<string, UnitHours['days']>> = {
  workdays: 'workdays',
  daily: 'daily',
  工作日: 'workdays',
  每天: 'daily',
  每日: 'daily',
}
const WORDS = /^(?<ranges>[\d:,\s-]+)(?<days>workdays|daily|工作日|每天|每日)$/i
const RANGE = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/

/** @throws Unreadable */
export function parseHours(text: string): UnitHours {
  // A Chinese keyboard types its own commas, colons and dashes.
  const plain = text
    .normalize('NFKC')
    .replace(/[、;]/g, ',')
    .replace(/[–—~至]/g, '-')
    .trim()
  const { ranges, days } = WORDS.exec(plain)?.groups ?? {}
  const kind = DAYS[days?.toLowerCase() ?? '']
  if (!ranges || !kind)
    throw new Unreadable({
      zh: `“${text}”读不懂；写成 08:30-12:00,13:30-17:30 workdays，或 00:00-24:00 daily`,
      en: `"${text}" cannot be read; write 08:30-12:00,13:30-17:30 workdays, or 00:00-24:00 daily`,
    })
  const hours = ranges
    .split(',')
    .map(range => rangeOf(range.replace(/\s/g, '')))
    .toSorted(([a], [b]) => a - b)
  if (hours.some(([from], i) => i > 0 && from < (hours[i - 1]?.[1] ?? 0)))
    throw new Unreadable({ zh: `“${text}”里有重叠的时段`, en: `"${text}" has hours that overlap` })
  return { hours, days: kind }
}

function rangeOf(range: string): [number, number] {
  const [, h1, m1, h2, m2] = RANGE.exec(range) ?? []
  const from = minutesOf(h1, m1)
  const to = minutesOf(h2, m2)
  if (from === null || to === null)
    throw new Unreadable({
      zh: `“${range}”不是时段；写成 08:30-12:00`,
      en: `"${range}" is no range of hours; write 08:30-12:00`,
    })
  // A range past midnight is rejected: it would be ambiguous whether the morning after a workday counts.
  if (from >= to)
    throw new Unreadable({
      zh: `“${range}”：结束要晚于开始；过夜的写成两段，如 00:00-06:00,22:00-24:00`,
      en: `"${range}": it must end after it begins; write a night as two, such as 00:00-06:00,22:00-24:00`,
    })
  return [from, to]
}

function minutesOf(hours = '', minutes = ''): number | null {
  const total = Number(hours) * 60 + Number(minutes)
  return hours && minutes && Number(minutes) < 60 && total <= 24 * 60 ? total : null
}
