import { expect, test } from 'vitest'
import { literalsIn, weakness } from '../scripts/check-regexes.ts'

test('a weak regular expression is found, with its line and a text that shows it', () => {
  const [fine, weak] = literalsIn('a.ts', 'const fine = /^a+$/u\nconst weak = /^(?:a+)+$/u\n')
  expect(fine && weakness(fine)).toBeNull()
  expect(weak && weakness(weak)).toMatch(/^a\.ts:2: .*exponential/)
}, 60_000)
