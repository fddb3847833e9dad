/** Computes the same facts in two ways: in SQL by sets, and event by event with the rules of the domain. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { readFacts } from './read-facts.ts'
import { parseHappening, SYSTEM, type TicketEvent } from '../domain/ticket/ticket-event.ts'
import { newId } from '../lib/ids.ts'
import { createCast, writeRandom } from './testing/cast.ts'
import type { Cast } from './testing/random-histories.ts'
import { type History, recompute } from './testing/recompute.ts'
import { usualLives } from './testing/usual-lives.ts'
import { writeHistories } from './testing/write-histories.ts'

const FROM = new Date('2026-11-01T00:00:00+08:00')
const TO = new Date('2026-12-01T00:00:00+08:00')
let db: TestDatabase
let histories: History[]
/** After the last event; some clocks still run. */
let now: Date
let cast: Cast

beforeAll(async () => {
  db = await createTestDatabase()
  await seedDemo(db.prisma)
  cast = await createCast(db)
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
  // Every value must occur, or the comparison would prove little.
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

it('counts once what both a meeting and the resident were waited for', async () => {
  const from = new Date('2026-08-31T16:00:00Z')
  const hour = (hours: number) => new Date(from.getTime() + hours * 3_600_000)
  const promises = (hours: number) => ({
    acceptBy: hour(hours),
    answerBy: hour(hours),
    resolveBy: hour(hours),
    workingTime: false,
    promisedAt: from,
  })
  const life = (resolvedAt: number): History => {
    const [usual] = usualLives(cast, 1, from)
    const [opened, assigned] = usual?.events ?? []
    if (!opened || !assigned) throw new Error('no life')
    const then: [number, TicketEvent['kind'], object][] = [
      [10, 'meeting_called', { plan: '', unitId: null, decideBy: hour(60) }],
      [12, 'inquired', { text: '' }],
      [32, 'resumed', { promises: null }],
      // 72 hours were promised, and the clock was paused from hour 10 to 40: 102.
      [40, 'meeting_held', { decision: 'rejected', note: '', promises: promises(102), decideBy: null }],
      [resolvedAt, 'resolved', { outcome: 'fixed', note: '', confirmBy: hour(200) }],
    ]
    const events = then.map(([hours, kind, data]) => ({
      ...parseHappening(kind, JSON.parse(JSON.stringify(data))),
      actor: kind === 'resumed' ? SYSTEM : { kind: 'member' as const, id: cast.memberIds[0] ?? '' },
      at: hour(hours),
    }))
    const number = `R-meeting-${resolvedAt}`
    return {
      id: newId(),
      events: [{ ...opened, data: { ...opened.data, number } } as TicketEvent, assigned, ...events],
    }
  }
  const lives = [life(101), life(110)]
  await writeHistories(db.pool, lives)
  const read = await readFacts(db.pool, { from, to: hour(1) }, hour(300))
  expect(read.tickets.map(({ resolve }) => resolve)).toEqual([true, false])
  expect(read.tickets).toEqual(recompute(lives, hour(300)).tickets)
})
