import { expect, test } from 'vitest'
import { parseHours } from './business-hours.ts'
import { Unreadable } from '../invalid-input.ts'

test.each([
  [
    '08:30-12:00,13:30-17:30 workdays',
    {
      hours: [
        [510, 720],
        [810, 1050],
      ],
      days: 'workdays',
    },
  ],
  ['00:00-24:00 daily', { hours: [[0, 1440]], days: 'daily' }],
  [
    '８：３０－１２：００，13：30—17：30 工作日',
    {
      hours: [
        [510, 720],
        [810, 1050],
      ],
      days: 'workdays',
    },
  ],
  ['9:00-18:00每天', { hours: [[540, 1080]], days: 'daily' }],
  ['9:00-18:00 \t  每天', { hours: [[540, 1080]], days: 'daily' }],
  [
    '  13:30-17:30 , 08:30-12:00  Workdays ',
    {
      hours: [
        [510, 720],
        [810, 1050],
      ],
      days: 'workdays',
    },
  ],
  [
    '00:00-06:00、22:00-24:00 daily',
    {
      hours: [
        [0, 360],
        [1320, 1440],
      ],
      days: 'daily',
    },
  ],
])('%s', (text, hours) => {
  expect(parseHours(text)).toEqual(hours)
})

test.each([
  ['', 'cannot be read'],
  ['office hours', 'cannot be read'],
  ['08:30-12:00', 'cannot be read'],
  ['08:30-12:00 weekends', 'cannot be read'],
  ['08:30-12:00, workdays', 'no range of hours'],
  ['08:30-12:60 workdays', 'no range of hours'],
  ['08:30-24:01 daily', 'no range of hours'],
  ['22:00-06:00 daily', '00:00-06:00,22:00-24:00'],
  ['08:00-08:00 daily', 'must end after it begins'],
  ['08:30-12:00,11:00-17:00 workdays', 'overlap'],
])('%j is refused with words that help', (text, why) => {
  expect(() => parseHours(text)).toThrow(Unreadable)
  expect(() => parseHours(text)).toThrow(why)
})
