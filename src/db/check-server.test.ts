/** Every kind of bad DATABASE_URL is answered by one sentence with the fix. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect, inject, it, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { checkServer, mistakeOf, type Server, sharesBackends } from './check-server.ts'
import { describeDatabaseError } from './describe-database-error.ts'
import { freePort } from './postmaster.ts'

const sentence = (url: string): Promise<string> =>
  checkServer(url).then(
    () => 'usable',
    (error: Error) => (error.name === 'ServerError' ? error.message : describeDatabaseError(url, error)),
  )
const changed = (change: (url: URL) => void): string => {
  const url = new URL(inject('testDatabase').adminUrl)
  change(url)
  return url.href
}
/** Creates a database for one check. */
async function within(create: string, ask: (url: string) => Promise<void>) {
  const { adminUrl } = inject('testDatabase')
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const name = `linli_check_${process.pid}_${Math.floor(performance.now())}`
  await admin.query(`CREATE DATABASE ${name} ${create}`)
  try {
    await ask(changed(url => (url.pathname = name)))
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
  }
}

it.each([
  ['a / in the password', 'postgresql://linli:se/cret@db.example.cn:5432/linli'],
  ['a / after digits', 'postgresql://linli:12/34@db.example.cn:5432/linli'],
  ['a # in the password', 'postgresql://linli:se#cret@db.example.cn/linli'],
  ['a ? after digits', 'postgresql://linli:12?34@db.example.cn/linli'],
  ['a % in the password', 'postgresql://linli:100%@db.example.cn/linli'],
  ['an @ and a / in the password', 'postgresql://linli:p@ss/w@db.example.cn/linli'],
])('%s that is not encoded is told with how to encode it, and not repeated', (_, url) => {
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(/DATABASE_URL: .*\/ is %2F, @ is %40/)
  expect(() => readConfig({ DATABASE_URL: url })).not.toThrow(/cret|34|100%|ss\/w/)
})

it('an @ in the password works as it is, and so does what is encoded', () => {
  for (const password of ['p@ss', 'p%40ss%2Fw%23', '中文'])
    expect(() => readConfig({ DATABASE_URL: `postgresql://linli:${password}@db/linli` })).not.toThrow()
})

it('a server that is all right has nothing to be told of', async () => {
  expect(await sentence(inject('testDatabase').adminUrl)).toBe('usable')
})

it('a database in GBK, which PostgreSQL calls EUC_CN', () =>
  within(`ENCODING 'EUC_CN' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`, async url =>
    expect(await sentence(url)).toMatch(/EUC_CN.*createdb -E UTF8 -T template0/),
  ))

it('a database that can only be read', async () => {
  const db = await createTestDatabase({ empty: true })
  try {
    const name = new URL(db.url).pathname.slice(1)
    await db.pool.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`)
    expect(await sentence(db.url)).toMatch(/can only be read.*Name the primary/)
  } finally {
    await db.close()
  }
})

it('a server that is too old', () => {
  const old: Server = {
    pid: 1,
    version: 12,
    name: '12.4',
    encoding: 'UTF8',
    readOnly: false,
    careless: [],
    database: 'linli',
  }
  expect(mistakeOf(old)).toMatch(/PostgreSQL 12\.4, and Linli needs 14 or newer/)
  expect(mistakeOf({ ...old, version: 14 })).toBeNull()
})

it.each([
  ['an unknown database', (url: URL) => (url.pathname = 'nowhere'), /createdb nowhere/],
  ['a wrong password', (url: URL) => (url.password = 'wrong'), /refused the password/],
  ['an unknown user', (url: URL) => (url.username = 'nobody'), /refused the password of nobody/],
])('%s', async (_, change, told) => expect(await sentence(changed(change))).toMatch(told))

it('a port where something else answers: HTTP, or nothing that makes sense', async () => {
  const web = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1')
  const other = net.createServer(socket => socket.end('220 mail.example.cn ESMTP\r\n')).listen(0, '127.0.0.1')
  await Promise.all([once(web, 'listening'), once(other, 'listening')])
  try {
    for (const server of [web, other]) {
      const { port } = server.address() as AddressInfo
      expect(await sentence(changed(url => (url.port = String(port))))).toMatch(/DATABASE_URL/)
    }
  } finally {
    web.closeAllConnections()
    web.close()
    other.close()
  }
})

it('a transaction pooler is known by two sessions that share a backend', async () => {
  const db = await createTestDatabase({ empty: true, max: 2 })
  const [first, second] = [await db.pool.connect(), await db.pool.connect()]
  try {
    const { rows } = await first.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const pid = rows[0]?.pid ?? 0
    expect(await sharesBackends(first, second, pid)).toBe(false)
    expect(await sharesBackends(first, first, pid)).toBe(true)
    // Simulates a pooler that runs the session's next statement on another backend.
    expect(await sharesBackends(second, second, pid)).toBe(true)
  } finally {
    first.release()
    second.release()
    await db.close()
  }
})

const POOLER = spawnSync('which', ['pgbouncer']).status === 0
it.skipIf(!POOLER)('pgbouncer itself, in transaction mode, is refused', async () => {
  const admin = new URL(inject('testDatabase').adminUrl)
  const port = await freePort()
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-pooler-'))
  chmodSync(dir, 0o755)
  const users = path.join(dir, 'users.txt')
  const ini = path.join(dir, 'pgbouncer.ini')
  writeFileSync(users, `"${admin.username}" "${decodeURIComponent(admin.password)}"\n`)
  writeFileSync(
    ini,
    `[databases]\n* = host=${admin.hostname} port=${admin.port}\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=${port}\n` +
      `auth_type=plain\nauth_file=${users}\npool_mode=transaction\nunix_socket_dir=\nlogfile=\n`,
  )
  const isRoot = process.getuid?.() === 0
  const nobody = isRoot ? Number((await promisify(execFile)('id', ['-u', 'nobody'])).stdout) : undefined
  const pooler = spawn('pgbouncer', [ini], { ...(nobody !== undefined && { uid: nobody }), stdio: 'ignore' })
  try {
    await vi.waitFor(
      async () =>
        expect(await sentence(changed(url => (url.port = String(port))))).toMatch(
          /pooler .*Linli needs sessions .* name PostgreSQL itself/,
        ),
      { timeout: 10_000, interval: 200 },
    )
  } finally {
    pooler.kill('SIGKILL')
    await once(pooler, 'exit')
    rmSync(dir, { recursive: true, force: true })
  }
})

it('warns of a database that forgets what it has committed', async () => {
  await within('', async url => {
    const admin = new pg.Client({ connectionString: url })
    await admin.connect()
    const set = async (value: string) =>
      await admin.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = ${value}`)
    await set('on')
    const before = await checkServer(url)
    await set('off')
    const after = await checkServer(url)
    await admin.end()
    expect(before).not.toContainEqual(expect.stringMatching(/^synchronous_commit/))
    expect(after).toContainEqual(
      expect.stringMatching(/^synchronous_commit is off .* acknowledged are lost; set it on$/),
    )
  })
})

it.each(['sslrootcert', 'sslcert', 'sslkey'])(
  'a file of %s that cannot be read is named, not the password',
  async name => {
    const said = await sentence(
      changed(url => ((url.password = 's3cret'), url.searchParams.set(name, '/nowhere/a.pem'))),
    )
    expect(said).toBe(
      `DATABASE_URL names the file /nowhere/a.pem, which cannot be read (ENOENT): correct ${name}`,
    )
  },
)
