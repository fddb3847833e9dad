/** Imports into a community at work: what they change, what they keep, and that none is applied by halves. */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { PROMPTS } from '../context.ts'
import { inTransaction } from '../db/client.ts'
import { newId } from '../lib/ids.ts'
import { createDirectory } from '../routing/directory.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { run } from './cli.ts'
import { printFolder, writeFolder } from './folder.ts'
import { dryRun, exportOrganisation, importFolder } from './import.ts'
import { described } from './problem.ts'

const categories = loadCategories(readPromptFiles(PROMPTS))
const dir = fs.mkdtempSync(path.join(tmpdir(), 'linli-org-import-'))
const folder = path.join(dir, 'organisation')
const opened: TestDatabase[] = []
let db: TestDatabase

beforeEach(async () => {
  db = await createTestDatabase({ max: 4 })
  opened.push(db)
  await seedDemo(db.prisma)
  await db.prisma.member.update({ where: { id: await idOf('王师傅') }, data: { code: 'w1' } })
  fs.rmSync(folder, { recursive: true, force: true })
  writeFolder(folder, await exportOrganisation(db.pool), 'zh')
})
afterAll(async () => {
  await Promise.all(opened.map(each => each.close()))
  fs.rmSync(dir, { recursive: true })
})

const idOf = async (name: string) => (await db.prisma.member.findFirstOrThrow({ where: { name } })).id
const signed = { author: '沈岚', at: new Date('2026-11-21T08:00:00Z') }
const bring = (retire = false) => importFolder(db.pool, { folder, retire, categories }, signed)
const snapshot = async () => Object.fromEntries(printFolder(await exportOrganisation(db.pool), 'en'))
const put = (file: string, text: string) => fs.writeFileSync(path.join(folder, file), text)
const onlyKeep = (...files: string[]) => {
  for (const file of fs.readdirSync(folder)) if (!files.includes(file)) fs.rmSync(path.join(folder, file))
}
function edit(file: string, change: (text: string) => string): void {
  const before = fs.readFileSync(path.join(folder, file), 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} stays as it is`)
  put(file, after)
}
const without = (start: string) => (text: string) => text.replace(new RegExp(`^${start}.*\\r\\n`, 'mg'), '')
const told = async (retire: boolean) =>
  (await dryRun(db.pool, { folder, retire, categories })).problems
    .filter(({ level }) => level === 'error')
    .map(problem => described(problem, 'en'))

test('new people, new hours: what is known stays who it is, what is not said stays', async () => {
  const before = await db.prisma.member.findUniqueOrThrow({ where: { code: 'w1' } })
  await db.prisma.member.update({ where: { code: 'w1' }, data: { lastServedAt: signed.at } })
  onlyKeep()
  // As a clerk's old Excel saves it, with the columns in another order.
  const header = Buffer.from(
    'd0d5c3fb2cb1e0bac52cbdc7c9ab2cbce6d6b02ccbf9d4da2cb4fab0e0c8cb2cd4dab8da0d0a',
    'hex',
  )
  const rows = Buffer.from(
    '\xcd\xf5\xd0\xc2,w1,\xcd\xf8\xb8\xf1\xd4\xb1,,g4,w2,\r\n\xc0\xee\xd0\xc2,w2,grid_worker,\xca\xc7,g4,w1,\r\n',
    'latin1',
  )
  fs.writeFileSync(path.join(folder, 'members.csv'), Buffer.concat([header, rows]))
  put('shifts.csv', '成员,星期,开始,结束\nw1,1月5日,8:30:00,12:00\nw1,12345,13:30,17:30\nw2,6-7,22:00,6:00\n')
  put('leave.csv', 'member,from,to,note\nw2,2026-12-01,2026-12-03,年假\n')

  const { sound, changes } = await bring()
  expect(sound).toBe(true)
  expect(changes.map(({ part, key }) => `${part} ${key}`)).toEqual([
    'members w1',
    'members w2',
    'shifts w1',
    'shifts w2',
    'leaves w2 2026-12-01',
  ])
  const w1 = await db.prisma.member.findUniqueOrThrow({
    where: { code: 'w1' },
    include: { deputy: true, shifts: true },
  })
  expect(w1).toMatchObject({ id: before.id, name: '王新', gridId: before.gridId, lastServedAt: signed.at })
  expect(w1.deputy).toMatchObject({ code: 'w2', name: '李新', partTime: true, deputyId: w1.id })
  expect(w1.shifts.map(({ days, from, to }) => [days.join(''), from, to]).toSorted()).toEqual([
    ['12345', 510, 720],
    ['12345', 810, 1050],
  ])
  expect(await db.prisma.shift.findFirst({ where: { member: { code: 'w2' } } })).toMatchObject({
    from: 1320,
    to: 1800,
  })
  expect(await db.prisma.leave.findFirst()).toMatchObject({
    from: new Date('2026-11-30T16:00:00Z'),
    to: new Date('2026-12-03T16:00:00Z'),
  })
  expect(await db.prisma.member.count()).toBe((await exportOrganisation(db.pool)).members.length)
  expect(await db.prisma.auditEntry.findMany()).toMatchObject([
    {
      actor: '沈岚',
      action: 'org.import',
      subject: folder,
      data: { 'members.csv': { added: 1, changed: 1, retired: 0 }, 'leave.csv': { added: 1 } },
    },
  ])

  // A changed hour replaces the shift and adds none.
  put('shifts.csv', 'member,days,from,to\nw1,1-5,09:00,17:00\n')
  put('leave.csv', 'member,from,to,note\nw2,2026-12-01,2026-12-04,\n')
  await bring()
  expect(await db.prisma.shift.count()).toBe(2)
  expect(await db.prisma.leave.findMany()).toMatchObject([{ to: new Date('2026-12-04T16:00:00Z'), note: '' }])
})

test('a failure at the last step leaves all as it was', async () => {
  const before = await snapshot()
  await db.pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse()`)
  edit('members.csv', text => `${text}w9,新人,网格员,,g4,,\r\n`)
  edit('grids.csv', text => text.replace('第4网格', '第四网格'))
  edit('shifts.csv', text => `${text}w9,1-5,08:00,12:00\r\n`)
  edit('places.csv', without('school'))
  await expect(bring(true)).rejects.toThrow('disk full')
  expect(await snapshot()).toEqual(before)

  await db.pool.query('DROP TRIGGER refuse ON audit_entry')
  expect(await bring(true)).toMatchObject({ sound: true })
  expect(await snapshot()).not.toEqual(before)
})

