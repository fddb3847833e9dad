/** How it goes: the figures can be counted by hand, groups get their day's once, and nothing is left out unseen. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tellGroups } from '../../../src/workflow/send-digests.ts'
import { monthNamed } from '../../../src/statistics/period.ts'
import { figuresReport } from '../../../src/statistics/report.ts'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, HOUR, MINUTE, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
let duty: Person
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
  duty = await village.worker('zhuangyuanfu', '沈值班')
}, 90_000)
afterAll(() => village.close())

const lamp = () => village.opened('状元府3号楼楼道灯坏了')
const look = async () => {
  await tellGroups(village.context.turn)
  await village.settled()
}
/** What a group was told of by itself, or for the asking. */
const told = (group: string) => village.said(group).filter(text => /^[📋📊]/u.test(text))
const GROUPS = ['g3', 'g4', 'zhuangyuanfu', 'wenfeng', 'desk', 'property_anju']
const figures = async (month = '2026-11') =>
  await figuresReport(
    village.context.pool,
    village.context.prompts.current().tree,
    { period: monthNamed(month), by: 'grid' },
    village.clock.now(),
  )

it('an empty day is one line for duty officers, and no ring for workers', async () => {
  village.clock.set(new Date('2026-11-27T17:40:00+08:00'))
  await look()
  expect(told('g4')).toEqual([])
  expect(told('zhuangyuanfu')).toEqual(['📋 状元府社区 2026-11-27：今天没有新工单，手上也没有在办的。'])
  // Saturday: not even that.
  village.clock.pass(DAY)
  await look()
  expect(told('zhuangyuanfu')).toHaveLength(1)
})

it('the rates are what everybody can count', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 7 * DAY))
  // Two within the hour: five stars, and two.
  for (const stars of [5, 2]) {
    const { person, ticket } = await lamp()
    await village.pass(20 * MINUTE)
    await village.says(wang, `接 ${short(ticket)}`)
    await village.pass(30 * MINUTE)
    await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
    await person.presses('解决了')
    await village.settled()
    await person.says(`${stars}分`)
    await village.settled()
  }
  // One that is opened again.
  const again = await lamp()
  await village.says(wang, `办结 ${short(again.ticket)} 换了新灯泡，已经亮了`)
  await again.person.presses('解决了')
  await village.settled()
  await again.person.says('没解决')
  await village.settled()
  expect((await village.now(again.ticket)).reopens).toBe(1)
  // One without an answer.
  await lamp()
  await village.pass(4 * HOUR)
  const { total, rows } = await figures()
  expect(total).toMatchObject({
    opened: 4,
    closed: 3,
    response: { count: 3, of: 4 },
    accept: { count: 3, of: 4 },
    resolution: { count: 2, of: 3 },
    reopened: { count: 1, of: 3 },
    satisfaction: { count: 1, of: 2 },
    supervised: 2,
    excluded: 0,
  })
  expect(total.acceptHours.median).toBeCloseTo(1 / 3, 1)
  expect(rows).toMatchObject([{ name: { zh: '第4网格' }, figures: { opened: 4 } }])
})

it('each group hears how its day was at the set hour, once, however many processes look', async () => {
  village.clock.set(new Date('2026-11-30T17:39:00+08:00'))
  await look()
  expect(told('g4')).toEqual([])
  village.clock.set(new Date('2026-11-30T17:40:00+08:00'))
  await Promise.all([look(), look(), look()])
  await look()
  expect(told('g4')).toEqual([
    expect.stringMatching(
      /^📋 第4网格 2026-11-30\n在办 2 件，逾期 2；今天新增 4，销号 3。\n⏰ \d{4} 状元府/u,
    ),
  ])
  expect(told('g4')[0]).toContain('王师傅')
  // Above the grids it says where, not who.
  const [, day, ...more] = told('zhuangyuanfu')
  expect(day).toMatch(/在办 2 件，逾期 2/)
  expect(day).toContain('第4网格')
  expect(day).not.toContain('王师傅')
  // It is Monday, and of last week there is nothing to say.
  expect(more).toEqual([])
  expect(told('g3')).toEqual([])
  for (const group of GROUPS) expect(new Set(told(group)).size, group).toBe(told(group).length)
})

it('nobody is told at night of a day that the service slept through', async () => {
  const before = GROUPS.map(group => told(group).length)
  village.clock.set(new Date('2026-12-01T19:41:00+08:00'))
  await look()
  expect(GROUPS.map(group => told(group).length)).toEqual(before)
})

