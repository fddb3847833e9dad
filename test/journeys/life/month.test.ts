/** Some days of a district, lived through by a clock that never sleeps; what must hold at its end. bench/month.ts is a whole month. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Checked, check } from '../../../bench/month/check.ts'
import { type Lived, live } from '../../../bench/month/live.ts'
import { type MonthOptions, USUAL } from '../../../bench/month/options.ts'
import { type MonthStage, openMonthStage } from '../../../bench/month/stage.ts'
import { createTestDatabase, type TestDatabase } from '../../../src/testing/test-database.ts'

const DAYS: MonthOptions = { ...USUAL, tickets: 220, days: 1, after: 4, step: 20 }
let db: TestDatabase
let stage: MonthStage
let lived: Lived
let checked: Checked

beforeAll(async () => {
  db = await createTestDatabase()
  stage = await openMonthStage(db.url, DAYS)
  lived = await live(stage, DAYS, () => {})
  checked = await check(stage, lived, DAYS.step)
}, 120_000)
afterAll(async () => {
  await stage.close()
  await db.close()
})

it('holds: states, messages, deadlines, caps and figures', () => {
  for (const { what, of, wrong, examples } of checked.verdicts) {
    expect(examples, what).toEqual([])
    expect(wrong, what).toBe(0)
    expect(of, what).toBeGreaterThan(20)
  }
})

it('is no quiet life: nearly everything that can happen to a ticket has happened', async () => {
  const { rows } = await db.pool.query<{ kind: string }>('SELECT DISTINCT kind FROM ticket_event')
  const kinds = new Set(rows.map(({ kind }) => kind))
  for (const each of [
    'asked',
    'unrouted',
    'returned',
    'whistled',
    'resumed',
    'reopened',
    'supervised',
    'merged',
  ])
    expect(kinds).toContain(each)
  // What is rare may be missing on a small day: people of one moment do not always come in the same order.
  expect(kinds.size).toBeGreaterThan(25)
  expect(checked.figures.opened).toBeGreaterThan(200)
  expect(lived.tally.counts.inbound).toBeGreaterThan(700)
})
