/** Impossible states, tried one by one: each is refused by the constraint that is named for it. */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../src/lib/ids.ts'
import { TICKET_STATES } from '../src/domain/ticket/ticket-state.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/test-database.ts'
import { IMPOSSIBLE, POSSIBLE, STATES } from './possible-states.ts'

let database: TestDatabase
let client: pg.PoolClient
type Row = Record<string, unknown>
/** Of every possible row, under `table` or `table state`. */
const idOf = new Map<string, string>()
beforeAll(async () => {
  database = await createTestDatabase()
  client = await database.pool.connect()
  for (const [table, rows] of Object.entries<Record<string, Row>>(POSSIBLE))
    for (const [name, row] of Object.entries(rows)) {
      const id = newId()
      await insert(table, table in WHERE ? row : { id, ...row })
      idOf.set(name ? `${table} ${name}` : table, id)
    }
})
afterAll(async () => {
  client.release()
  await database.close()
})

/** Tables without an id of their own have one row here. */
const WHERE: Readonly<Record<string, string>> = {
  ticket_event: 'true',
  closure_check: 'true',
  ticket_counter: 'true',
  resident_notice: 'true',
  digest: 'true',
}

/** Columns that a row does not name have their defaults. */
async function insert(table: string, row: Row): Promise<void> {
  const values = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'string' && value.startsWith('#') ? idOf.get(value.slice(1)) : value,
  ])
  const columns = values.map(([column]) => `"${String(column)}"`).join(', ')
  await client.query(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_record(null::"${table}", $1)`,
    [JSON.stringify(Object.fromEntries(values))],
  )
}

/** @returns the constraint that refused it; null: it was let through. */
async function refusalOf(row: string, change: string): Promise<string | null> {
  const [table = ''] = row.split(' ')
  await client.query('BEGIN')
  try {
    // That events are never edited is refused by a trigger, before any constraint is asked.
    if (table === 'ticket_event') await client.query('ALTER TABLE ticket_event DISABLE TRIGGER USER')
    const where = WHERE[table] ?? `id = '${idOf.get(row)}'`
    const { rowCount } = await client.query(`UPDATE "${table}" SET ${change} WHERE ${where}`)
    expect(rowCount, row).toBe(1)
    return null
  } catch (error) {
    const { code, constraint } = error as pg.DatabaseError
    if (code !== '23514') throw error
    return constraint ?? ''
  } finally {
    await client.query('ROLLBACK')
  }
}

it('every state of a ticket, a message, a file and an exam is possible', () => {
  for (const state of TICKET_STATES) expect(idOf.get(`ticket ${state}`), state).toBeDefined()
  for (const [table, states] of Object.entries(STATES))
    for (const state of states) expect(idOf.get(`${table} ${state}`), `${table} ${state}`).toBeDefined()
})

describe('an impossible state is refused', () => {
  const cases = Object.entries(IMPOSSIBLE).flatMap(([constraint, changes]) =>
    changes.map(([row, change]) => ({ constraint, row, change })),
  )
  it.each(cases)('$constraint: $row with $change', async ({ constraint, row, change }) => {
    expect(await refusalOf(row, change)).toBe(constraint)
  })
})

it('every constraint of the database was tried', async () => {
  const { rows } = await client.query<{ name: string }>(
    "SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace",
  )
  expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(IMPOSSIBLE).toSorted())
})
