import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'linli-exam-'))
afterAll(() => rmSync(folder, { recursive: true }))

const good = file(
  'good.jsonl',
  Array.from({ length: 10 }, (_, i) =>
    JSON.stringify(
      i % 2 ? { id: i, text: '楼道灯坏了', label: 'light' } : { id: i, text: '垃圾没人收', label: 'rubbish' },
    ),
  ),
)

function file(name: string, lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

async function exam(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, { out: text => out.push(text), err: text => err.push(text) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

it('writes one JSON document and nothing else', async () => {
  const { code, out, err } = await exam('--train', good, '--test', good, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({ count: 10, macroF1: 1, predictions: expect.any(Array) })
})

it('prints a table for people', async () => {
  expect((await exam('--data', good, '--folds', '2')).out).toMatch(/macro F1 1\.0000/)
})

it.each([
  ['a line that is not JSON', ['{"id":"1","text":"x","label":"a"}', '{oops'], /line 2 is not valid JSON/],
  ['a missing label', ['{"id":"1","text":"x"}'], /line 1: label is missing/],
  ['no messages', [''], /has no messages/],
])('refuses %s', async (name, lines, message) => {
  const { code, out, err } = await exam('--data', file(`${name}.jsonl`, lines))
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(message)
})

it('refuses a missing file, too few files and a foreign option', async () => {
  expect(await exam('--data', join(folder, 'none.jsonl'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/ENOENT/),
  })
  expect(await exam('--train', good)).toMatchObject({ code: 2, err: expect.stringMatching(/--test/) })
  expect(await exam('--nonsense')).toMatchObject({ code: 2, err: expect.stringMatching(/nonsense/) })
})
