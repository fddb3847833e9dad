import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitText as split } from './split-text.ts'

const splitText = (text: string, limit?: number) => split(text, limit).map(part => part.text)

test('a text that fits stays whole', () => {
  expect(splitText('好'.repeat(4096))).toHaveLength(1)
  expect(splitText('')).toEqual([''])
})

test.each([
  ['a blank line', `${'a'.repeat(60)}\n\n${'b'.repeat(20)}。\n${'c'.repeat(40)}`, 62],
  ['a line', `${'a'.repeat(60)}\n${'b'.repeat(10)}。${'c'.repeat(40)}`, 61],
  ['a Chinese sentence', `${'好'.repeat(60)}。${'坏'.repeat(10)}，${'好'.repeat(60)}`, 61],
  ['an English sentence', `${'a'.repeat(60)}. ${'b'.repeat(60)}`, 62],
  ['a word', `${'a'.repeat(70)} ${'b'.repeat(60)}`, 71],
])('cuts after %s', (_, text, length) => {
  expect(splitText(text, 100)[0]).toHaveLength(length)
})

test('a pause near the beginning does not make small messages', () => {
  expect(splitText(`a\n${'b'.repeat(150)}`, 100)[0]).toHaveLength(100)
})

test('an emoji of many parts is not cut', () => {
  const parts = splitText('👨‍👩‍👧‍👦'.repeat(100), 100)
  for (const part of parts) expect(part.replaceAll('👨‍👩‍👧‍👦', '')).toBe('')
})

test('parts fit, are never blank, keep characters whole, and together say the same', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\n\n', '。', '. ', ' ', '👍🏽', '🇨🇳', '楼道灯坏了'),
    fc.string({ unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), fc.integer({ min: 20, max: 60 }), (pieces, limit) => {
      const text = pieces.join('')
      const parts = splitText(text, limit)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(limit)
        if (parts.length > 1) expect(part.trim()).not.toBe('')
        expect(part).not.toMatch(/\p{Surrogate}/u)
      }
      expect(parts.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''))
      for (const part of split(text, limit))
        expect(text.slice(part.start, part.start + part.text.length)).toBe(part.text)
    }),
  )
})
