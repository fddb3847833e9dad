import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '../lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import type { ModelCallFacts } from '../triage/model/types.ts'
import { createModelLedger, type ModelLedgerOptions } from './model-ledger.ts'

const log = { warn: vi.fn() }
/** 00:10 in China, still the day before in London. */
const MIDNIGHT_TEN = new Date('2026-11-20T16:10:00Z')
let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())
afterEach(async () => {
  log.warn.mockClear()
  await db.pool.query('TRUNCATE model_call')
})

const ledger = (over: Partial<ModelLedgerOptions> = {}) =>
  createModelLedger({
    pool: db.pool,
    prices: { input: 2, output: 8 },
    dailyBudget: 10,
    now: () => MIDNIGHT_TEN,
    log,
    ...over,
  })
const call = (over: Partial<ModelCallFacts> = {}): ModelCallFacts => ({
  id: newId(),
  at: MIDNIGHT_TEN,
  model: 'm',
  promptVersion: '0123456789ab',
  inputTokens: 1_000_000,
  outputTokens: 500_000,
  milliseconds: 812.4,
  failure: null,
  ...over,
})
const rows = async () =>
  (await db.pool.query<Record<string, unknown>>('SELECT * FROM model_call ORDER BY id')).rows

test('every call is a row, helpful or not, with what it cost', async () => {
  await ledger().note('triage')(call())
  await ledger().note('shadow')(call({ failure: 'timeout', inputTokens: 0, outputTokens: 0 }))
  expect(await rows()).toMatchObject([
    {
      purpose: 'triage',
      cost: 6,
      input_tokens: 1_000_000,
      milliseconds: 812,
      failure: null,
      ticket_id: null,
    },
    { purpose: 'shadow', cost: 0, failure: 'timeout', at: MIDNIGHT_TEN },
  ])
})

test('without prices it counts tokens, and sets no limit', async () => {
  const { note, budget } = ledger({ prices: null, dailyBudget: null })
  await note('triage')(call())
  expect(budget).toBeUndefined()
  expect(await rows()).toMatchObject([{ cost: 0, output_tokens: 500_000 }])
})

test('processes share the budget of a day in China, and say so once', async () => {
  await ledger().note('triage')(call({ at: new Date('2026-11-20T15:59:00Z') }))
  const one = ledger()
  expect(await one.budget?.mayAsk()).toBe(true)
  await one.note('triage')(call())
  const other = ledger()
  expect(await other.budget?.mayAsk()).toBe(true)
  await other.note('shadow')(call())
  expect([await other.budget?.mayAsk(), await other.budget?.mayAsk()]).toEqual([false, false])
  expect(log.warn.mock.calls).toEqual([
    [{ spent: 12, budget: 10 }, expect.stringContaining('until midnight') as string],
  ])
  expect(await ledger().budget?.mayAsk()).toBe(false)
  expect(await ledger({ now: () => new Date('2026-11-21T16:00:00Z') }).budget?.mayAsk()).toBe(true)
})

test('a row that cannot be written costs a line in the log, and counts', async () => {
  const { note, budget } = ledger()
  const same = call()
  await note('triage')(same)
  await note('triage')(same)
  expect(log.warn).toHaveBeenCalledWith(
    expect.objectContaining({ reason: expect.stringContaining('duplicate') as string }),
    'a call of the model could not be written down',
  )
  expect(await budget?.mayAsk()).toBe(false)
})
