import { expect, it } from 'vitest'
import { languageOf } from './residents.ts'

it.each([
  ['楼道灯坏了', 'en', 'zh-CN'],
  ['the lift in building 2 of 锦绣花园 is stuck', 'zh-CN', 'en'],
  ['our street lamp is out', 'zh-CN', 'en'],
  ["I don't want to live any more", 'zh-CN', 'en'],
  ['我家WiFi断了 please 来人', 'en', 'zh-CN'],
  ['asdkjh qwe', 'zh-CN', 'zh-CN'],
  ['/join ABCDEFGHJK', 'zh-CN', 'zh-CN'],
  ['5', 'en', 'en'],
  ['', 'zh-CN', 'zh-CN'],
] as const)('%s, after %s, is %s', (text, before, language) =>
  expect(languageOf(text, before)).toBe(language),
)
