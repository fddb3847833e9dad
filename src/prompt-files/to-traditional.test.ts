/** All replies in Traditional characters: converted as by the whole of OpenCC, names unconverted. */
import { Converter } from 'opencc-js'
import { expect, test } from 'vitest'
import { load as parse } from 'js-yaml'
import { readPromptFiles } from './prompt-files.ts'
import { contentInTraditional, inTraditional } from './to-traditional.ts'

const files = readPromptFiles('prompts')
const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value && typeof value === 'object'
      ? Object.values(value).flatMap(strings)
      : []
const wording = [
  ...strings(parse(files['replies/zh-CN.yaml'] ?? '')),
  ...strings(parse(files['categories.yaml'] ?? '')),
  ...Object.entries(files).flatMap(([name, text]) => (name.startsWith('guides/zh-CN/') ? [text] : [])),
].filter(text => /\p{Script=Han}/u.test(text))

test('all wording is converted as by the whole library', () => {
  const whole = Converter({ from: 'cn', to: 'tw' })
  expect(wording.length).toBeGreaterThan(500)
  // Only the exceptions differ.
  const expected = (text: string) => whole(text).replaceAll('回復', '回覆')
  const odd = wording.filter(text => inTraditional(text) !== expected(text))
  expect(odd.map(text => [inTraditional(text), expected(text)])).toEqual([])
})

test('exceptions: words of this trade', () => {
  expect(inTraditional('网格员会在三方联席会后回复您')).toBe('網格員會在三方聯席會後回覆您')
  expect(inTraditional('着火了请打119')).toBe('著火了請打119')
})

test('buttons too, and a person keeps their name', () => {
  const content = {
    text: '收到，已交给第4网格 范师傅。',
    buttons: [
      [
        { label: '催一下', action: 'a' },
        { label: '补充', action: 'b' },
      ],
    ],
  }
  expect(contentInTraditional(content, ['范师傅', '师傅', ''])).toEqual({
    text: '收到，已交給第4網格 范师傅。',
    buttons: [
      [
        { label: '催一下', action: 'a' },
        { label: '補充', action: 'b' },
      ],
    ],
  })
})
