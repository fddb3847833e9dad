import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PrismaClient } from '../db/client.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createDirectory } from './directory.ts'
import { findGrid } from './find-grid.ts'

let database: TestDatabase
let prisma: PrismaClient
beforeAll(async () => {
  database = await createTestDatabase({ max: 3 })
  prisma = database.prisma
})
afterAll(() => database.close())

const ids = Object.fromEntries(
  [
    'district',
    'subdistrict',
    'community',
    'g2',
    'g10',
    'unit',
    'wang',
    'wu',
    'duty',
    'gridGroup',
    'dutyGroup',
  ].map(name => [name, uuid()]),
) as Record<string, string>
const names = { nameZh: '名', nameEn: 'Name' }

beforeEach(async () => {
  await database.pool.query('TRUNCATE district, unit, member, conversation, work_group CASCADE')
  await prisma.district.create({ data: { id: ids.district!, code: 'd', ...names } })
  await prisma.subdistrict.create({
    data: { id: ids.subdistrict!, code: 's', districtId: ids.district!, ...names },
  })
  await prisma.community.create({
    data: { id: ids.community!, code: 'c', subdistrictId: ids.subdistrict!, ...names },
  })
  await prisma.grid.createMany({
    data: ['g10', 'g2'].map(code => ({ id: ids[code]!, code, communityId: ids.community!, ...names })),
  })
  await prisma.unit.create({ data: { id: ids.unit!, code: 'housing', kind: 'department', ...names } })
  await prisma.member.createMany({
    data: [
      { id: ids.wang!, name: '王师傅', role: 'grid_worker', gridId: ids.g2! },
      { id: ids.wu!, name: '吴大姐', role: 'grid_worker', gridId: ids.g2!, active: false },
      { id: ids.duty!, name: '沈值班', role: 'duty_officer', communityId: ids.community! },
    ],
  })
  await prisma.workGroup.createMany({
    data: [
      { id: ids.gridGroup!, kind: 'grid', gridId: ids.g2!, ...names },
      { id: ids.dutyGroup!, kind: 'duty', communityId: ids.community!, language: 'en', ...names },
    ],
  })
  await prisma.conversation.createMany({
    data: [true, false].map(reachable => ({
      id: uuid(),
      channel: 'local' as const,
      externalId: `reachable ${reachable}`,
      kind: 'group' as const,
      workGroupId: ids.gridGroup!,
      reachable,
    })),
  })
})

describe('the snapshot', () => {
  it('knows who works where, and which chats receive it', async () => {
    const org = (await createDirectory(prisma)).current()
    expect(org.grids.map(({ code }) => code)).toEqual(['g2', 'g10'])
    expect(org.gridByCode.get('g2')).toBe(org.gridById.get(ids.g2!))
    expect(org.unitByCode.get('housing')?.kind).toBe('department')
    expect(org.workersOf(ids.g2!).map(({ name }) => name)).toEqual(['王师傅'])
    expect(org.workersOf(ids.g10!)).toEqual([])
    expect(org.memberById.get(ids.wu!)?.active).toBe(false)
    expect(org.withRole('duty_officer').map(({ name }) => name)).toEqual(['沈值班'])
    expect(org.workGroupOf(ids.g2!)).toMatchObject({ id: ids.gridGroup!, language: 'zh-CN' })
    expect(org.workGroupOf(ids.g10!)).toBeNull()
    expect(org.unitGroupOf(ids.unit!)).toBeNull()
    expect(org.dutyGroupOf(ids.g10!)).toMatchObject({ id: ids.dutyGroup!, language: 'en' })
    expect(org.dutyGroupOf(null)).toMatchObject({ id: ids.dutyGroup! })
    expect(org.conversationsOf(ids.gridGroup!).map(({ externalId }) => externalId)).toEqual([
      'reachable true',
    ])
    expect(org.conversationsOf('nobody')).toEqual([])
  })
  it('names things in both languages', async () => {
    const org = (await createDirectory(prisma)).current()
    expect(org.nameOf(org.gridById.get(ids.g2!), 'zh-CN')).toBe('名')
    expect(org.nameOf(org.gridById.get(ids.g2!), 'en')).toBe('Name')
    expect(org.nameOf(org.memberById.get(ids.wang!), 'en')).toBe('王师傅')
    expect(org.nameOf(null, 'en')).toBe('')
  })
})

describe('reload', () => {
  it('sees what was committed, and keeps the gazetteer while no name has changed', async () => {
    const directory = await createDirectory(prisma)
    const { gazetteer } = directory.current()
    await prisma.member.update({ where: { id: ids.wu! }, data: { active: true } })
    await directory.reload()
    expect(directory.current().workersOf(ids.g2!)).toHaveLength(2)
    expect(directory.current().gazetteer).toBe(gazetteer)

    await prisma.place.create({
      data: { id: uuid(), code: 'p', nameZh: '状元府', nameEn: 'Zhuangyuan Court', gridId: ids.g2! },
    })
    const before = directory.current()
    await directory.reload()
    expect(findGrid({ text: '状元府' }, before.gazetteer)).toMatchObject({ kind: 'unknown' })
    expect(findGrid({ text: '状元府' }, directory.current().gazetteer)).toMatchObject({ gridId: ids.g2! })
  })
  it('answers every concurrent caller with what was there at the call', async () => {
    const directory = await createDirectory(prisma)
    const first = directory.reload()
    await prisma.member.update({ where: { id: ids.wang! }, data: { name: '王建国' } })
    await directory.reload()
    expect(directory.current().memberById.get(ids.wang!)?.name).toBe('王建国')
    await first
  })
  it('keeps the last good snapshot when the database does not answer', async () => {
    let down = false
    const flaky = prisma.$extends({
      query: {
        $allOperations: ({ args, query }) => (down ? Promise.reject(new Error('down')) : query(args)),
      },
    }) as unknown as PrismaClient
    const directory = await createDirectory(flaky)
    const before = directory.current()
    down = true
    await expect(directory.reload()).rejects.toThrow('down')
    expect(directory.current()).toBe(before)
    down = false
    await directory.reload()
    expect(directory.current()).not.toBe(before)
  })
})
