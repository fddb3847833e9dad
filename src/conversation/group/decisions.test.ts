import { describe, expect, it } from 'vitest'
import { dayIn } from './decisions.ts'

const NOW = new Date('2026-11-20T02:00:00Z')

describe('the day that minutes name', () => {
  it.each([
    ['同意 30天内完工', '2026-12-20T02:00:00.000Z'],
    ['三方同意，15日内动工', '2026-12-05T02:00:00.000Z'],
    ['agreed, within 10 days', '2026-11-30T02:00:00.000Z'],
    // The end of the working day in China.
    ['12月15日前完成', '2026-12-15T10:00:00.000Z'],
    ['12月15日内完成', '2026-12-15T10:00:00.000Z'],
    // A note is kept as it was typed.
    ['３０天内完工', '2026-12-20T02:00:00.000Z'],
    ['１２月５日前', '2026-12-05T10:00:00.000Z'],
    ['12月5号', '2026-12-05T10:00:00.000Z'],
    ['今天，11月20日', '2026-11-20T10:00:00.000Z'],
    // Gone by: next year's.
    ['3月1日前', '2027-03-01T10:00:00.000Z'],
    ['2月30日前', null],
    // Late in the moment in which it is agreed: a slip, not a day.
    ['0天内', null],
    ['尽快完成', null],
  ])('%s', (note, day) => expect(dayIn(note, NOW)?.toISOString() ?? null).toBe(day))

  it('is of the year that it is in China', () =>
    expect(dayIn('1月5日前', new Date('2026-12-31T17:00:00Z'))?.toISOString()).toBe(
      '2027-01-05T10:00:00.000Z',
    ))
})
