/** 吹哨报到, joint meetings, transfer and supervision: what a grid cannot do alone. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../../src/testing/town.ts'
import { shifted } from '../../../src/domain/sla/deadline.ts'
import { createVillage, DAY, heard, HOUR, MINUTE, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
let qin: Person
let you: Person
let duty: Person
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
  qin = await village.worker('urban_management', '秦队长')
  you = await village.worker('housing', '尤科长')
  duty = await village.worker('zhuangyuanfu', '沈值班')
}, 90_000)
afterAll(() => village.close())

const vendors = async () => {
  const opened = await village.opened('学苑街路口天天有人占道摆摊，车都过不去')
  await village.says(wang, `接 ${short(opened.ticket)}`)
  return opened
}

it('departments are ticked on the card and called with a ground; each has a card and clocks of its own', async () => {
  const { person, ticket } = await vendors()
  await village.press(wang, 'g4', ticket, '吹哨')
  expect(village.card('g4', ticket)?.labels).toContain('☐ 综合执法局(城管)')
  await village.press(wang, 'g4', ticket, '综合执法局(城管)')
  await village.press(wang, 'g4', ticket, '…')
  await village.press(wang, 'g4', ticket, '住房和城乡建设局')
  expect(village.card('g4', ticket)?.labels).toEqual(
    expect.arrayContaining(['☑ 综合执法局(城管)', '☑ 住房和城乡建设局', '🟣 吹哨 · 联合执法']),
  )
  await village.press(wang, 'g4', ticket, '🟣 吹哨 · 联合执法')
  await person.hears('请综合执法局(城管)、住房和城乡建设局来报到')
  expect(await village.now(ticket)).toMatchObject({ state: 'whistled', ownerId: ticket.ownerId })
  expect(village.card('urban_management', ticket)?.labels).toEqual(['报到', '不归我们'])
  expect(village.card('g4', ticket)?.text).toMatch(/🟣 综合执法局\(城管\)：待报到，.*前报到/)

  await village.press(qin, 'urban_management', ticket, '报到')
  await person.hears('综合执法局(城管)到场了')
  await village.press(qin, 'urban_management', ticket, '办完')
  expect(village.lines('g4', ticket).at(-1)).toContain('还有 1 个部门在办')
  // Not theirs after all: the grid may call another, and goes on.
  await village.says(you, `不归我们 ${short(ticket)} 这是城管的事`)
  expect(village.lines('g4', ticket).at(-1)).toContain('住房和城乡建设局说不归他们管：这是城管的事')
  expect((await village.now(ticket)).tasks.map(({ state }) => state)).toEqual(['done', 'declined'])

  await village.press(wang, 'g4', ticket, '办结')
  await village.press(wang, 'g4', ticket, '已解决')
  expect((await village.now(ticket)).state).toBe('resolved')
  // The grid says how it was.
  await village.says(wang, `评 ${short(ticket)} 城管 5`)
  expect((await village.now(ticket)).tasks[0]).toMatchObject({ stars: 5 })
  expect(village.card('g4', ticket)?.text).toContain('★5')
})

it('by typed words, by the names that people use; whom nobody knows is asked about', async () => {
  const { ticket } = await vendors()
  await village.says(wang, `吹哨 ${short(ticket)} 城管 外星局：占道经营`)
  expect(village.said('g4').at(-1)).toMatch(/没认出“外星局”.*可以吹.*综合执法局/)
  expect((await village.now(ticket)).state).toBe('accepted')
  await village.says(wang, `吹哨${short(ticket)} 城管、交警：占道经营，情况紧急`)
  const { tasks } = await village.now(ticket)
  expect(tasks.map(({ ground }) => ground)).toEqual(['emergency', 'emergency'])
  // An unknown name is not read out to the group.
  await village.says(wang, `吹哨 ${short(ticket)} ${'外星局'.repeat(100)}13800001234`)
  await village.says(wang, `转 ${short(ticket)} 13800001234`)
  expect(village.said('g4').slice(-2).join('').length).toBeLessThan(200)
  expect(village.said('g4').join()).not.toContain('13800001234')
  // A department that is there already is not called twice.
  await village.says(wang, `吹哨 ${short(ticket)} 城管`)
  expect(village.said('g4').at(-1)).toContain('已经办过了')
  await village.says(wang, `结束吹哨 ${short(ticket)}`)
  expect(await village.now(ticket)).toMatchObject({ state: 'accepted' })
  expect(village.card('urban_management', ticket)?.labels).toEqual([])
})

it('a department without a group hears nothing: whoever whistles is told whom to telephone', async () => {
  const { ticket } = await vendors()
  await village.says(wang, `吹哨 ${short(ticket)} 自来水公司`)
  expect(village.said('g4').at(-1)).toMatch(/自来水公司还没有工作群.*0536-0000203/)
  expect((await village.now(ticket)).tasks).toMatchObject([{ state: 'called' }])
})

it('a department that does not come is late by itself, and it goes up', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await vendors()
  await village.says(wang, `吹哨 ${short(ticket)} 城管`)
  const [task] = (await village.now(ticket)).tasks
  const due = new Date(task?.reportBy ?? 0)
  await village.passUntil(new Date(due.getTime() - 10 * MINUTE))
  await village.passUntil(due)
  const late = (await village.events(ticket)).filter(({ kind }) => kind === 'supervised')
  expect(late.map(({ data }) => data)).toContainEqual(
    expect.objectContaining({ clock: 'report', unitId: task?.unitId }),
  )
  expect(village.lines('urban_management', ticket).join()).toMatch(/⏳ @秦队长 .*报到/)
  expect(village.lines('urban_management', ticket).join()).toMatch(/🔺 .*综合执法局\(城管\)报到已超时/)
  expect(heard(person).join()).toContain('督办')
})

it('one that says no, and nobody else at work: the grid goes on at once', async () => {
  const { ticket } = await vendors()
  await village.says(wang, `吹哨 ${short(ticket)} 城管`)
  await village.press(qin, 'urban_management', ticket, '不归我们')
  expect(await village.now(ticket)).toMatchObject({ state: 'accepted' })
})

it("a department cannot press what is the grid's, nor the grid what is the department's", async () => {
  const { ticket } = await vendors()
  await village.says(wang, `吹哨 ${short(ticket)} 城管`)
  await qin.sends({ kind: 'action', action: `end_whistle:${ticket.number}` })
  await qin.sends({ kind: 'action', action: `transfer:${ticket.number}:property_anju` })
  await wang.sends({ kind: 'action', action: `report_in:${ticket.number}` })
  await village.settled()
  expect(await village.now(ticket)).toMatchObject({ state: 'whistled', tasks: [{ state: 'called' }] })
})

it('what needs money becomes a joint meeting: a plan, who leads, by when; the resident hears what was decided', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('状元府3号楼前面路面塌了一大片')
  await village.says(wang, `联席 ${short(ticket)} 动用维修资金重铺路面，约 3 万元`)
  await person.hears('已提交三方联席会')
  expect(heard(person).at(-1)).toContain('牵头：安居物业')
  const called = await village.now(ticket)
  expect(called).toMatchObject({ state: 'meeting', meeting: { decision: null } })
  expect(village.card('zhuangyuanfu', ticket)?.labels).toEqual(['同意', '不同意', '再议'])

  await village.says(duty, `议定 ${short(ticket)} 再议 还差两户签字`)
  await person.hears('还没定下来：还差两户签字')
  expect((await village.now(ticket)).state).toBe('meeting')

  await village.says(duty, `议定 ${short(ticket)} 同意 30天内完工`)
  await person.hears('联席会同意了')
  expect(heard(person).at(-1)).toContain('由安居物业负责')
  const agreed = await village.now(ticket)
  expect(agreed).toMatchObject({ state: 'assigned', acceptedAt: null })
  expect(agreed.unitId).not.toBeNull()
  expect((agreed.resolveBy?.getTime() ?? 0) - village.clock.now().getTime()).toBeGreaterThan(29 * DAY)
  expect(village.card('property_anju', ticket)?.labels).toContain('接单')

  // A question meanwhile puts the agreed day off by as long as it took, and not to the usual one.
  const anju = await village.worker('property_anju', '何经理')
  await village.says(anju, `问 ${short(ticket)} 路边的车能挪一下吗？`)
  await person.hears('路边的车能挪一下吗？')
  await village.pass(DAY)
  await person.presses('补充')
  await person.says('周末就挪')
  await village.settled()
  const resumed = await village.now(ticket)
  expect(resumed.waitingSince).toBeNull()
  const moved = (resumed.resolveBy?.getTime() ?? 0) - (agreed.resolveBy?.getTime() ?? 0)
  expect(Math.round(moved / MINUTE)).toBe(DAY / MINUTE)
})

it('a plan that is rejected goes back to the grid, which says so', async () => {
  const { person, ticket } = await village.opened('状元府4号楼前面路面塌了一大片')
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wang, `联席 ${short(ticket)} 重铺路面`)
  await village.press(duty, 'zhuangyuanfu', ticket, '不同意')
  await person.hears('没有通过')
  expect((await village.now(ticket)).state).toBe('accepted')
})

it('leaves, when it says no, the office time that was left; a pause that ran into it counts once', async () => {
  // Friday at 15:00: three hours of office time before the weekend.
  village.clock.set(new Date(MONDAY.getTime() + 4 * DAY + 6 * HOUR))
  const { person, ticket } = await village.opened('状元府4号楼前面路面塌了一大片')
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wang, `问 ${short(ticket)} 塌了多大？`)
  await person.hears('塌了多大')
  await village.pass(HOUR)
  await village.says(wang, `联席 ${short(ticket)} 重铺路面`)
  await village.pass(HOUR + 3 * DAY - 9 * HOUR)
  await village.says(duty, `议定 ${short(ticket)} 不同意`)
  await person.hears('没有通过')
  const after = await village.now(ticket)
  expect(after).toMatchObject({ state: 'accepted', waitingSince: expect.any(Date) })
  const stood = (await village.events(ticket)).filter(
    ({ kind }) => kind === 'inquired' || kind === 'meeting_held',
  )
  const [from, to] = stood.map(({ at }) => at)
  const { promisedAt } = ticket
  if (!from || !to || !promisedAt || !after.promisedAt) throw new Error('no promises')
  const calendar = village.context.directory.current().calendarOf(null)
  expect(after.promisedAt).toEqual(shifted(promisedAt, [from, to], ticket.workingTime, calendar))
})

it('a meeting that does not decide in time is late like anybody else', async () => {
  village.clock.set(MONDAY)
  const { ticket } = await village.opened('状元府5号楼前面路面塌了一大片')
  await village.says(wang, `联席 ${short(ticket)} 重铺路面`)
  await village.passUntil((await village.now(ticket)).decideBy)
  const late = (await village.events(ticket)).filter(({ kind }) => kind === 'supervised')
  expect(late[0]?.data).toMatchObject({ clock: 'decide', level: 1 })
})

it('a person may send it up before it is late; its own deadline still counts', async () => {
  village.clock.set(MONDAY)
  const { person, ticket } = await village.opened('状元府6号楼前面路面塌了一大片')
  await duty.sends({ kind: 'action', action: `supervise:${ticket.number}` })
  await village.says(wang, `督办 ${short(ticket)} `)
  await person.hears('已上报社区督办')
  // It is not late: no message may say so.
  expect(heard(person).at(-1)).not.toContain('超过')
  expect(village.lines('g4', ticket).at(-1)).toMatch(/^🔺 \d{4} 已上报社区督办/)
  await village.passUntil(ticket.acceptBy)
  const levels = (await village.events(ticket))
    .filter(({ kind }) => kind === 'supervised')
    .map(({ data }) => (data as { level: number }).level)
  // The community has heard of it already; the next level hears when its time is over.
  expect(levels).toEqual([1, 1])
})

it('a company with 和 in its name is called whole; nobody calls themselves, nor the company of another compound', async () => {
  const unitIds = async (code: string) =>
    (await village.db.pool.query<{ id: string }>('SELECT id FROM unit WHERE code = $1', [code])).rows[0]?.id
  const five = await village.worker('g5')
  const { ticket } = await village.opened('锦绣花园3号楼楼道灯坏了')
  await village.press(five, 'g5', ticket, '吹哨')
  for (const unit of ['property_anju', 'property_jinhe'])
    await five.sends({ kind: 'action', action: `tick:${ticket.number}:${unit}` })
  await five.sends({ kind: 'action', action: `whistle:${ticket.number}:emergency` })
  await village.settled()
  expect((await village.now(ticket)).tasks.map(({ unitId }) => unitId)).toEqual([
    await unitIds('property_jinhe'),
  ])

  const other = (await village.opened('锦绣花园4号楼楼道灯坏了')).ticket
  await village.says(five, `吹哨 ${short(other)} 锦和物业和城管：线路老化`)
  expect((await village.now(other)).tasks).toHaveLength(2)

  const theirs = (await village.opened('锦绣花园5号楼楼道灯坏了')).ticket
  await village.says(five, `转 ${short(theirs)} 锦和物业`)
  const manager = await village.worker('property_jinhe', '吕经理')
  await village.says(manager, `吹哨 ${short(theirs)} 锦和物业：自己`)
  expect((await village.now(theirs)).tasks).toEqual([])
})
