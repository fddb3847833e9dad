import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { explain } from './embedded-postgres-error.ts'
import { settleHome } from './postgres-home.ts'

const isRoot = process.getuid?.() === 0

let scratch: string
beforeEach(() => {
  scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'linli-home-')))
  onTestFinished(() => fs.rmSync(scratch, { recursive: true, force: true }))
})

test('the cluster is in the data directory, which is made when it is missing', async () => {
  fs.chmodSync(scratch, 0o755)
  const { cluster, dir } = await settleHome(path.join(scratch, 'deep/data'))
  expect(dir).toBe(path.join(scratch, 'deep/data'))
  expect(cluster).toBe(path.join(dir, 'postgres'))
})

test('a file in place of the directory', async () => {
  fs.writeFileSync(path.join(scratch, 'data'), '')
  await expect(settleHome(path.join(scratch, 'data'))).rejects.toThrow(/is not a directory/)
})

test.runIf(process.platform === 'linux')(
  'a place that takes no folders is said at once, and where to turn',
  async () => {
    await expect(settleHome('/proc/linli')).rejects.toThrow(/\/proc\/linli cannot be made.*another DATA_DIR/)
  },
)

test('a link to a database that is gone is not taken for a new beginning', async () => {
  fs.symlinkSync('/nowhere/postgres', path.join(scratch, 'postgres'))
  await expect(settleHome(scratch)).rejects.toThrow(/points to \/nowhere\/postgres.*bring it back/)
})

describe.runIf(isRoot)('as root', () => {
  test('PostgreSQL runs as the owner of the cluster that is there', async () => {
    fs.chmodSync(scratch, 0o755)
    fs.mkdirSync(path.join(scratch, 'postgres'))
    fs.chownSync(path.join(scratch, 'postgres'), 4321, 4322)
    expect((await settleHome(scratch)).runAs).toEqual({ uid: 4321, gid: 4322 })
  })

  test('below a directory closed to others, the data lies elsewhere and a link leads there', async () => {
    expect(fs.statSync(scratch).mode & 0o777).toBe(0o700)
    const dataDir = path.join(scratch, 'data')
    const first = await startEmbeddedPostgres({ dataDir })
    const cluster = fs.realpathSync(path.join(dataDir, 'postgres'))
    onTestFinished(() => fs.rmSync(path.dirname(cluster), { recursive: true, force: true }))
    await first.stop()
    expect(cluster).toMatch(/^\/var\/lib\/linli\/[0-9a-f]{12}\/postgres$/)
    const second = await startEmbeddedPostgres({ dataDir })
    await second.stop()
    expect(fs.realpathSync(path.join(dataDir, 'postgres'))).toBe(cluster)
  })
})

describe.runIf(process.getuid && !isRoot)('as a plain user', () => {
  test('a directory of another user', async () => {
    fs.chmodSync(scratch, 0o500)
    await expect(settleHome(path.join(scratch, 'data'))).rejects.toThrow(/may not be read or written.*chown/)
  })
})

test.each([
  ['ENOSPC: no space left on device, write', /disk with \/data is full/],
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk with \/data is full/],
  ['could not extend file "base/1/2691": wrote only 4096 of 8192 bytes', /disk with \/data is full/],
  ['EROFS: read-only file system', /read-only disk/],
  ['EACCES: permission denied', /may not be read or written.*DATABASE_URL/],
])('%s', (message, plain) => {
  expect(explain(new Error(message), '/data').message).toMatch(plain)
})
