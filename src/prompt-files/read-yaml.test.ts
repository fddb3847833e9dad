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
