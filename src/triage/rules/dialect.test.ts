import { expect, test } from 'vitest'
import { inMandarin } from './dialect.ts'

test('dialect is read as Mandarin', () => {
  expect(inMandarin('部𨋢又唔郁咗')).toBe('部电梯又不郁了')
  expect(inMandarin('隔篱屋企成晚打麻雀，嘈到佢哋瞓唔着')).toBe('隔壁家里整夜打麻雀，吵到他们瞓不着')
  expect(inMandarin('坝坝舞闹麻了，娃儿遭不住，莫得人管')).toBe('广场舞吵得很，孩子受不了，没有人管')
  expect(inMandarin('楼道黢黑，灯勿亮，咋整')).toBe('楼道很黑，灯不亮，怎么弄')
})

test('Mandarin stays as it is', () => {
  for (const text of [
    '出了什么事，烟冒得厉害',
    '而家里没人，房子建成日期写错了',
    '请勿好奇，这里水一直往下滴，噪音嘈杂',
    'The lift is stuck',
  ])
    expect(inMandarin(text)).toBe(text)
})
