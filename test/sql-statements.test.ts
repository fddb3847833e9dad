/** Every statement is understood by PostgreSQL over the migrated schema, and gives the rows that its type claims. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../src/testing/test-database.ts'
import { describeStatement, type Field } from './sql/describe-statement.ts'
import { type Column, findStatements } from './sql/find-statements.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Statements that are put together while the program runs, and why. */
const MADE_AT_RUN_TIME: Readonly<Record<string, string>> = {
  'src/db/advisory-lock.ts': 'the lock function is a parameter',
  'src/db/least-role.ts': 'a file of the project',
  'src/db/migrate.ts': 'migrations are files',
  'src/db/rewrite-texts.ts': 'given by the owner of each table',
  'src/inbox/store-message.ts':
    'one of three that differ by the file; the first is tried by every test of a channel',
  'src/notify/delivery/render-outbox.ts': 'chosen by the kind of message',
  'src/organisation/apply.ts': 'one for each table of the folder',
  'src/organisation/from-database.ts': 'one for each table of the folder',
  'src/routing/read-rows.ts': 'one for each table of the directory',
  'src/statistics/names.ts': 'one for each dimension',
  'src/tickets/record-event.ts': 'the columns that changed',
  'src/tickets/store.ts': 'the condition is given',
}

/** Columns that may be null in the table and cannot be in these rows, and why. */
const NOT_NULL_HERE: Readonly<Record<string, string>> = {
  'src/attachments/rows.ts mime': 'stored files only',
  'src/attachments/rows.ts sha256': 'stored files only',
  'src/attachments/rows.ts ticketId': 'the condition asks for it',
  'src/conversation/chat/leave-group.ts memberId': 'joined by it',
  'src/conversation/chat/leave-group.ts workGroupId': 'the condition asks for it',
  'src/conversation/resident/edited-message.ts ticketId': 'the condition asks for it',
  'src/gateway/wechat/chat-memory.ts externalId': 'the condition asks for it',
  'src/inbox/access-codes.ts id': 'the condition asks for it',
  'src/inbox/link-codes.ts id': 'the condition asks for it',
  'src/notify/delivery/mentions.ts memberId': 'one of those that were asked for',
  'src/organisation/in-use.ts key': 'one of those that were asked for',
  'src/prompts/examine.ts result': 'the condition asks for it',
  'src/prompts/shadow.ts texts': 'kept with every disagreement: a check of the table',
}

const KIND: Readonly<Record<string, string>> = {
  bool: 'boolean',
  float4: 'number',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  json: 'any',
  jsonb: 'any',
  timestamptz: 'Date',
}

interface Known {
  /** typname by oid, with the kind of its type. */
  types: ReadonlyMap<number, { name: string; kind: string }>
  /** `table.column` of columns that may be null. */
  nullable: ReadonlySet<string>
}

async function knownBy(client: pg.ClientBase): Promise<Known> {
  const { rows: types } = await client.query<{
    oid: number
    name: string
    typtype: string
    category: string
  }>('SELECT oid::int AS oid, typname AS name, typtype, typcategory AS category FROM pg_type')
  const { rows: nullable } = await client.query<{ name: string }>(
    "SELECT attrelid || '.' || attnum AS name FROM pg_attribute WHERE NOT attnotnull AND attnum > 0",
  )
  return {
    types: new Map(
      types.map(({ oid, name, category }) => [
        oid,
        { name, kind: category === 'A' ? 'object' : (KIND[name] ?? 'string') },
      ]),
    ),
    nullable: new Set(nullable.map(({ name }) => name)),
  }
}

/** @returns what a row type claims that PostgreSQL does not give. */
function mistakesIn(row: readonly Column[], fields: readonly Field[], { types, nullable }: Known): string[] {
  return row.flatMap(({ name, mayLack, mayBeNull, kinds }) => {
    const field = fields.find(each => each.name === name)
    if (!field) return mayLack ? [] : [`${name}: no such column`]
    const { name: type, kind } = types.get(field.dataTypeID) ?? { name: '?', kind: 'any' }
    const isNull = nullable.has(`${field.tableID}.${field.columnID}`)
    const isKind = kind === 'any' || kinds.length === 0 || kinds.includes('any') || kinds.includes(kind)
    return [
      ...(isKind ? [] : [`${name}: ${type} is no ${kinds.join(' or ')}`]),
      ...(isNull && !mayBeNull && !mayLack ? [`${name}: may be null`] : []),
    ]
  })
}

const sources = ['src', 'workers'].flatMap(folder =>
  readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
    .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter(file => file.endsWith('.ts') && !/\.test\.ts$|\/testing\/|\/generated\/|^src\/web\//.test(file)),
)

let db: TestDatabase
let client: pg.PoolClient
let known: Known
beforeAll(async () => {
  db = await createTestDatabase()
  client = await db.pool.connect()
  known = await knownBy(client)
})
afterAll(async () => {
  client?.release()
  await db?.close()
})

it('is prepared as it is, and its row type is true', async () => {
  const statements = findStatements(ROOT, sources)
  expect(statements.length).toBeGreaterThan(250)
  const unread = statements
    .filter(({ texts }) => texts.length === 0)
    .map(({ where }) => where.split(':')[0] ?? '')
  expect([...new Set(unread)].toSorted()).toEqual(Object.keys(MADE_AT_RUN_TIME))
  const mistakes: string[] = []
  for (const { where, texts, row } of statements)
    for (const text of texts) {
      const fields = await describeStatement(client, text).catch((error: Error) => error)
      if (fields instanceof Error) mistakes.push(`${where}: ${fields.message}\n${text}`)
      else if (row) mistakes.push(...mistakesIn(row, fields, known).map(each => `${where} ${each}`))
    }
  const isExcused = (mistake: string) => {
    const [, file = '', column = ''] = /^(\S+):\d+ (\w+): may be null$/.exec(mistake) ?? []
    return `${file} ${column}` in NOT_NULL_HERE
  }
  expect(mistakes.filter(mistake => !isExcused(mistake))).toEqual([])
  expect(
    new Set(mistakes.filter(isExcused).map(mistake => mistake.replace(/:\d+ (\w+): .*/, ' $1'))),
  ).toEqual(new Set(Object.keys(NOT_NULL_HERE)))
})

it('sees an unknown column, a wrong type and a missing null', async () => {
  const text = 'SELECT id, rating, created_at FROM ticket'
  const fields = await describeStatement(client, text)
  const column = (name: string, kind: string, mayBeNull = false): Column => ({
    name,
    kinds: [kind],
    mayBeNull,
    mayLack: false,
  })
  expect(mistakesIn([column('number', 'string')], fields, known)).toEqual(['number: no such column'])
  expect(mistakesIn([column('created_at', 'string')], fields, known)).toEqual([
    'created_at: timestamptz is no string',
  ])
  expect(mistakesIn([column('rating', 'number')], fields, known)).toEqual(['rating: may be null'])
  expect(mistakesIn([column('id', 'string'), column('rating', 'number', true)], fields, known)).toEqual([])
  await expect(describeStatement(client, 'SELECT nothing FROM ticket')).rejects.toThrow('does not exist')
})
