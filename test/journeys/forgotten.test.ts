/** Who is forgotten is gone from every word that is kept, also from what workers wrote about them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tidyLastChats } from '../../src/inbox/erasure-receipt.ts'
import { numbersIn } from '../../src/domain/privacy/traces.ts'
import { createVillage, short, type Village } from './life/village.ts'

let village: Village
beforeAll(async () => {
  village = await createVillage()
}, 90_000)
afterAll(() => village.close())

/** Every value of every text column of every table, with where it stands. */
async function everyText(): Promise<{ where: string; text: string }[]> {
  const { pool } = village.db
  const { rows: columns } = await pool.query<{ place: string; table: string; column: string }>(
    `SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name AS place,
       quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) AS table, quote_ident(c.column_name) AS column
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
       AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'USER-DEFINED', 'bytea')`,
  )
  // With jobs on Redis BullMQ has no tables here.
  expect(columns.length).toBeGreaterThan(100)
  const found: { where: string; text: string }[] = []
  for (const { place, table, column } of columns) {
    const { rows } = await pool.query<{ text: string }>(
      `SELECT ${column}::text AS text FROM ${table} WHERE ${column} IS NOT NULL`,
    )
    found.push(...rows.map(({ text }) => ({ where: place, text })))
  }
  return found
}

it('forget takes the person out of notes, resolutions and group talk: no text column of any table has a trace', async () => {
  const wang = await village.worker('g4', '王师傅')
  const person = village.resident('铁柱的微信')
  await village.says(person, '状元府3号楼2单元402门口的楼道灯坏了')
  await person.presses('补充')
  await village.settled()
  await village.says(person, '我叫赵建国，电话138 0013 8000，QQ 7654321')
  const { rows } = await village.db.pool.query<{ number: string }>(
    "SELECT t.number FROM ticket t JOIN identity i ON i.resident_id = t.resident_id WHERE i.external_id = '铁柱的微信'",
  )
  const own = await village.now({ number: rows[0]?.number ?? '' })
  const neighbour = await village.opened('状元府3号楼1单元楼道灯坏了')
  await village.says(wang, `接 ${short(own)}`)
  const card = village.card('g4', own)?.externalId
  await village.says(
    wang,
    `备注 ${short(own)} 和赵建国约好下午，电话１３８００１３８０００，建国说402没人就打幺三八零零一三八零零零`,
  )
  await village.says(wang, '赵先生您好，下午到2单元402', card)
  await village.says(
    wang,
    `问 ${short(own)} 老赵，①③⑧⓪⓪①③⑧⓪⓪⓪打不通，铁柱的微信也没回，QQ 765-4321加了没通过`,
  )
  await person.says('下午在家')
  await village.settled()
  await village.says(wang, `备注 ${short(neighbour.ticket)} 2单元402的赵建国也漏，138-0013-8000`)
  await village.says(wang, `并 ${short(own)} ${short(neighbour.ticket)}`)
  expect((await village.now(own)).state).toBe('merged')
  await village.says(wang, `备注 ${short(neighbour.ticket)} 赵大爷（四零二）答应晚上关总阀，1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣`)
  await village.says(wang, `办结 ${short(neighbour.ticket)} 赵建国家和楼道的灯已更换`)
  await village.pass(31_000)

  await village.says(person, '忘记我')
  await village.says(person, '确认删除')
  await village.pass(2 * 3_600_000)
  // As the clean-up does: the address of the last message goes.
  await tidyLastChats(village.db.pool, village.clock.now())

  const traces = (await everyText())
    // Shipped files are no trace of a person; a table of versions quotes examples.
    .filter(({ where }) => !where.includes('prompt_version'))
    .flatMap(({ where, text }) => {
      const name = /赵建国|建国|赵先生|老赵|赵大爷|铁柱/.exec(text)?.[0]
      const flat = /(?<![\d-])402(?!\d)|四零二|2单元/.exec(/[\u4e00-\u9fff]/.test(text) ? text : '')?.[0]
      const number = numbersIn(text).find(each => /13800138000|7654321/.test(each))
      const trace = name ?? flat ?? number
      return trace ? [`${where}: ${trace} in ${text.slice(0, 200)}`] : []
    })
  expect(traces).toEqual([])
  // What was done stays, and so does the neighbour's own.
  const history = await village.events(neighbour.ticket)
  expect(JSON.stringify(history)).toContain('和楼道的灯已更换')
  expect((await village.now(neighbour.ticket)).text).toContain('1单元')
}, 60_000)

it('forget finds names and accounts that were told in other words', async () => {
  const wang = await village.worker('g4', '王师傅')
  const { person, ticket: own } = await village.opened(
    '状元府3号楼1单元灯坏了，俺叫钱多多，微信 qian_duo88，邮箱 qianduo@example.com',
  )
  const { ticket: neighbour } = await village.opened('状元府3号楼3单元灯坏了')
  await village.says(wang, `备注 ${short(neighbour)} 钱多多家也坏，加qian_duo88或qianduo@example.com`)
  await village.says(wang, `备注 ${short(own)} 多多说不急`)
  await village.says(wang, `并 ${short(own)} ${short(neighbour)}`)
  expect((await village.now(own)).state).toBe('merged')
  await village.says(person, '忘记我')
  await village.says(person, '确认删除')
  await village.pass(2 * 3_600_000)
  await tidyLastChats(village.db.pool, village.clock.now())
  const traces = (await everyText())
    .filter(({ where, text }) => !where.includes('prompt_version') && /多多|qian_?duo/iu.test(text))
    .map(({ where, text }) => `${where}: ${text.slice(0, 200)}`)
  expect(traces).toEqual([])
}, 60_000)
