import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeDirectory } from './make-directory.ts'

test('makes what is missing, and takes what is there', () => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-folder-'))
  onTestFinished(() => fs.rmSync(scratch, { recursive: true }))
  const deep = path.join(scratch, 'a/b/c')
  makeDirectory(deep)
  makeDirectory(deep)
  expect(fs.statSync(deep).isDirectory()).toBe(true)
  fs.writeFileSync(path.join(scratch, 'file'), '')
  expect(() => makeDirectory(path.join(scratch, 'file'))).toThrow(/EEXIST/)
  expect(() => makeDirectory(path.join(scratch, 'file/below'))).toThrow(/EEXIST|ENOTDIR/)
})

test.runIf(process.platform === 'linux')(
  'a parent that takes no children is an error, not an endless loop',
  () => expect(() => makeDirectory('/proc/linli/data')).toThrow(/ENOENT|EACCES|EPERM/),
)
