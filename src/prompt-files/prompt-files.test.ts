import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readPromptFiles } from './prompt-files.ts'

let folder: string
const at = (name: string) => path.join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'linli-files-'))
  mkdirSync(at('guides/en'), { recursive: true })
  mkdirSync(at('replies'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

test('reads what decides, through links too, and nothing else', () => {
  writeFileSync(at('categories.yaml'), 'categories: []')
  writeFileSync(at('notes.txt'), 'mine')
  writeFileSync(at('guides/en/lost.md'), 'lost')
  symlinkSync(at('categories.yaml'), at('replies/en.yaml'))
  symlinkSync('.', at('guides/loop'))
  expect(readPromptFiles(folder)).toEqual({
    'categories.yaml': 'categories: []',
    'guides/en/lost.md': 'lost',
    'replies/en.yaml': 'categories: []',
  })
})

const refuses = (message: RegExp) => expect(() => readPromptFiles(folder)).toThrow(message)

test.runIf(process.platform !== 'win32')('does not wait for a pipe or a device', () => {
  execFileSync('mkfifo', [at('triage.prompt')])
  refuses(/^triage\.prompt: .*not a regular file/)
  rmSync(at('triage.prompt'))
  symlinkSync('/dev/zero', at('guides/en/endless.md'))
  refuses(/^guides\/en\/endless\.md: .*not a regular file/)
})

test('names a folder in place of a file, a link to nothing, a huge file, and one that is no text', () => {
  mkdirSync(at('categories.yaml'))
  refuses(/^categories\.yaml: .*not a regular file/)
  rmSync(at('categories.yaml'), { recursive: true })
  symlinkSync('/nowhere/at/all', at('replies/en.yaml'))
  refuses(/^replies\/en\.yaml: .*ENOENT/)
  rmSync(at('replies/en.yaml'))
  writeFileSync(at('labels.json'), '')
  truncateSync(at('labels.json'), 10_000_001)
  refuses(/^labels\.json: .*too large/)
  writeFileSync(at('labels.json'), Buffer.from([0x22, 0xff, 0x22]))
  refuses(/^labels\.json: .*not UTF-8/)
})
