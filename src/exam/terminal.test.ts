import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ROOT } from '../lib/root.ts'
import { harmless, terminal } from './terminal.ts'
import { textTable } from './text-table.ts'

const TITLE = '\u001b]0;gone\u0007'

it.each([
  ['楼道灯坏了\n\t3号楼 👨‍👩‍👧', '楼道灯坏了\n\t3号楼 👨‍👩‍👧'],
  [`${TITLE}\u001b[2J`, '\\u001b]0;gone\\u0007\\u001b[2J'],
  ['passed\rrefused', 'passed\\u000drefused'],
  ['\u009b31m \u007f \0', '\\u009b31m \\u007f \\u0000'],
  ['\u202elive\u2066', '\\u202elive\\u2066'],
])('shows %j as it is', (text, shown) => expect(harmless(text)).toBe(shown))

it('leaves JSON as it was', () => {
  const value = { text: '\u009b31m\u007f\u202e\u001b\n' }
  expect(JSON.parse(harmless(JSON.stringify(value, null, 1)))).toEqual(value)
})

it('the bar may steer, what is printed may not', () => {
  const written: string[] = []
  const stream = { isTTY: true, write: (text: string) => written.push(text) }
  const { out, err, draw } = terminal({ stdout: stream, stderr: stream })
  out('\u001b[1m')
  err('\u001b[2m')
  draw?.('\r\u001b[K')
  expect(written).toEqual(['\\u001b[1m\n', '\\u001b[2m\n', '\r\u001b[K'])
})

it('a cell of a table keeps to its line and its width', () =>
  expect(
    textTable(
      [
        ['a\u001b', 'note'],
        ['b', '早了\n● live'],
      ],
      'words',
    ),
  ).toBe('a\\u001b  note\nb        早了 ● live'))

it('a command prints nothing else', async () => {
  const args = ['--import', 'tsx', path.join(ROOT, 'src/exam/cli.ts'), `--${TITLE}`]
  const printed = promisify(execFile)(process.execPath, args, { cwd: ROOT })
  await expect(printed).rejects.toMatchObject({ stderr: expect.stringContaining('\\u001b]0;gone') })
}, 20_000)

it('no command goes past it', () => {
  const names = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const commands = names.filter(name => /[\\/]cli[\w-]*\.ts$/.test(name)).map(name => path.join('src', name))
  expect(commands.length).toBeGreaterThan(8)
  for (const file of [...commands, 'scripts/invite.ts'])
    expect([file, readFileSync(path.join(ROOT, file), 'utf8')]).toEqual([
      file,
      expect.not.stringMatching(/process\.std|console\./),
    ])
})
