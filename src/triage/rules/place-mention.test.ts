import { expect, test } from 'vitest'
import { mentionedPlace } from './place-mention.ts'

test.each([
  ['文昌路那个路灯不亮了', '文昌路'],
  ['我是住在那个工人新村的嗯八号楼', '八号楼'],
  ['我是锦绣花园的住户，楼道灯不亮', '锦绣花园'],
  ['锦绣花园7号楼2单元的门关不上', '锦绣花园7号楼2单元'],
  ['井盖翻起来了在那个幼儿园门口', '幼儿园门口'],
  ['小区东门的井盖也碎了', '小区东门'],
  ['The lift in tower B makes a noise', 'tower B'],
  ["The toilet at People's Square has been locked", "People's Square"],
  ['Zhuangyuan Court building 6 lost electricity', 'Zhuangyuan Court building 6'],
  ['Both lifts in building 6 of Jinxiu Garden stand still', 'building 6 of Jinxiu Garden'],
  ['Building 3, Unit 2, Jinxiu Garden. No light', 'Building 3, Unit 2, Jinxiu Garden'],
  ['The lift in Building 3 is broken again, Jinxiu Garden.', 'Building 3, Jinxiu Garden'],
])('%s', (text, place) => expect(mentionedPlace(text)).toBe(place))

test('what names nothing is no place', () => {
  const texts = [
    '楼下天天吵',
    '跳广场舞跳到半夜',
    '走路都看不见',
    '马路上有坑',
    '电线短路冒火花',
    '我家孩子上小学',
  ]
  expect(texts.map(mentionedPlace)).toEqual(texts.map(() => null))
})

test('a letter names many places; the first ones count, and reading them costs nothing', () => {
  const since = performance.now()
  expect(mentionedPlace(`${'我们说了又说'.repeat(5000)}文昌路`)).toBeNull()
  expect(performance.now() - since).toBeLessThan(50)
})
