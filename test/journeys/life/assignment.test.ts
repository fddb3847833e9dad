/** Who gets a ticket, and how the group sees why. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, heard, HOUR, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
let he: Person
let duty: Person
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
  he = await village.worker('property_anju', '何经理')
  duty = await village.worker('zhuangyuanfu', '沈值班')
}, 90_000)
afterAll(() => village.close())

const idOf = async (name: string) =>
  (await village.db.pool.query<{ id: string }>('SELECT id FROM member WHERE name = $1', [name])).rows[0]
    ?.id ?? ''
const ownerOf = async (number: string) => {
  const { ownerId } = await village.now({ number })
  return village.context.directory.current().memberById.get(ownerId ?? '')?.name ?? null
}

it("a matter of the property company goes to the compound's own, and the grid watches", async () => {
  const { person, ticket } = await village.opened('状元府3号楼单元门坏了关不上')
  expect(ticket.category).toMatch(/^property\./)
  expect(heard(person)[0]).toMatch(/已交给安居物业 何经理/)
  expect(village.card('property_anju', ticket)?.labels).toContain('接单')
  // The grid sees it, and has nothing to press.
  expect(village.card('g4', ticket)?.text).toContain('安居物业在办')
  expect(village.card('g4', ticket)?.labels).toEqual([])
  await village.says(wang, `办结 ${short(ticket)} 我来吧`)
  expect(village.lines('g4', ticket).at(-1)).toContain('这不归您操作')
  await village.press(he, 'property_anju', ticket, '接单')
  await person.hears('何经理已接单')
  const event = (await village.events(ticket)).find(({ kind }) => kind === 'assigned')
  expect(event?.data).toMatchObject({ choice: { rule: 'property', step: 'contact' } })
})

it('a compound whose company has no group that hears goes to the grid', async () => {
  const group = "SELECT id FROM work_group WHERE name_zh LIKE '安居物业%'"
  await village.organise(`UPDATE conversation SET reachable = false WHERE work_group_id = (${group})`)
  const { ticket } = await village.opened('状元府4号楼单元门坏了关不上')
  await village.organise(`UPDATE conversation SET reachable = true WHERE work_group_id = (${group})`)
  expect(ticket).toMatchObject({ unitId: null })
  expect(village.card('g4', ticket)?.labels).toContain('接单')
})

it('the worker on duty with least in hand, and whoever waited longest among equals', async () => {
  const owners: (string | null)[] = []
  for (let turn = 0; turn < 4; turn++) {
    const { ticket } = await village.opened('河畔人家3号楼前面路上有个大坑')
    owners.push(await ownerOf(ticket.number))
    village.clock.pass(1_000)
  }
  expect(owners.filter(name => name === '冯师傅')).toHaveLength(2)
  expect(owners.filter(name => name === '陈大姐')).toHaveLength(2)
  expect(owners[0]).not.toBe(owners[1])
})

it('nobody on duty: the deputy, then the duty officer of the community, never nowhere', async () => {
  const [zheng, feng] = [await idOf('郑师傅'), await idOf('冯师傅')]
  const [from, to] = [new Date(MONDAY.getTime() - DAY), new Date(MONDAY.getTime() + 5 * DAY)]
  await village.organise(
    'INSERT INTO leave (id, member_id, "from", "to") VALUES (gen_random_uuid(), $1, $2, $3)',
    [zheng, from, to],
  )
  await village.organise('UPDATE member SET deputy_id = $2 WHERE id = $1', [zheng, feng])
  const first = await village.opened('锦绣花园5号楼前面路灯不亮')
  expect(await ownerOf(first.ticket.number)).toBe('冯师傅')

  await village.organise('UPDATE member SET deputy_id = NULL WHERE id = $1', [zheng])
  const second = await village.opened('锦绣花园6号楼前面路灯不亮')
  expect(['杨值班', '朱值班']).toContain(await ownerOf(second.ticket.number))
  // They see it where they are.
  expect(village.card('hepan', second.ticket)?.labels).toContain('换网格')

  await village.organise("UPDATE member SET active = false WHERE role = 'duty_officer'")
  const third = await village.opened('锦绣花园7号楼前面路灯不亮')
  expect(await ownerOf(third.ticket.number)).toBeNull()
  expect(village.card('g5', third.ticket)?.labels).toContain('接单')
  await village.organise("UPDATE member SET active = true WHERE role = 'duty_officer'")
  await village.organise('DELETE FROM leave')
})

it('a full-time worker before a part-timer, and nobody over the cap', async () => {
  const wei = await idOf('卫师傅')
  await village.organise("UPDATE member SET part_time = true WHERE name = '蒋大姐'")
  const owners: (string | null)[] = []
  const { rules } = village.context.prompts.current()
  for (let turn = 0; turn < 3; turn++) {
    const { ticket } = await village.opened('工人新村30号楼门口路面塌了一块')
    owners.push(await ownerOf(ticket.number))
  }
  expect(owners).toEqual(['卫师傅', '卫师傅', '卫师傅'])
  // With the hands full, the next is for the part-timer.
  await village.db.pool.query(
    'UPDATE ticket SET owner_id = $1 WHERE id IN (SELECT id FROM ticket WHERE owner_id IS DISTINCT FROM $1 LIMIT $2)',
    [wei, rules.caps.full_time],
  )
  await village.db.pool.query(
    "UPDATE ticket SET state = 'accepted', accepted_at = updated_at WHERE owner_id = $1",
    [wei],
  )
  const { rows } = await village.db.pool.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM ticket WHERE owner_id = $1 AND state = 'accepted'",
    [wei],
  )
  const { ticket } = await village.opened('工人新村31号楼门口路面塌了一块')
  expect(await ownerOf(ticket.number)).toBe(
    (rows[0]?.open ?? 0) >= rules.caps.full_time ? '蒋大姐' : '卫师傅',
  )
})

it('at night what is urgent goes to whoever is there, and what is calm waits for the morning shift', async () => {
  village.clock.set(new Date('2026-11-24T15:30:00Z'))
  const calm = await village.opened('状元府12号楼健身器材坏了')
  expect(calm.ticket.workingTime).toBe(true)
  expect(['李师傅', '周大姐']).toContain(await ownerOf(calm.ticket.number))
  // 23:30 in China, and only the duty officer has a night shift.
  await village.organise(
    'INSERT INTO shift (id, member_id, days, "from", "to") SELECT gen_random_uuid(), id, ARRAY[1,2,3,4,5,6,7], 1200, 1920 FROM member WHERE name = $1',
    ['韩值班'],
  )
  const urgent = await village.opened('状元府12号楼门口井盖没了，太危险')
  expect(urgent.ticket.urgency).toBe('urgent')
  expect(await ownerOf(urgent.ticket.number)).toBe('韩值班')
  await village.organise('DELETE FROM shift')
  village.clock.set(new Date(MONDAY.getTime() + 2 * DAY))
})

it('what nobody is sure of becomes a card of the duty officers, with the likeliest as buttons', async () => {
  const { person, ticket } = await village.opened('状元府3号楼墙上有个怪东西')
  expect(ticket.state).toBe('unrouted')
  expect(heard(person).at(-1)).toContain('值班员')
  const card = village.card('zhuangyuanfu', ticket)
  const guesses = (await village.events(ticket)).find(({ kind }) => kind === 'unrouted')
  expect(guesses?.data).toMatchObject({
    guesses: { categories: expect.any(Array), grids: expect.any(Array) },
  })
  // Three categories that triage thinks of, one press each; everything else behind a menu.
  expect(card?.labels.length).toBeGreaterThan(4)
  const [likeliest] = guesses?.kind === 'unrouted' ? guesses.data.guesses.categories : []
  const leaf = village.context.prompts.current().tree.get(likeliest ?? '')
  await village.press(duty, 'zhuangyuanfu', ticket, leaf?.name.zh ?? '')
  expect((await village.now(ticket)).state).toBe('assigned')
})

it('every decision explains itself', async () => {
  const { ticket } = await village.opened('状元府3号楼前面路面有个大坑')
  await village.says(wang, `为什么 ${short(ticket)}`)
  const [answer] = village.lines('g4', ticket).filter(text => text.includes('为什么这样办'))
  expect(answer).toMatch(/本地分类器判断，把握 \d+%/)
  expect(answer).toContain('按地名')
  expect(answer).toMatch(/规则 grid → 第4网格：在岗网格员（2 人里手上最少/)
  expect(answer).toMatch(/办结/)
})

it('a ticket is handed to a colleague; until they take it, whoever had it answers for it', async () => {
  const { person, ticket } = await village.opened('状元府2号楼楼道灯不亮')
  const wu = await village.worker('g4', '吴大姐')
  await village.says(wang, `接 ${short(ticket)}`)
  await village.says(wang, `转 ${short(ticket)} 吴大姐 我在外面`)
  await person.hears('仍由王师傅负责')
  expect(village.card('g4', ticket)?.text).toContain('接手前由王师傅负责')
  const handed = await village.now(ticket)
  expect(handed).toMatchObject({
    state: 'assigned',
    ownerId: await idOf('吴大姐'),
    heldById: await idOf('王师傅'),
  })
  // The promise stays: handing it on is no way to win time.
  expect(handed.resolveBy).toEqual(ticket.resolveBy)
  await village.says(wu, `接 ${short(ticket)}`)
  expect(await village.now(ticket)).toMatchObject({ heldById: null, ownerId: await idOf('吴大姐') })
  // A member of another grid cannot get it.
  await village.says(wu, `转 ${short(ticket)} 李师傅`)
  expect(village.said('g4').at(-1)).toContain('没认出“李师傅”')
  expect(village.lines('g4', ticket).some(text => text.includes('@'))).toBe(false)
  village.clock.pass(HOUR)
})

it('what went to another community is for its own duty officers', async () => {
  village.clock.set(MONDAY)
  const duty = await village.worker('zhuangyuanfu', '沈值班')
  const { person, ticket } = await village.opened('状元府3号楼门口路灯不亮')
  await village.says(wang, `退单 ${short(ticket)} 不在本网格`)
  await duty.sends({ kind: 'action', action: `assign:${ticket.number}:g6` })
  await person.hears('现在由第6网格')
  expect(village.card('zhuangyuanfu', ticket)).toMatchObject({
    text: expect.stringContaining('→ 第6网格'),
    labels: [],
  })
  await duty.sends({ kind: 'action', action: `assign:${ticket.number}:g4` })
  await village.settled()
  expect(await village.now(ticket)).toMatchObject({
    gridId: village.context.directory.current().gridByCode.get('g6')?.id,
  })
})
