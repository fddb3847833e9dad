import { expect, it } from 'vitest'
import { preferredLanguage } from './errors.ts'

it.each([
  [undefined, 'zh-CN'],
  ['*', 'zh-CN'],
  ['de-DE,de;q=0.9', 'zh-CN'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['en;q=0.4, zh;q=0.6', 'zh-CN'],
  ['de, en;q=0.5', 'en'],
  ['en,zh', 'en'],
  ['zh,en', 'zh-CN'],
])('speaks to %s in %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language)
})