test('one mistake, and nothing is changed', async () => {
  const before = await snapshot()
  edit('members.csv', text => `${text}w9,新人,网格员,,g4,,\r\nw10,另一个,网格员,,g44,,\r\n`)
  expect(await bring()).toMatchObject({ sound: false })
  expect(await snapshot()).toEqual(before)
  expect(await db.prisma.auditEntry.count()).toBe(0)
})

test('two imports at once are one after the other', async () => {
  edit('members.csv', text => `${text}w9,新人,网格员,,g4,,\r\n`)
  const waiting = async () => {
    const { rows } = await db.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE NOT granted AND datname = current_database()`,
    )
    return rows[0]?.n
  }
  // The first import blocks on the calendar, which it reads after the people; the second must not get there.
  const { imports } = await inTransaction(db.pool, async client => {
    await client.query('LOCK TABLE calendar_day IN ACCESS EXCLUSIVE MODE')
    const both = [bring(), bring()]
    await expect.poll(waiting, { interval: 5, timeout: 10_000 }).toBe(2)
    return { imports: both }
  })
  const findings = await Promise.all(imports)
  expect(findings.map(({ changes }) => changes.length).toSorted()).toEqual([0, 1])
  expect(await db.prisma.auditEntry.count()).toBe(1)
})

test('an import that meets a worker’s order head-on is carried out all the same', async () => {
  edit('members.csv', without('w1'))
  const worker = await db.pool.connect()
  await worker.query('BEGIN')
  // Locks as a worker's order does: the ticket first (an advisory lock stands for it), then the member.
  await worker.query('SELECT pg_advisory_xact_lock(42)')
  let tries = 0
  const meeting = importFolder(db.pool, { folder, retire: true, categories }, signed, async client => {
    tries++
    // The import becomes the deadlock's victim: its deadlock timeout is far shorter.
    await client.query("SET LOCAL deadlock_timeout = '10ms'")
    if (tries === 1) {
      const other = worker.query("UPDATE member SET last_served_at = now() WHERE code = 'w1'")
      await new Promise(resolve => setTimeout(resolve, 50))
      void other.then(() => worker.query('COMMIT'))
      await client.query('SELECT pg_advisory_xact_lock(42)')
    }
    return { tickets: 0, arbitrations: 0, meetings: 0, parts: 0 }
  })
  expect(await meeting).toMatchObject({ sound: true })
  expect(tries).toBe(2)
  worker.release()
  expect(await db.prisma.member.findUniqueOrThrow({ where: { code: 'w1' } })).toMatchObject({ active: false })
})

test('retired: people stop working, places and days go, and nothing that work refers to', async () => {
  const grid = await db.prisma.grid.findUniqueOrThrow({ where: { code: 'g4' } })
  await db.prisma.shift.create({
    data: { id: newId(), memberId: await idOf('王师傅'), days: [1], from: 0, to: 60 },
  })
  await db.prisma.calendarDay.create({ data: { day: '2026-12-31', working: false } })
  const resident = await db.prisma.resident.create({ data: { id: newId() } })
  const group = await db.prisma.workGroup.findFirstOrThrow({ where: { grid: { code: 'g8' } } })
  const conversation = await db.prisma.conversation.create({
    data: { id: newId(), channel: 'web', externalId: 'g8', kind: 'group', workGroupId: group.id },
  })
  const at = { createdAt: signed.at, updatedAt: signed.at }
  const unitId = async (code: string) => (await db.prisma.unit.findUniqueOrThrow({ where: { code } })).id
  await db.prisma.ticket.create({
    data: {
      id: newId(),
      number: '20261121-0001',
      state: 'withdrawn',
      version: 1,
      residentId: resident.id,
      conversationId: conversation.id,
      language: 'zh_CN',
      category: 'other.unclear',
      urgency: 'normal',
      text: '',
      summary: '',
      gridId: grid.id,
      // The ticket is whistled to one unit and its meeting is led by the other; neither owns it.
      tasks: [{ unitId: await unitId('ecology') }],
      meeting: { unitId: await unitId('transport') },
      ...at,
    },
  })

  for (const code of ['ecology', 'transport', 'education']) edit('units.csv', without(`${code},`))
  for (const code of ['g4', 'g7', 'g8']) edit('grids.csv', without(`${code},`))
  edit('groups.csv', without('网格,g[478],'))
  edit('places.csv', text => text.replace(/^.*,g[478],.*\r\n/gm, ''))
  edit('members.csv', text => text.replace(/^.*,g[478],.*\r\n/gm, ''))
  edit('grids.geojson', text => text.replace(/^.*"code":"g[478]".*\n/gm, '').replace(',\n]', '\n]'))
  expect(await told(true)).toEqual([
    'grids.csv "g4" cannot be retired: it still has tickets (1); leave it in the file',
    'units.csv "ecology" cannot be retired: it still has tickets (1); leave it in the file',
    'units.csv "transport" cannot be retired: it still has tickets (1); leave it in the file',
    'groups.csv "grid g8" cannot be retired: it still has chats bound to it (1); leave it in the file',
  ])
  // Without --retire nothing is retired.
  expect(await told(false)).toEqual([])

  await db.prisma.ticket.deleteMany()
  await db.prisma.conversation.deleteMany()
  expect(await bring(true)).toMatchObject({ sound: true })
  expect((await db.prisma.grid.findMany()).map(({ code }) => code).toSorted()).toEqual([
    'g1',
    'g2',
    'g3',
    'g5',
    'g6',
  ])
  expect(await db.prisma.member.findUnique({ where: { code: 'w1' } })).toMatchObject({
    active: false,
    gridId: null,
  })
  expect(await db.prisma.shift.count()).toBe(0)
  expect(await db.prisma.calendarDay.count()).toBe(0)
})

test('a file that is not there says nothing: what it holds keeps what it needs', async () => {
  edit('grids.csv', without('g4,'))
  onlyKeep('grids.csv')
  const problems = await told(true)
  expect(problems).toContain(
    'grids.csv "g4" cannot be retired: "school" of places.csv is still in the database and names it'.replace(
      'school',
      'zyf-1',
    ),
  )
  expect(problems.every(line => line.startsWith('grids.csv "g4" cannot be retired'))).toBe(true)
  edit('grids.csv', text => `${text}g4,第4网格,Grid 4,zhuangyuanfu\r\n`)
  expect(await told(true)).toEqual([])
})

test('what is known already is not another thing, and a row that cannot be read is not a row that is missing', async () => {
  edit('areas.csv', text =>
    text.replace('社区,hepan,', '街道,hepan,').replace(/(hepan,.*),wenfeng/, '$1,wenchang'),
  )
  edit('groups.csv', text => text.replace('网格,g1,', '网络,g1,'))
  edit('grids.csv', text => text.replace('g2,第2网格', 'g2,'))
  const group = await db.prisma.workGroup.findFirstOrThrow({ where: { grid: { code: 'g1' } } })
  await db.prisma.conversation.create({
    data: { id: newId(), channel: 'web', externalId: 'g1', kind: 'group', workGroupId: group.id },
  })
  const problems = await told(true)
  expect(problems).toContain(
    'areas.csv:4 level: "hepan" was a community: a level cannot change, take another code',
  )
  expect(problems.filter(line => /groups|"g2"|grids.csv:3/.test(line))).toEqual([
    expect.stringMatching(/^grids.csv:3 name_zh: must not be empty/),
    expect.stringMatching(/^groups.csv:\d+ kind: "网络" is no kind of group/),
  ])
})

test('a service that runs has the new organisation with its next look', async () => {
  const directory = await createDirectory(db.prisma)
  edit('grids.csv', text => text.replace('第4网格', '第四网格'))
  edit('places.csv', text => `${text}new-hall,新会堂,,,g4,,,\r\n`)
  await bring()
  await directory.reload()
  expect(directory.current().gridByCode.get('g4')?.nameZh).toBe('第四网格')
  expect(directory.current().placeByCode.get('new-hall')).toMatchObject({ nameEn: '新会堂' })
})

test('the command line', async () => {
  const org = async (...args: string[]) => {
    const out: string[] = []
    const code = await run(
      args,
      { out: text => out.push(text), err: text => out.push(text) },
      { env: { DATABASE_URL: db.url }, prompts: PROMPTS },
    )
    return { code, out: out.join('\n') }
  }
  expect(await org()).toMatchObject({ code: 0, out: expect.stringContaining('npm run org') })
  expect(await org('check')).toMatchObject({ code: 2, out: expect.stringContaining('usage') })
  expect(await org('check', path.join(dir, 'nowhere'))).toMatchObject({
    code: 2,
    out: expect.stringContaining('members.csv'),
  })
  expect(await org('check', folder, '--lang', 'fr')).toMatchObject({ code: 2 })
  expect(await org('check', folder)).toMatchObject({
    code: 0,
    out: expect.stringContaining('0 处错误，0 处提醒'),
  })

  edit('members.csv', text => text.replace(/,网格员,/, ',组长,'))
  expect(await org('check', folder)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^members\.csv:\d+ 角色: “组长”不是角色；可以是 网格员、/),
  })
  const json = await org('import', folder, '--json')
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    sound: false,
    imported: false,
    problems: [{ level: 'error', file: 'members.csv', column: { en: 'role' } }],
  })
})
