import { expect, test } from 'vitest'
import { holdAll, weakness } from '../scripts/check-regexes.ts'
import { regexesIn } from '../scripts/regexes-of.ts'

const told = async (code: string, allowed: { source: string; bounded: string }[] = []) => {
  const lines: string[] = []
  await holdAll(regexesIn('a.ts', code), allowed, new Set(), line => lines.push(line))
  return lines
}

test('a weak regular expression is found, with its line and a text that shows it', async () => {
  expect(await told('const fine = /^a+$/u\nconst weak = /^(?:a+)+$/u\n')).toEqual([
    expect.stringMatching(/^a\.ts:2: .*exponential.*repeat/),
  ])
}, 60_000)

test('also one that a function builds, as far as the source shows it', () => {
  const code = [
    '#!/usr/bin/env node',
    "const WORD = '[a-z]+'",
    'const LIST = /(?:灯|路)/u',
    'export const of = (name: string) => {',
    '  const own = new RegExp(`^${WORD}${name}` + LIST.source, "gu")',
    '  return [own, RegExp("\\\\d+$"), new RegExp(name), /x/.test(name)]',
    '}',
  ].join('\n')
  expect(regexesIn('a.mjs', code)).toEqual([
    { where: 'a.mjs:3', source: '(?:灯|路)', flags: 'u' },
    { where: 'a.mjs:5', source: '^[a-z]+x(?:灯|路)', flags: 'gu' },
    { where: 'a.mjs:6', source: '\\d+$', flags: '' },
    { where: 'a.mjs:6', source: 'x', flags: '' },
  ])
})

test('one that is allowed is not told, an allowance that nothing matches is', async () => {
  const bounded = 'an admin writes it'
  expect(await told('/^(?:a+)+$/u', [{ source: '^(?:a+)+$', bounded }])).toEqual([])
  expect(await told('/a/u', [{ source: '^(?:a+)+$', bounded }])).toEqual([
    'scripts/allowed-regexes.ts: no regular expression is /^(?:a+)+$/ any more',
  ])
}, 60_000)

test('bounded repeats are no degree, whatever a search counts', async () => {
  const found = { where: 'a.ts:1', source: '[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63})+', flags: 'giu' }
  expect(await weakness(found)).toBeNull()
}, 60_000)
