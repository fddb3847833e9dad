/** After a resident was erased nothing that they gave stands in any table: the whole database is read. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetUploads } from '../../src/attachments/rows.ts'
import { temporaryStore } from '../../src/attachments/testing/store.ts'
import { tidyLastChats } from '../../src/inbox/erasure-receipt.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

const store = temporaryStore()
let town: Town
beforeAll(async () => {
  town = await createTown({ notice: true, neighbours: true, context: { attachments: store } })
})
afterAll(() => town?.close())

const asks = async (person: Person, words: string, answer: string | RegExp) => {
  await person.says(words)
  return await person.hears(answer)
}
const rowsOf = async <T extends object>(sql: string, ...values: unknown[]) =>
  (await town.db.pool.query<T>(sql, values)).rows
const numbersOf = async (name: string) =>
  (
    await rowsOf<{ number: string }>(
      'SELECT t.number FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.id',
      name,
    )
  ).map(({ number }) => number)

/** In which tables these words stand. */
async function where(words: string): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'",
  )
  const found: string[] = []
  for (const { name } of tables)
    if ((await rowsOf(`SELECT FROM ${name} t WHERE t::text ILIKE $1 LIMIT 1`, `%${words}%`)).length > 0)
      found.push(name)
  return found
}

const NAME = '欧阳翠芬芳'
/** One word for each thing that she ever gave. */
const GIVEN = [NAME, '13912345678', '丁香味', '紫罗兰', '雪绒花', '矢车菊', '风信子', 'zzname', 'zzfile']

it('of a resident who reported, followed a neighbour, sent files, and was listed in groups', async () => {
  const ann = town.resident(NAME)
  const wang = await town.worker('g4')
  const sends = async (file: string, text = '') => {
    await ann.sends({ kind: 'attachment', what: 'file', text, file, name: `zzname-${file}.pdf` })
    await town.settled()
  }
  await asks(ann, '状元府3号楼楼道灯坏了，就是丁香味那家门口，电话13912345678', '工单')
  await sends('zzfile-1')
  await sends('zzfile-2', '紫罗兰说明')
  await ann.says('补充一下，雪绒花那层也黑')
  await town.settled()
  const [own = ''] = await numbersOf(NAME)
  await wang.says(`接单 ${own.slice(-4)}`)
  await wang.says(`备注 ${own.slice(-4)} 已联系${NAME}13912345678`)
  await wang.says(`详情 ${own.slice(-4)}`)
  await asks(wang, '我的', '在办：')
  await asks(wang, '日报', '📋')
  const ben = town.resident('邻居本')
  await asks(ben, '状元府6号楼电梯坏了，绣球花', '工单')
  await asks(ann, '状元府6号楼电梯坏了，矢车菊按钮也不亮', '一起跟进吗')
  const [, second = ''] = await numbersOf(NAME)
  await ann.presses(/一起跟进/)
  await town.settled()
  const toSecond = async () => {
    await ann.sends({ kind: 'action', action: `more:${second}` })
    await town.settled()
  }
  await toSecond()
  await ann.says('补充一下，风信子轿厢里灯也暗')
  await town.settled()
  await toSecond()
  await sends('zzfile-3')
  const [bens = ''] = await numbersOf(ben.name)
  const cardOfBen = () =>
    wang.sees().find(({ text, card }) => card && text.includes(`${bens.slice(-4)} ·`))?.text
  await expect.poll(cardOfBen).toContain('风信子')
  for (const words of GIVEN) expect(await where(words), words).not.toEqual([])

  await asks(ann, '忘记我', '确定删除吗')
  await asks(ann, '确认删除', '已经删掉了')
  await town.settled()
  await tidyLastChats(town.db.pool, new Date(Date.now() + 2 * 3_600_000))
  await forgetUploads(town.db.pool, store, new Date())
  for (const words of GIVEN) expect(await where(words), words).toEqual([])
  // What others said is theirs.
  await expect.poll(cardOfBen).not.toContain('风信子')
  expect(cardOfBen()).toContain('绣球花')
})
