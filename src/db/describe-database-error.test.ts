import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../testing/test-database.ts'
import { describeDatabaseError, isDatabaseError } from './describe-database-error.ts'
import { freePort } from './postmaster.ts'

async function sentence(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  const error = await client.connect().catch((failure: unknown) => failure)
  await client.end().catch(() => {})
  return describeDatabaseError(url, error)
}

function changed(change: (url: URL) => void): string {
  const url = new URL(inject('testDatabase').adminUrl)
  change(url)
  return url.href
}

test.each(['', 'localhost', 'mysql://root@localhost/x', '/var/run/postgresql'])('not an address: %j', url => {
  expect(describeDatabaseError(url, new Error('x'))).toContain('not a PostgreSQL address')
})

test('a wrong password is named as such, and kept', async () => {
  const text = await sentence(changed(url => (url.password = 'geheim%2F1')))
  expect(text).toMatch(/refused the password of \w+/)
  expect(text).not.toContain('geheim')
})

test('a database that is not there, with the command that makes it', async () => {
  expect(await sentence(changed(url => (url.pathname = 'nowhere')))).toContain('createdb nowhere')
})

test('a port where nothing listens', async () => {
  const port = String(await freePort())
  expect(await sentence(changed(url => (url.port = port)))).toContain(
    `no PostgreSQL answers at 127.0.0.1:${port}`,
  )
})

test('a host that does not exist', async () => {
  expect(await sentence('postgresql://u:secret@no-such-host.invalid/db')).toContain(
    'no-such-host.invalid, which cannot be found',
  )
})

test('a server without encryption, when encryption is demanded', async () => {
  expect(await sentence(changed(url => (url.search = '?sslmode=verify-full')))).toContain('sslmode')
})

test('several addresses, one sentence', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(describeDatabaseError('postgres://localhost/x', new AggregateError([refused, refused]))).toContain(
    'no PostgreSQL answers at localhost:5432',
  )
})

test('the password stays out of every other error', () => {
  const url = 'postgresql://u:p%40ss@db/x'
  const text = describeDatabaseError(url, new Error(`odd: ${url} p@ss p%40ss`))
  expect(text).toBe('the database x at db:5432 cannot be used: odd: *** *** ***')
})

test('what the server said reaches the person also when Prisma has wrapped it', async () => {
  const db = await createTestDatabase()
  const said = async (statement: string) => {
    const error = await db.prisma.$queryRawUnsafe(statement).catch((failure: unknown) => failure)
    expect(isDatabaseError(error)).toBe(true)
    return describeDatabaseError(db.url, error)
  }
  try {
    // As when PostgreSQL stops during a start.
    expect(await said('SELECT pg_terminate_backend(pg_backend_pid())')).toMatch(/connection .* was lost/)
    for (const [code, sentence] of [
      ['42501', 'has not the rights'],
      ['53300', 'no connection left'],
    ])
      expect(await said(`DO $$ BEGIN RAISE 'as by the server' USING ERRCODE = '${code}'; END $$`)).toContain(
        sentence,
      )
  } finally {
    await db.close()
  }
})
