import { expect, test } from 'vitest'
import { z } from 'zod'
import { readYaml } from './read-yaml.ts'

test('an alias spares an admin words', () =>
  expect(readYaml('a.yaml', 'one: &x [a, b]\ntwo: *x\n', z.record(z.string(), z.array(z.string())))).toEqual({
    one: ['a', 'b'],
    two: ['a', 'b'],
  }))

/** A list of nine lists of nine lists …: seven lines that expand to millions of values. */
const BOMB = [...'abcdefg']
  .map(
    (name, i) =>
      `${name}: &${name} [${Array(9)
        .fill(i === 0 ? 'lol' : `*${'abcdefg'[i - 1]}`)
        .join(', ')}]`,
  )
  .join('\n')

test.each([z.unknown(), z.strictObject({ categories: z.unknown() })])(
  'aliases of aliases are a mistake with a line, before they are a full memory',
  schema =>
    expect(() => readYaml('categories.yaml', BOMB, schema, 1)).toThrow(/^categories\.yaml:3: .*aliases/),
)

const LEVELS = 100_000
test.each([
  ['[', '['.repeat(LEVELS)],
  ['[…]', '['.repeat(LEVELS) + ']'.repeat(LEVELS)],
  ['{', '{a: '.repeat(LEVELS)],
  ['- - -', `${'- '.repeat(LEVELS)}a`],
  ['? ? ?', `${'? '.repeat(LEVELS)}a`],
  [
    'one item below the other',
    Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}-`).join('\n'),
  ],
])('100,000 collections in each other (%s) are a mistake with a line, and end no process', (_, yaml) =>
  expect(() => readYaml('a.yaml', yaml, z.unknown())).toThrow(/^a\.yaml:\d+: .*maxDepth/),
)

test.each([
  ['a: |\n  one\n  two\n', 'a.yaml:1'],
  ['a:\n  b: 1\n', 'a.yaml:2'],
  ['b: 1\n', 'a.yaml:1'],
  ['b: [1, 2]\na: 1\n', 'a.yaml:2'],
  ['? [1, 2]\n: c\na: 1\n', 'a.yaml:1: object-based map does not support complex keys'],
  ['b: &x 1\na: *x\n', 'a.yaml:2'],
  ['b: 1\na:\n', 'a.yaml:2'],
])('the line of what is wrong in %j is %s', (yaml, where) =>
  expect(() => readYaml('a.yaml', yaml, z.looseObject({ a: z.literal('no') }))).toThrow(where),
)

test('two documents are one too many', () =>
  expect(() => readYaml('a.yaml', 'a: 1\n---\na: 2\n', z.unknown())).toThrow(/^a\.yaml:1: .*---/))
