/** What was promised by when, what happens when it is not kept, and when clocks stand still. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recountPromises } from '../../../src/workflow/recalculate-sla.ts'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, heard, HOUR, MINUTE, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
}, 90_000)
afterAll(() => village.close())

it('a reminder comes once, before; only then is somebody mentioned', async () => {
  const { ticket } = await village.opened('状元府3号楼健身器材坏了')
  const owner = village.context.directory.current().memberById.get(ticket.ownerId ?? '')
  const from = ticket.promisedAt?.getTime() ?? 0
  const span = (ticket.acceptBy?.getTime() ?? 0) - from
  await village.pass(span * 0.7)
  expect(village.lines('g4', ticket)).toEqual([])
  await village.pass(span * 0.1)
  const reminded = village.channel.shows('group:g4').filter(({ content }) => content.mentions)
  expect(reminded.map(({ content }) => content)).toEqual([
    {
      text: expect.stringMatching(new RegExp(`^⏳ @${owner?.name} \\d{4} 今天 \\d\\d:\\d\\d前要接单`)),
      mentions: [expect.objectContaining({ memberId: owner?.id, name: owner?.name })],
    },
  ])
  await village.pass(span * 0.1)
  expect(village.lines('g4', ticket)).toHaveLength(1)
})

it('missed: one level up, and up again, to the district; the resident reads each step', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('状元府5号楼门口路灯不亮')
  await village.passUntil(ticket.acceptBy)
  expect(heard(person).at(-1)).toContain('已上报社区督办')
  expect(village.lines('zhuangyuanfu', ticket)).toHaveLength(1)
  // No person acts: every deadline is missed once, and every level is told.
  await village.pass(10 * DAY)
  await village.pass(10 * DAY)
  const supervised = (await village.events(ticket)).filter(({ kind }) => kind === 'supervised')
  expect(supervised.map(({ data }) => (data as { level: number }).level)).toEqual(
    expect.arrayContaining([1, 2, 3]),
  )
  for (const level of ['社区', '街道', '区里'])
    expect(heard(person).filter(text => text.includes(`已上报${level}督办`))).toHaveLength(1)
  const lines = village.lines('wenfeng', ticket)
  expect(lines.length).toBeGreaterThan(0)
  expect(new Set(lines).size).toBe(lines.length)
  expect(village.lines('desk', ticket).length).toBeGreaterThan(0)
  // Then nothing more, however long.
  const count = supervised.length
  await village.pass(100 * DAY)
  expect((await village.events(ticket)).filter(({ kind }) => kind === 'supervised')).toHaveLength(count)
})

it('a clock that jumps a week does not run through all levels at once', async () => {
  village.clock.set(MONDAY)
  const { ticket } = await village.opened('状元府6号楼门口路灯不亮')
  await village.pass(7 * DAY)
  await village.pass(MINUTE)
  const supervised = (await village.events(ticket)).filter(({ kind }) => kind === 'supervised')
  expect(supervised.map(({ data }) => data)).toEqual(
    ['accept', 'answer', 'resolve'].map(clock => expect.objectContaining({ clock, level: 1 })),
  )
})

it('waiting for the resident stops the clocks; their answer sets them going with what was left', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('状元府3号楼健身器材坏了')
  await village.says(wang, `接 ${short(ticket)}`)
  await village.pass(30 * MINUTE)
  await village.says(wang, `问 ${short(ticket)} 是哪一件器材？`)
  await person.hears('王师傅想问您：是哪一件器材？')
  expect(village.card('g4', ticket)?.text).toContain('等居民答复，已停表')
  await village.pass(DAY)
  expect(await village.kinds(ticket)).not.toContain('supervised')
  await person.presses('补充')
  await person.says('漫步机，踏板掉了')
  await village.settled()
  expect(village.lines('g4', ticket).at(-1)).toMatch(/居民答复了，继续计时：“漫步机，踏板掉了”/)
  const after = await village.now(ticket)
  expect(after.waitingSince).toBeNull()
  // From 9:30 to 9:30: what was promised moves by exactly as long as the clocks stood still.
  const [asked, resumed] = (await village.events(ticket)).filter(
    ({ kind }) => kind === 'inquired' || kind === 'resumed',
  )
  const moved = (after.resolveBy?.getTime() ?? 0) - (ticket.resolveBy?.getTime() ?? 0)
  expect(moved).toBe((resumed?.at.getTime() ?? 0) - (asked?.at.getTime() ?? 0))
})

it('a pin is an answer too', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('状元府3号楼健身器材坏了')
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wang, `问 ${short(ticket)} 在哪个位置？`)
  await person.hears('在哪个位置？')
  const before = heard(person).length
  await person.sends({ kind: 'location', latitude: 36.697, longitude: 119.106 })
  await village.settled()
  expect((await village.now(ticket)).waitingSince).toBeNull()
  expect(village.lines('g4', ticket).at(-1)).toMatch(/居民答复了，继续计时：“📍36.69700,119.10600”/)
  expect(heard(person)).toHaveLength(before + 1)
})

it('a resident who does not answer does not stop the clocks for ever', async () => {
  village.clock.set(MONDAY)
  const { ticket } = await village.opened('状元府7号楼健身器材坏了')
  await village.says(wang, `问 ${short(ticket)} 哪一件？`)
  await village.pass(3 * DAY + MINUTE)
  expect(await village.kinds(ticket)).toContain('resumed')
  expect((await village.now(ticket)).waitingSince).toBeNull()
})

it('a day off that is announced moves what was promised, and nothing else', async () => {
  village.clock.set(MONDAY)
  await recountPromises(village.context.turn)
  const { person, ticket } = await village.opened('状元府8号楼健身器材坏了')
  const urgent = await village.opened('状元府8号楼门口路灯不亮')
  // Of what is done no deadline is left, and it holds up no other ticket.
  const done = await village.opened('状元府8号楼门口有人乱停车')
  expect(done.ticket.workingTime).toBe(true)
  await village.says(wang, `办结 ${short(done.ticket)} 已请车主挪走`)
  await recountPromises(village.context.turn)
  expect(await village.now(ticket)).toMatchObject({ resolveBy: ticket.resolveBy })
  const before = heard(person).length
  await village.organise("INSERT INTO calendar_day (day, working, note) VALUES ('2026-11-24', false, '搬迁')")
  await recountPromises(village.context.turn)
  const after = await village.now(ticket)
  expect((after.resolveBy?.getTime() ?? 0) - (ticket.resolveBy?.getTime() ?? 0)).toBe(DAY)
  expect(await village.now(urgent.ticket)).toMatchObject({ resolveBy: urgent.ticket.resolveBy })
  expect(await village.kinds(done.ticket)).not.toContain('rescheduled')
  expect(heard(person)).toHaveLength(before)
  await village.organise('DELETE FROM calendar_day')
  await recountPromises(village.context.turn)
  expect(await village.now(ticket)).toMatchObject({ resolveBy: ticket.resolveBy })
})

it("a unit's own hours count for what is its own", async () => {
  // Saturday 10:00 in China.
  village.clock.set(new Date('2026-11-28T02:00:00Z'))
  await village.organise("UPDATE unit SET hours = '08:00-20:00 daily' WHERE code = 'property_anju'")
  const { ticket } = await village.opened('状元府3号楼保安不让快递进来')
  expect(ticket.unitId).not.toBeNull()
  expect((ticket.acceptBy?.getTime() ?? 0) - village.clock.now().getTime()).toBeLessThanOrEqual(2 * HOUR)
  await village.organise("UPDATE unit SET hours = NULL WHERE code = 'property_anju'")
})

it('whoever must decide is held to it too', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('路灯不亮了你们那个老地方旁边')
  const undecided = ticket.state === 'unrouted' ? ticket : null
  if (!undecided) await village.pass(2 * HOUR + MINUTE)
  const { decideBy } = await village.now(ticket)
  expect(decideBy).not.toBeNull()
  await village.passUntil(decideBy)
  const late = (await village.events(ticket)).filter(({ kind }) => kind === 'supervised')
  expect(late[0]?.data).toMatchObject({ clock: 'decide', level: 1 })
  expect(heard(person).at(-1)).toContain('督办')
})

it('a new category is a new clock, from the same moment', async () => {
  village.clock.set(MONDAY)
  const { ticket } = await village.opened('状元府3号楼健身器材坏了')
  await village.pass(HOUR)
  await wang.sends({ kind: 'action', action: `categorise:${ticket.number}:facilities.lighting` })
  await village.settled()
  const after = await village.now(ticket)
  expect(after.promisedAt).toEqual(ticket.promisedAt)
  expect(after.acceptBy).not.toEqual(ticket.acceptBy)
  expect(after.workingTime).toBe(false)
})
