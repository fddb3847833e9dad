/** Cells as clerks and spreadsheets write them, and the values they mean. */
import { expect, test } from 'vitest'
import { ACTION_BYTES, type Command, encodeAction } from '../domain/command/command.ts'
import { building, code, CODE_BYTES, list, oneOf, optional, yesNo } from './cells.ts'
import { day, moment, timeOfDay, weekdays } from './time-cells.ts'

test('the longest code fits into every button that carries one', () => {
  const longest = code.read('网'.repeat(9) + 'a')
  expect(Buffer.byteLength(longest)).toBe(CODE_BYTES)
  const number = '20261120-999999'
  const buttons: Command[] = [
    { verb: 'assign', number, grid: longest },
    { verb: 'place', number, place: longest },
    { verb: 'menu', number, menu: 'category', argument: longest },
  ]
  for (const button of buttons)
    expect(Buffer.byteLength(encodeAction(button))).toBeLessThanOrEqual(ACTION_BYTES)
  expect(() => code.read(`${longest}b`)).toThrow('29')
})

test.each(['g1', 'riverside-park', 'natural_resources', '3.2', '网格7'])('%s is a code', given => {
  expect(code.read(given)).toBe(given)
})
test.each(['', 'a:b', 'a b', 'a,b', '-a', '=a', 'a.'])('%j is none', given => {
  expect(() => code.read(given)).toThrow()
})

test.each([
  ['1-5', [1, 2, 3, 4, 5]],
  ['6,7', [6, 7]],
  ['6，7', [6, 7]],
  ['67', [6, 7]],
  ['12345', [1, 2, 3, 4, 5]],
  ['1', [1]],
  ['1-3,5', [1, 2, 3, 5]],
  ['周一至周五', [1, 2, 3, 4, 5]],
  ['周六、周日', [6, 7]],
  ['星期天', [7]],
  // Spreadsheets turn 1-5 and 6-7 into these.
  ['1月5日', [1, 2, 3, 4, 5]],
  ['5-Jan', [1, 2, 3, 4, 5]],
  ['1-May', [1, 2, 3, 4, 5]],
  ['Jan-05', [1, 2, 3, 4, 5]],
  ['7-Jun', [6, 7]],
])('weekdays %s', (given, days) => {
  expect(weekdays.read(given)).toEqual(days)
  expect(weekdays.read(weekdays.write(days, 'zh'))).toEqual(days)
})
test.each(['', '0', '8', '5-1', '1-8', 'daily', '1-5,x', '9月1日', '1-Dec'])('%j are no weekdays', given => {
  expect(() => weekdays.read(given)).toThrow()
})

test.each([
  ['08:30', 510],
  ['8:30', 510],
  ['8：30', 510],
  ['8:30:00', 510],
  ['24:00', 1440],
  ['00:00', 0],
])('%s', (given, minutes) => {
  expect(timeOfDay.read(given)).toBe(minutes)
  expect(timeOfDay.read(timeOfDay.write(minutes, 'en'))).toBe(minutes)
})
test.each(['', '8', '8.30', '24:01', '8:60', '25:00'])('%j is no time of day', given => {
  expect(() => timeOfDay.read(given)).toThrow()
})

test.each([
  ['2026-11-20', '2026-11-20'],
  ['2026/11/2', '2026-11-02'],
  ['2026年11月2日', '2026-11-02'],
])('%s', (given, iso) => {
  expect(day.read(given)).toBe(iso)
})
test.each(['2026-02-29', '2026-13-01', '11/20/2026', '20 Nov', ''])('%j is no day', given => {
  expect(() => day.read(given)).toThrow()
})

test('a leave of days is all of them; one of hours is to the minute', () => {
  const [begin, end] = [moment('begin'), moment('end')]
  expect(new Date(begin.read('2026/11/20')).toISOString()).toBe('2026-11-19T16:00:00.000Z')
  expect(new Date(end.read('2026-11-20')).toISOString()).toBe('2026-11-20T16:00:00.000Z')
  expect(new Date(end.read('2026-11-20 24:00')).toISOString()).toBe('2026-11-20T16:00:00.000Z')
  expect(new Date(begin.read('2026/11/20 8:05')).toISOString()).toBe('2026-11-20T00:05:00.000Z')
  for (const given of ['2026-11-20', '2026-11-20 08:05', '2026-11-20 08:05:30'])
    for (const cell of [begin, end]) expect(cell.write(cell.read(given), 'en')).toBe(given)
  expect(() => begin.read('2026-11-20 08:61')).toThrow('08:30')
  expect(() => begin.read('tomorrow')).toThrow('2026-11-20')
})

test('small words', () => {
  expect(['是', 'Yes', '1', 'TRUE'].map(yesNo.read)).toEqual([true, true, true, true])
  expect(['否', 'no', '0', 'FALSE'].map(yesNo.read)).toEqual([false, false, false, false])
  expect(() => yesNo.read('')).toThrow()
  expect(['12', '12号楼', '１２栋', '12#'].map(building.read)).toEqual([12, 12, 12, 12])
  expect(() => building.read('A座')).toThrow()
  expect(optional(building).read('')).toBeNull()
  expect(list.read('工人村、 新村小区;Workers Village，工人村')).toEqual([
    '工人村',
    '新村小区',
    'Workers Village',
  ])
  const colour = oneOf('颜色', 'colour', { red: '红', blue: '蓝' })
  expect(['red', 'RED', '红'].map(colour.read)).toEqual(['red', 'red', 'red'])
  expect(() => colour.read('绿')).toThrow('可以是 红、蓝')
})
