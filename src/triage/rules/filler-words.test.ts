import { expect, test } from 'vitest'
import { withoutFillers } from './filler-words.ts'

test('a voice message keeps its content', () => {
  expect(withoutFillers('喂那个嗯我想说一下就是我们家楼上嘛他那个卫生间漏水')).toBe('我们家楼上他卫生间漏水')
  expect(withoutFillers('um so, uh, you know the lamp is out')).toBe('so, the lamp is out')
})

test('written words stay as they are, and nothing becomes empty', () => {
  for (const text of ['那个路灯不亮了', '你好，楼道灯坏了', '嗯嗯嗯', '嗯那个嗯这个嗯'])
    expect(withoutFillers(text)).toBe(text)
})
