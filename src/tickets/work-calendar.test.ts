/** Years that are not announced yet. Lunar dates agree in chinese-days, lunar-typescript 1.8.6 and tyme4ts 1.5.2. */
import { expect, test } from 'vitest'
import { dueAt } from '../domain/sla/deadline.ts'
import { announcedYear, calendarWith, chineseCalendar, endOfAnnounced } from './work-calendar.ts'

const free = (year: number) => {
  const days: string[] = []
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (![0, 6].includes(new Date(at).getUTCDay()) && !chineseCalendar.isWorkday(day)) days.push(day.slice(5))
  }
  return days.join(' ')
}

test.each([
  // 元旦 Fri; 除夕 Fri 5 Feb, two of the four days on a weekend; 清明 Mon; 5/1 Sat and Sun; 端午 9 Jun; 中秋 15 Sep; 10/1 Fri.
  [2027, '01-01 02-05 02-08 02-09 02-10 04-05 05-03 05-04 06-09 09-15 10-01 10-04 10-05'],
  // 元旦 Sat; 除夕 Tue 25 Jan; 清明 Tue; 5/1 Mon; 端午 Sun 28 May; 中秋 3 Oct within 国庆, whose first day is a Sunday.
  [2028, '01-03 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-29 10-02 10-03 10-04'],
  // 除夕 Mon 12 Feb; 清明 Wed; 5/1 Tue; 端午 Sat 16 Jun; 中秋 Sat 22 Sep; 10/1 Mon.
  [2029, '01-01 02-12 02-13 02-14 02-15 04-04 05-01 05-02 06-18 09-24 10-01 10-02 10-03'],
])('in %i no workday falls on the days that the law names, nor when they are made up', (year, days) => {
  expect(free(year)).toBe(days)
})

test('weekends of these years are free, until an import says which are worked', () => {
  expect(chineseCalendar.isWorkday('2027-02-20')).toBe(false)
  const imported = new Map([
    ['2027-02-20', true],
    ['2027-02-11', false],
  ])
  const calendar = calendarWith(imported, null)
  expect(calendar.isWorkday('2027-02-20')).toBe(true)
  expect(calendar.isWorkday('2027-02-11')).toBe(false)
  expect(announcedYear(new Map())).toBe(2026)
  expect(announcedYear(new Map([['2027-12-31', false]]))).toBe(2026)
  expect(announcedYear(imported)).toBe(2027)
  expect(endOfAnnounced(new Map()).toISOString()).toBe('2026-12-31T16:00:00.000Z')
})

test.each([
  ['over New Year', '2026-12-31T16:00', '1d', '2027-01-04T16:00'],
  ['over Spring Festival', '2027-02-04T16:00', '1d', '2027-02-11T16:00'],
  ['over the days of October', '2027-09-30T17:00', '1h', '2027-10-06T09:00'],
  ['in 2029', '2029-02-09T16:00', '2d', '2029-02-19T16:00'],
])('a promise %s takes no holiday for a workday', (_, start, duration, due) => {
  expect(dueAt(new Date(`${start}+08:00`), duration, 'working', chineseCalendar)).toEqual(
    new Date(`${due}+08:00`),
  )
})

test('what is announced stays as it was announced', () => {
  expect(chineseCalendar.isWorkday('2026-10-10')).toBe(true)
  expect(chineseCalendar.isWorkday('2026-10-07')).toBe(false)
})
