import { expect, it } from 'vitest'
import { TEXT } from '../text.ts'
import { whyNot } from './choose-file.ts'

const text = TEXT['zh-CN']
it.each([
  ['image/jpeg', 1000, null],
  ['audio/amr', 1000, null],
  // Some Androids report no type.
  ['', 1000, null],
  ['image/jpeg', 0, text.fileEmpty],
  ['video/mp4', 20_000_001, text.fileTooLarge],
  ['text/html', 1000, text.fileWrongType],
  ['image/svg+xml', 1000, text.fileWrongType],
])('says of %s with %i bytes: %s', (type, size, expected) => {
  expect(whyNot({ type, size }, text)).toBe(expected)
})
