/**
 * Days and times of day in cells. Spreadsheets rewrite what looks like a date: `1-5` becomes `1月5日`, `08:30`
 * becomes `8:30:00`, `2026-11-20` becomes `2026/11/20`. All of these forms are accepted.
 */
import { Unreadable } from '../domain/invalid-input.ts'
import type { Cell } from './cells.ts'
import { about } from './problem.ts'

const MINUTE = 60_000
/** China has one time zone without summer time. */
const ZONE = 480 * MINUTE

const WEEK: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7 }
/** A spreadsheet with English dates turns 1-5 into a month's name. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul']

/** ISO weekdays, in order. Written as `12345`: a number survives every spreadsheet. */
export const weekdays: Cell<readonly number[]> = {
  read: given => {
    const days = new Set(daysIn(given))
    if (days.size === 0)
      throw new Unreadable(
        about(
          given,
          '不是星期；写成 1-5、6,7 或 12345（1 是周一）',
          'are no weekdays; write 1-5, 6,7 or 12345 (1 is Monday)',
        ),
      )
    return [...days].toSorted((a, b) => a - b)
  },
  write: days => days.join(''),
}

function daysIn(given: string): number[] {
  const plain = given
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s|周|星期|礼拜/g, '')
  const dated = /^(\d)月(\d)日$/.exec(plain)
  if (dated) return fromDate(Number(dated[1]), Number(dated[2]))
  const [, day1, month1, month2, day2] = /^(?:(\d{1,2})-([a-z]{3})|([a-z]{3})-(\d{1,2}))$/.exec(plain) ?? []
  if (day1 ?? day2) return fromDate(MONTHS.indexOf(month1 ?? month2 ?? '') + 1, Number(day1 ?? day2))
  const parts = plain
    .replace(/[一二三四五六日天]/g, each => String(WEEK[each]))
    .split(/[,、;]/)
    .map(part => {
      const range = /^([1-7])[-~至到]([1-7])$/.exec(part)
      if (range) return between(Number(range[1]), Number(range[2]))
      return /^[1-7]+$/.test(part) ? [...part].map(Number) : []
    })
  // One unreadable part makes the whole value a guess.
  return parts.every(each => each.length > 0) ? parts.flat() : []
}

/** Which number was the day depends on the country; the first weekday is always the smaller one. */
const fromDate = (a: number, b: number) => between(Math.min(a, b), Math.max(a, b))

const between = (from: number, to: number): number[] =>
  from < 1 || to > 7 || from > to ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i)

const TIME = /^(\d{1,2}):(\d{2})(?::00)?$/

/** Minutes of the day, 0 to 1440. */
export const timeOfDay: Cell<number> = {
  read: given => {
    const [, hours, minutes] = TIME.exec(given.normalize('NFKC')) ?? []
    const total = Number(hours) * 60 + Number(minutes)
    if (!minutes || Number(minutes) > 59 || total > 24 * 60)
      throw new Unreadable(about(given, '不是时间；写成 08:30', 'is no time of day; write 08:30'))
    return total
  },
  write: minutes => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
}

const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/
const MOMENT = /^([^\sT]+)(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/

/** `2026-11-20` */
export const day: Cell<string> = {
  read: given => {
    const [, year, month, date] = DAY.exec(given.normalize('NFKC')) ?? []
    const iso = `${year}-${two(Number(month))}-${two(Number(date))}`
    const at = new Date(`${iso}T00:00:00Z`)
    // Date would turn 31 February into a day in March.
    if (!date || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso)
      throw new Unreadable(about(given, '不是日期；写成 2026-11-20', 'is no day; write 2026-11-20'))
    return iso
  },
  write: value => value,
}

/** An instant in milliseconds. A day alone means its first moment, or as an end the first moment of the next day. */
export const moment = (side: 'begin' | 'end'): Cell<number> => ({
  read: given => {
    const [, date = '', hours, minutes, seconds = '0'] = MOMENT.exec(given.normalize('NFKC')) ?? []
    const midnight = Date.parse(`${day.read(date || given)}T00:00:00Z`) - ZONE
    if (hours === undefined) return side === 'begin' ? midnight : midnight + 24 * 60 * MINUTE
    if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 59)
      throw new Unreadable(
        about(given, '不是时间；写成 2026-11-20 08:30', 'is no time; write 2026-11-20 08:30'),
      )
    return midnight + (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1_000
  },
  write: at => {
    const iso = new Date(at + ZONE).toISOString()
    if (iso.slice(11, 19) === '00:00:00')
      return side === 'begin' ? iso.slice(0, 10) : new Date(at + ZONE - 1).toISOString().slice(0, 10)
    return `${iso.slice(0, 10)} ${iso.slice(11, iso.slice(17, 19) === '00' ? 16 : 19)}`
  },
})

const two = (number: number): string => String(number).padStart(2, '0')
