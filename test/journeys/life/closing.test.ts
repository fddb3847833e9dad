/** Honest closing, the second key, ratings, follow-ups; and thirty seconds in which a slip costs nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, heard, MONDAY, short, type Village } from './village.ts'

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

it('a picture is proof: it is noted, and nobody is asked for another', async () => {
  const { person, ticket } = await lamp()
  const card = village.card('g4', ticket)
  await wang.sends({
    kind: 'attachment',
    what: 'photo',
    file: 'f1',
    text: '换了新灯泡，已经亮了',
    replyTo: card?.externalId ?? '',
  })
  await village.settled()
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', photos: 1 })
  expect(village.lines('g4', ticket)).toEqual([])
  await person.hears('换了新灯泡')
})

it('without one where one proves something the worker is told, and it is closed all the same', async () => {
  const { person, ticket } = await lamp()
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  await person.hears('您看解决了吗')
  expect(village.lines('g4', ticket)).toEqual([expect.stringContaining('还没有现场照片')])
  // Proof may come late.
  await wang.sends({
    kind: 'attachment',
    what: 'photo',
    file: 'f2',
    text: '',
    replyTo: village.card('g4', ticket)?.externalId ?? '',
  })
  await village.settled()
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', photos: 1 })
})

it.each([
  ['已处理', '说明太简单'],
  ['明天安排师傅来修', '说的是以后要做的事'],
])('"%s" is no answer: the worker hears why (%s)', async (note, doubt) => {
  const { person, ticket } = await lamp()
  await village.says(wang, `办结 ${short(ticket)} ${note}`)
  await person.hears('您看解决了吗')
  expect(village.lines('g4', ticket).at(-1)).toContain(doubt)
  expect(await village.kinds(ticket)).toContain('doubted')
})

it('few stars go to whoever supervises, and not to the same hands again', async () => {
  const { person, ticket } = await lamp()
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  await person.presses('解决了')
  await person.hears('请打个分')
  await person.presses('★')
  await village.settled()
  expect(village.lines('zhuangyuanfu', ticket)).toEqual([expect.stringMatching(/只给了 1 星/)])
  await village.press(duty, 'zhuangyuanfu', ticket, '没解决')
  const again = await village.now(ticket)
  const owner = village.context.directory.current().memberById.get(again.ownerId ?? '')
  expect(again.state).toBe('assigned')
  expect(owner?.role).toBe('supervisor')
  await person.hears('重新办理')
})

it('what tends to come back is asked about, once', async () => {
  village.clock.set(MONDAY)
  const { tree } = village.context.prompts.current()
  expect([...tree.values()].some(leaf => leaf.follow_up)).toBe(true)
  const { person, ticket } = await village.opened('状元府3号楼下水道堵了，污水往外冒')
  expect(tree.get(ticket.category)?.follow_up).toBeDefined()
  const feng = await village.worker('g4', '王师傅')
  await village.says(feng, `办结 ${short(ticket)} 已疏通下水道，冲洗干净`)
  await person.presses('解决了')
  await village.settled()
  await village.pass(40 * DAY)
  expect(heard(person).filter(text => text.includes('没再犯吧'))).toHaveLength(1)
  await person.presses('又来了')
  await person.hears('重新办理')
  expect((await village.now(ticket)).state).toBe('assigned')
})

it('a slip of the finger is taken back within half a minute, and the resident is told', async () => {
  const { person, ticket } = await lamp()
  await village.press(wang, 'g4', ticket, '接单')
  await person.hears('王师傅已接单')
  await village.press(wang, 'g4', ticket, '撤销')
  await person.hears('那条不算')
  expect(await village.now(ticket)).toMatchObject({
    state: 'assigned',
    acceptedAt: null,
    ownerId: ticket.ownerId,
  })

  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  expect((await village.now(ticket)).state).toBe('resolved')
  await village.says(wang, '撤销')
  expect(await village.now(ticket)).toMatchObject({ state: 'assigned', outcome: null, resolvedAt: null })

  await village.says(wang, `退单 ${short(ticket)} 不在本网格`)
  await village.says(wang, '点错了')
  expect(await village.now(ticket)).toMatchObject({ state: 'assigned', returns: 0 })
  expect(village.card('g4', ticket)?.labels).toContain('接单')
})

it('half a minute later, by another hand, or after the resident has spoken it is too late', async () => {
  const wu = await village.worker('g4', '吴大姐')
  const { person, ticket } = await lamp()
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wu, `撤销 ${short(ticket)}`)
  expect((await village.now(ticket)).state).toBe('accepted')
  village.clock.pass(31_000)
  await village.says(wang, `撤销 ${short(ticket)}`)
  expect(village.said('g4').at(-1)).toContain('超过半分钟了，撤销不了')
  expect((await village.now(ticket)).state).toBe('accepted')
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  await person.presses('解决了')
  await village.settled()
  await village.says(wang, `撤销 ${short(ticket)}`)
  expect((await village.now(ticket)).state).toBe('closed')
})

it('what must not count says why, and who said so; and can be counted again', async () => {
  const { ticket } = await lamp()
  await village.says(wang, `剔除 ${short(ticket)} 不实反映`)
  expect((await village.now(ticket)).excluded).toBeNull()
  await duty.sends({ kind: 'action', action: `exclude:${ticket.number}:not_real` })
  await village.settled()
  // Its card hangs in no duty group: nothing to press.
  expect((await village.now(ticket)).excluded).toBeNull()
  await village.passUntil(ticket.acceptBy)
  await village.says(duty, `剔除 ${short(ticket)} 不实反映，现场没有这盏灯，问过 13800001234`)
  expect(village.said('zhuangyuanfu').at(-1)).toContain('没有这盏灯，问过 [电话]')
  expect(await village.now(ticket)).toMatchObject({ excluded: 'not_real' })
  expect(village.said('zhuangyuanfu').at(-1)).toContain('不实反映')
  await village.says(duty, `恢复计入 ${short(ticket)}`)
  expect((await village.now(ticket)).excluded).toBeNull()
})

it('stars that are given twice count once, and open nothing', async () => {
  const { person, ticket } = await lamp()
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡`)
  await village.says(person, '4分')
  for (const again of ['5分', '1']) {
    await village.says(person, again)
    expect(heard(person).at(-1)).toContain(`工单 ${ticket.number.slice(4)} 现在是“已销号”`)
  }
  expect((await village.now(ticket)).rating).toBe(4)
  await village.says(person, '我的工单')
  expect(heard(person).at(-1)).not.toContain('5分')
})

it('what comes back to somebody who has left comes back to the whole group', async () => {
  const { person, ticket } = await lamp()
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡`)
  await village.organise("UPDATE member SET active = false WHERE name = '王师傅'")
  await village.says(person, '没解决')
  await village.organise("UPDATE member SET active = true WHERE name = '王师傅'")
  expect(await village.now(ticket)).toMatchObject({ state: 'assigned', ownerId: null })
  expect(heard(person).at(-1)).toMatch(/重新办理，第4网格 ?今天/)
  expect(village.lines('g4', ticket).at(-1)).not.toContain('王师傅')
})