it('duty officers hear of the month a day late, when nothing ran on the day', async () => {
  village.clock.set(new Date('2026-12-02T17:45:00+08:00'))
  await look()
  const [month, ...more] = told('zhuangyuanfu').filter(text => text.startsWith('📊'))
  expect(month).toContain(
    '状元府社区月报（2026-11-01 – 2026-11-30；括号里是前一月）\n新增 4（0），销号 3（0）',
  )
  expect(more).toEqual([])
})

it('on a Saturday only what is open is worth a ring', async () => {
  const before = told('g4').length
  village.clock.set(new Date('2026-12-05T17:41:00+08:00'))
  await look()
  expect(told('g4')).toHaveLength(before + 1)
  expect(told('g4').at(-1)).toMatch(/在办 2 件，逾期 2；今天新增 0，销号 0/)
  expect(told('g3')).toEqual([])
})

it('duty officers hear of the week beside the one before, and workers when they ask', async () => {
  village.clock.set(new Date('2026-12-07T17:45:00+08:00'))
  await look()
  const week = told('zhuangyuanfu').at(-1) ?? ''
  expect(week).toContain('状元府社区周报（2026-11-30 – 2026-12-06；括号里是前一周）')
  expect(week).toContain('新增 4（0），销号 3（0）')
  expect(week).toContain('响应率 3/4（–）｜解决率 2/3（–）｜满意率 1/2（–）')
  expect(week).toMatch(/反复诉求：\n· 状元府.*照明：4 户 4 件，未结 2/)
  expect(told('g4').filter(text => text.startsWith('📊'))).toEqual([])
  await village.says(wang, '周报')
  expect(told('g4').at(-1)).toContain('第4网格周报')
  await village.says(wang, '日报')
  expect(told('g4').at(-1)).toMatch(/^📋 第4网格 2026-12-07\n在办 2 件/u)
  await village.organise("UPDATE work_group SET language = 'en' WHERE name_zh LIKE '第4%'")
  await village.says(wang, 'weekly')
  expect(told('g4').at(-1)).toMatch(/^📊 Grid 4, .*\nCame 4 \(0\), closed 3 \(0\)\nResponse 3\/4/u)
})

it('whoever is not of the staff hears nothing of it', async () => {
  const before = told('g4').length
  const stranger = { from: 'nobody', chat: 'group:g4', content: { kind: 'text' as const, text: '月报' } }
  await village.channel.hear(stranger)
  await village.settled()
  expect(told('g4')).toHaveLength(before)
})

it('what does not count says why and who said so, and nobody who is measured decides it', async () => {
  const { total, excluded } = await figures('2026-12')
  expect([total.opened, excluded]).toEqual([0, []])
  // Never late, its card never came to the duty officers: they may count it all the same.
  const { ticket } = await lamp()
  const number = ticket.number.slice(4)
  await village.says(wang, `剔除 ${short(ticket)} 不实反映`)
  expect((await village.now(ticket)).excluded).toBeNull()
  await village.says(duty, `剔除 ${number}`)
  expect(village.said('zhuangyuanfu').at(-1)).toMatch(/要写明原因.*不实反映、不在职责范围、重复反映/)
  await village.says(duty, `剔除 ${number} 领导说的`)
  expect((await village.now(ticket)).excluded).toBeNull()
  await village.says(duty, `剔除 ${number} 重复反映，和上周的是同一件`)
  const after = await figures('2026-12')
  expect(after.total).toMatchObject({ opened: 0, excluded: 1 })
  expect(after.excluded).toMatchObject([
    { number: ticket.number, reason: 'repeated', note: '重复反映，和上周的是同一件', by: '沈值班' },
  ])
  // A grid worker in the duty officers' group is a grid worker.
  const there = await village.worker('zhuangyuanfu', '王师傅')
  await village.says(there, `恢复计入 ${number}`)
  expect((await figures('2026-12')).total.excluded).toBe(1)
  await village.says(duty, `恢复计入 ${number}`)
  expect((await figures('2026-12')).total).toMatchObject({ opened: 1, excluded: 0 })
})

it('what is of another community is not for these duty officers', async () => {
  await village.organise(
    'UPDATE grid SET community_id = (SELECT id FROM community WHERE code <> $1 LIMIT 1) WHERE code = $2',
    ['zhuangyuanfu', 'g4'],
  )
  const { ticket } = await lamp()
  await village.says(duty, `剔除 ${ticket.number.slice(4)} 不实反映`)
  expect(village.said('zhuangyuanfu').at(-1)).toContain('没找到工单')
  expect((await village.now(ticket)).excluded).toBeNull()
})
