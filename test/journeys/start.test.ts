/**
 * With every failure of PostgreSQL during the start, and every missing right of its role: the start becomes ready, or ends
 * within a minute with one sentence that says what to do. It never floods the log, and SIGTERM always ends it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CuttingProxy, cutAtOpen } from '../../src/testing/cutting-proxy.ts'
import { LOG_BOUND, START_BOUND_MS, startProgram } from '../../src/testing/program.ts'
import { createTestDatabase } from '../../src/testing/test-database.ts'

/** Each case is a process that starts: every n-th of them, unless EVERY_START=1 asks for all. */
const some = <T>(n: number, cases: readonly T[]): T[] =>
  cases.filter((_, index) => process.env.EVERY_START || index % n === 0)
const MOMENTS = some(
  13,
  Array.from({ length: 40 }, (_, index) => index + 1),
)
const PATIENCE = 6 * START_BOUND_MS
// Each is a whole program: more of them at once only wait for each other.
vi.setConfig({ maxConcurrency: 2 })
/** A sentence with its fix, as src/app.ts and describe-database-error.ts make them: no stack, no bare error. */
const STACK = /node:internal|\[object|Error: /

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'linli-start-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const start = (url: string) =>
  startProgram({ DATABASE_URL: url, DATA_DIR: dir, DEMO: 'false', LOG_LEVEL: 'error' })

/** @returns the sentence that it ended with; null when it became ready. */
async function outcome(proxy: CuttingProxy): Promise<string | null> {
  const program = start(proxy.url)
  const settled = await program.settled(() => proxy.opened() > 0)
  const ended = await program.stop()
  const said = program.said()
  expect({ settled, ended, said: settled === 'stuck' || !ended ? said.slice(0, 2_000) : '' }).toEqual({
    settled: expect.stringMatching(/ready|over/),
    ended: true,
    said: '',
  })
  expect(program.bytes()).toBeLessThan(LOG_BOUND)
  if (settled === 'ready') return null
  expect(program.code()).toBe(1)
  // Beside the log's lines, which are JSON, there is one sentence and nothing else.
  const sentences = said
    .trim()
    .split('\n')
    .filter(line => !line.startsWith('{'))
  expect(sentences, said.slice(-2_000)).toHaveLength(1)
  const [sentence = ''] = sentences
  expect(sentence).toMatch(/DATABASE_URL|PostgreSQL|database/i)
  expect(sentence).not.toMatch(STACK)
  return sentence
}

describe('PostgreSQL away while Linli starts', () => {
  it.concurrent.each(
    MOMENTS.map((nth, index) => [nth, index % 2 === 0 ? 'for good' : 'for a moment'] as const),
  )(
    'all connections cut at the %i. open, %s: ready, or one sentence',
    async (nth, how) => {
      const db = await createTestDatabase()
      const proxy = await cutAtOpen(db.url, nth, how === 'for good')
      try {
        await outcome(proxy)
      } finally {
        await proxy.close()
        await db.close()
      }
    },
    PATIENCE,
  )
})

/** What a database's owner may give to a role, piece by piece. */
const RIGHTS = {
  connect: (role: string, database: string) => `GRANT CONNECT ON DATABASE "${database}" TO ${role}`,
  'create schemas': (role: string, database: string) => `GRANT CREATE ON DATABASE "${database}" TO ${role}`,
  'create tables': (role: string) => `GRANT CREATE ON SCHEMA public TO ${role}`,
  'the tables that are there': (role: string) =>
    `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
}
type Right = keyof typeof RIGHTS
const subsets = (Object.keys(RIGHTS) as Right[]).reduce<Right[][]>(
  (sets, right) => [...sets, ...sets.map(set => [...set, right])],
  [[]],
)

describe('a role that may not do what Linli needs', () => {
  let made = 0
  const roleFor = async (admin: pg.Client) => {
    const role = `linli_start_${process.pid}_${++made}`
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`)
    return role
  }
  const asRole = (url: string, role: string) => {
    const address = new URL(url)
    address.username = role
    address.password = 'x'
    return address.href
  }
  /** @param empty without Linli's tables: they are to be made by that role. */
  async function attempt(
    empty: boolean,
    prepare: (admin: pg.Client, role: string, database: string) => unknown,
  ) {
    const db = await createTestDatabase({ empty })
    const admin = new pg.Client({ connectionString: db.url })
    await admin.connect()
    const role = await roleFor(admin)
    const database = new URL(db.url).pathname.slice(1)
    const proxy = await cutAtOpen(asRole(db.url, role))
    try {
      await admin.query(
        `REVOKE ALL ON DATABASE "${database}" FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC`,
      )
      await admin.query(`GRANT USAGE ON SCHEMA public TO ${role}`)
      await prepare(admin, role, database)
      return await outcome(proxy)
    } finally {
      await proxy.close()
      await admin.query(
        `ALTER DATABASE "${database}" OWNER TO CURRENT_USER; DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`,
      )
      await admin.end()
      await db.close()
    }
  }

  it.concurrent.each(
    some(
      8,
      [true, false].flatMap(empty =>
        subsets
          .filter(rights => !empty || !rights.includes('the tables that are there'))
          .map(
            rights =>
              [
                rights.join(', ') || 'nothing',
                empty ? 'an empty database' : 'a database of another',
                rights,
                empty,
              ] as const,
          ),
      ),
    ),
  )(
    '%s in %s: ready, or the sentence that mends it',
    async (_, __, rights, empty) => {
      const sentence = await attempt(empty, async (admin, role, database) => {
        for (const right of rights) await admin.query(RIGHTS[right](role, database))
      })
      const enough =
        rights.includes('connect') &&
        rights.includes('create schemas') &&
        rights.includes(empty ? 'create tables' : 'the tables that are there')
      if (sentence === null) expect(enough).toBe(true)
      else expect(sentence).toMatch(/has not the rights .* OWNER TO/)
    },
    PATIENCE,
  )

  it(
    'the owner of an empty database becomes ready',
    async () => {
      const sentence = await attempt(true, (admin, role, database) =>
        admin.query(
          `ALTER DATABASE "${database}" OWNER TO ${role}; GRANT CREATE ON SCHEMA public TO ${role}`,
        ),
      )
      expect(sentence).toBeNull()
    },
    PATIENCE,
  )

  it.concurrent.each(some(5, [4, 1, 2, 8, 12, 16, 20, 25, 30]))(
    'who may have %i connections: ready, or told so',
    async most => {
      const sentence = await attempt(true, (admin, role, database) =>
        admin.query(
          `ALTER DATABASE "${database}" OWNER TO ${role}; GRANT CREATE ON SCHEMA public TO ${role}; ALTER ROLE ${role} CONNECTION LIMIT ${most}`,
        ),
      )
      if (sentence !== null) expect(sentence).toContain('CONNECTION LIMIT')
    },
    PATIENCE,
  )
})
