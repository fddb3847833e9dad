import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { copyPrograms, makeReady, prepareBinaries } from './postgres-binaries.ts'

// The package as npm leaves it when install scripts are not allowed.
let native: string
beforeEach(() => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-binaries-'))
  onTestFinished(() => fs.rmSync(scratch, { recursive: true }))
  native = path.join(scratch, 'native')
  for (const file of ['bin/initdb', 'bin/postgres', 'bin/pg_ctl', 'lib/libpq.so.5.18', 'lib/libpq.a']) {
    fs.mkdirSync(path.dirname(path.join(native, file)), { recursive: true })
    fs.writeFileSync(path.join(native, file), file, { mode: 0o644 })
  }
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links))
})

function expectReady(dir: string) {
  expect(fs.readFileSync(path.join(dir, 'lib/libpq.so.5'), 'utf8')).toBe('lib/libpq.so.5.18')
  expect(fs.statSync(path.join(dir, 'bin/postgres')).mode & 0o111).toBe(0o111)
}

test('makes the links and execute bits that npm left out; a second time there is nothing to do', () => {
  expect(makeReady(native)).toBe(true)
  expectReady(native)
  expect(makeReady(native)).toBe(true)
})

test('a copy is complete, and leaves out what only compilers need', () => {
  const copy = path.join(path.dirname(native), 'copy')
  copyPrograms(native, copy)
  expectReady(copy)
  expect(fs.existsSync(path.join(copy, 'lib/libpq.a'))).toBe(false)
  expect(fs.readdirSync(path.dirname(copy)).sort()).toEqual(['copy', 'native'])
})

test('a machine for which there are no programs is told about DATABASE_URL', async () => {
  vi.spyOn(process, 'arch', 'get').mockReturnValue('s390x')
  onTestFinished(() => void vi.restoreAllMocks())
  const attempt = prepareBinaries({ dir: native, cluster: native, runAs: undefined })
  await expect(attempt).rejects.toThrow(/-s390x is not installed.*DATABASE_URL/)
})
