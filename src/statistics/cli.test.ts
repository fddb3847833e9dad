/** `npm run figures` as a supervisor uses it, on a database of its own: 40 usual tickets, one of them excluded. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { PROMPTS } from '../context.ts'
import { parseHappening } from '../domain/ticket/ticket-event.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { run } from './cli.ts'
import { createCast } from './testing/cast.ts'
import { usualLives } from './testing/usual-lives.ts'
import { writeHistories } from './testing/write-histories.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
  await seedDemo(db.prisma)
  const cast = await createCast(db)
  const [out, ...rest] = usualLives(cast, 40, new Date('2026-11-02T08:00:00+08:00'))
  if (!out) throw new Error('nobody lived')
  const member = await db.prisma.member.findFirstOrThrow({ where: { name: { not: '' } } })
  await db.prisma.member.update({ where: { id: member.id }, data: { name: '=何主任' } })
  const excluded = {
    ...parseHappening('excluded', { reason: 'not_real', note: '+核实不属实' }),
    actor: { kind: 'member' as const, id: member.id },
    at: new Date('2026-11-20T08:00:00+08:00'),
  }
  await writeHistories(db.pool, [{ ...out, events: [...out.events, excluded] }, ...rest])
}, 30_000)
afterAll(() => db.close())

async function figures(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await run(
    args,
    { out: text => out.push(text), err: text => err.push(text) },
    { env: { DATABASE_URL: db.url }, prompts: PROMPTS, now: () => new Date('2026-12-05T09:00:00+08:00') },
  )
  return { code, out: out.join('\n'), err: err.join('\n') }
}

it('shows a month by grid, with what was left out beside it', async () => {
  const { code, out } = await figures('--month', '2026-11', '--by', 'grid')
  expect(code).toBe(0)
  expect(out).toMatchInlineSnapshot(`
    "2026-11-01 – 2026-11-30

             新增  响应率  按时办结  答复中位(时)  答复九成(时)  办结中位(时)  督办  销号  解决率  满意率   重开  剔除
    第2网格     5   80.0%    100.0%             3           8.4            26     0     5  100.0%   40.0%   0.0%     0
    第3网格     5   80.0%    100.0%             3           8.4            26     0     5  100.0%       –   0.0%     0
    第4网格     5   80.0%    100.0%             3           8.4            26     0     5   80.0%     2/4  20.0%     0
    第5网格     5   80.0%    100.0%             3           8.4            26     0     5   80.0%       –  20.0%     0
    第6网格     5   80.0%    100.0%             3           8.4            26     0     5   80.0%     2/4  20.0%     0
    第7网格     5   80.0%    100.0%             3           8.4            26     0     5   80.0%       –  20.0%     0
    第8网格     5   80.0%    100.0%             3           8.4            26     0     5   80.0%     2/4  20.0%     0
    第1网格     4     4/4       4/4             3             3            26     0     4     4/4       –    0/4     1
    合计       39   82.1%    100.0%             3            12            26     0    39   87.2%   47.1%  12.8%     1

    剔除的工单  原因      说明         谁       日期
    R-usual-0   不实反映  +核实不属实  =何主任  2026-11-20"
  `)
})

it('tells programs and spreadsheets the same, and nothing becomes a formula', async () => {
  const month = ['--month', '2026-11']
  const json = JSON.parse((await figures(...month, '--json')).out)
  expect(json).toMatchObject({
    days: '2026-11-01 – 2026-11-30',
    total: { opened: 39, closed: 39, excluded: 1, response: { count: 32, of: 39 }, satisfaction: { of: 17 } },
    excluded: [{ number: 'R-usual-0', reason: 'not_real', by: '=何主任' }],
  })
  const { out } = await figures(...month, '--excluded', '--csv', '--lang', 'en')
  expect(out).toBe("\uFEFFleft out,why,note,who,day\r\nR-usual-0,not real,'+核实不属实,'=何主任,2026-11-20")
})

it('groups by every dimension', async () => {
  const rows = async (by: string) =>
    JSON.parse((await figures('--month', '2026-11', '--by', by, '--json')).out).rows as {
      key: string
      name: { en: string }
      opened: number
    }[]
  expect((await rows('day')).map(({ key, opened }) => [key, opened])).toEqual([
    ['2026-11-02', 39],
    ['2026-11-03', 0],
    ['2026-11-04', 0],
    ['2026-11-06', 0],
  ])
  expect((await rows('week')).map(({ key }) => key)).toEqual(['2026-11-02'])
  for (const by of ['community', 'subdistrict', 'unit', 'category', 'group', 'month'])
    expect(
      (await rows(by)).reduce((sum, { opened }) => sum + opened, 0),
      by,
    ).toBe(39)
  expect(await rows('department')).toEqual([])
  expect((await rows('subdistrict'))[0]?.name.en).toBe('Wenfeng Subdistrict')
})

it('lists property companies with the formula beside them', async () => {
  const { out } = await figures('--property', '--month', '2026-11')
  expect(out).toContain('按时答复和办结 30 分＋解决率 30 分')
  expect(out).toMatch(/物业公司 +名次 +得分/)
})

it('says what is wrong with a day, before it looks for a database', async () => {
  const env = { DATABASE_URL: 'postgresql://127.0.0.1:1/none' }
  const err: string[] = []
  const output = { out: () => {}, err: (text: string) => err.push(text) }
  const code = await run(['--from', '2026-02-30'], output, { env, prompts: PROMPTS, now: () => new Date() })
  expect([code, err]).toEqual([
    2,
    ['2026-02-30：没有这一天，写成 2026-11-20 / 2026-02-30: no such day; write it as 2026-11-20'],
  ])
  expect(await figures('--by', 'worker')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--by worker?'),
  })
  expect(await figures('--to', '2026-11-01')).toMatchObject({
    code: 2,
    err: expect.stringContaining('needs a from'),
  })
  expect(await figures('--json', '--csv')).toMatchObject({ code: 2 })
  expect((await figures('--help')).out).toContain('npm run figures')
})

it('has nothing to say of a time in which nothing happened', async () => {
  const { code, out } = await figures('--month', '2024-02')
  expect(code).toBe(0)
  expect(out).toContain('2024-02-01 – 2024-02-29')
})
