/**
 * Statutory holidays of years whose arrangement the State Council has not announced yet: 全国年节及纪念日放假办法 as
 * revised in 2024 (国务院令第795号). A day that falls on a weekend is made up on the workdays after it (第六条). The
 * make-up workdays on weekends are announced each autumn and cannot be computed.
 */
import chineseDays from 'chinese-days'

const DAY = 86_400_000
const at = (iso: string) => Date.parse(iso)
const iso = (time: number) => new Date(time).toISOString().slice(0, 10)
const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => iso(at(first) + i * DAY))

const lunar = (year: number, monthAndDay: string): string =>
  chineseDays.getSolarDateFromLunar(`${year}-${monthAndDay}`).date
const before = (day: string): string => iso(at(day) - DAY)

/** Each holiday by its own days: 元旦, 春节 from its eve, 清明, 劳动节, 端午, 中秋, 国庆. */
const holidaysOf = (year: number): string[][] => [
  daysFrom(`${year}-01-01`, 1),
  daysFrom(before(lunar(year, '01-01')), 4),
  [chineseDays.getSolarTermDate(year, 4, 'pure_brightness')],
  daysFrom(`${year}-05-01`, 2),
  [lunar(year, '05-05')],
  [lunar(year, '08-15')],
  daysFrom(`${year}-10-01`, 3),
]

export const isWeekend = (day: string): boolean => [0, 6].includes(new Date(day).getUTCDay())

const known = new Map<number, ReadonlySet<string>>()

/** Statutory days off of a year, without weekends. */
export function statutoryDaysOf(year: number): ReadonlySet<string> {
  const found = known.get(year)
  if (found) return found
  const holidays = holidaysOf(year)
  const free = new Set(holidays.flat())
  for (const days of holidays) {
    let day = days.at(-1) ?? ''
    for (let owed = days.filter(isWeekend).length; owed > 0; ) {
      day = iso(at(day) + DAY)
      if (isWeekend(day) || free.has(day)) continue
      free.add(day)
      owed--
    }
  }
  known.set(year, free)
  return free
}
