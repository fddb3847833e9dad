/** Two ways to the same facts: set by set in SQL, and life by life with the rules of the domain. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { readFacts } from './read-facts.ts'
import { createCast, writeRandom } from './testing/cast.ts'
import { type History, recompute } from './testing/recompute.ts'

const FROM = new Date('2026-11-01T00:00:00+08:00')
const TO = new Date('2026-12-01T00:00:00+08:00')
let db: TestDatabase
let histories: History[]
/** When the last of it has happened: some promises still run. */
let now: Date

beforeAll(async () => {
  db = await createTestDatabase()
  await seedDemo(db.prisma)
  const cast = await createCast(db)
  histories = await writeRandom(db, cast, { count: 1_000, seed: 7, from: FROM, to: TO })
  now = new Date(Math.max(...histories.map(({ events }) => events.at(-1)?.at.getTime() ?? 0)) + 1)
}, 60_000)
afterAll(() => db.close())

it('reads from the database what every history says when it is lived through', async () => {
  const read = await readFacts(db.pool, { from: FROM, to: TO }, now)
  const expected = recompute(histories, now)
  expect(read.tickets.length).toBe(1_000)
  for (const [index, ticket] of expected.tickets.entries())
    expect(
      read.tickets[index],
      JSON.stringify(
        histories.find(({ id }) => id === ticket.id),
        null,
        1,
      ),
    ).toEqual(ticket)
  // Of everything there is some, or the comparison would prove little.
  const seen = (values: unknown[]) => new Set(values)
  for (const name of ['accept', 'answer', 'resolve'] as const)
    expect(seen(read.tickets.map(ticket => ticket[name])).size).toBe(3)
  for (const name of ['report', 'act'] as const)
    expect(seen(read.whistles.map(each => each[name])).size).toBe(3)
  expect(
    histories.flatMap(({ events }) => events.filter(({ kind }) => kind === 'undone')).length,
  ).toBeGreaterThan(50)
  expect(read.closings).toEqual(expected.closings)
  expect(read.whistles).toEqual(expected.whistles)
})
