/** One cause, many residents: offered, gathered, told together, and none lost. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, heard, HOUR, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
beforeAll(async () => {
  village = await createVillage({ neighbours: true })
  wang = await village.worker('g4', '王师傅')
}, 90_000)
afterAll(() => village.close())

const cardsOf = (code: string, words: string) =>
  village.channel.shows(`group:${code}`).filter(({ content }) => content.card && content.text.includes(words))

it('what a neighbour has reported is offered, never merged behind a back', async () => {
  village.clock.set(MONDAY)
  const first = await village.opened('状元府3号楼2单元楼道灯坏了')
  const { person, ticket } = await village.opened('状元府3号楼2单元的楼道灯坏了好几天')
  expect(ticket.state).toBe('assigned')
  expect(heard(person).at(-1)).toContain(`邻居已反映过类似的事（工单 ${first.ticket.number.slice(4)}`)
  // A neighbour's words are theirs.
  expect(heard(person).join()).not.toContain('住户')
  await person.presses('一起跟进')
  await person.hears('一起办，进展照样告诉您')
  expect(await village.now(ticket)).toMatchObject({ state: 'merged', parentId: first.ticket.id })
  expect(village.card('g4', ticket)?.text).toContain(`并入 ${short(first.ticket)}`)
  expect(village.card('g4', first.ticket)?.text).toContain('另有 1 户反映')

  // Two hear it, one works.
  await village.says(wang, `接 ${short(first.ticket)}`)
  await person.hears(`王师傅已接单，正在处理（工单 ${ticket.number.slice(4)}）`)
  await village.says(wang, `办结 ${short(first.ticket)} 换了新灯泡`)
  await village.pass(31_000)
  await person.hears('王师傅说已经处理好了。')
  expect((await village.now(ticket)).state).toBe('resolved')
  // Each has their own word.
  await person.presses('没解决')
  await person.hears('重新办理')
  expect((await village.now(ticket)).state).toBe('assigned')
  expect((await village.now(first.ticket)).state).toBe('resolved')
})

it('whoever follows is told in the language that they speak by now', async () => {
  village.clock.set(new Date(MONDAY.getTime() + HOUR / 2))
  const first = await village.opened('状元府4号楼1单元楼道灯坏了')
  const { person, ticket } = await village.opened('状元府4号楼1单元的楼道灯坏了好几天')
  await person.presses('一起跟进')
  await village.says(person, 'English')
  expect((await village.now(ticket)).state).toBe('merged')
  await village.says(wang, `接 ${short(first.ticket)}`)
  await person.hears(/is on it/)
})

it('another building is another thing', async () => {
  village.clock.set(new Date(MONDAY.getTime() + HOUR))
  const { person } = await village.opened('状元府7号楼楼道灯坏了')
  expect(heard(person)).toHaveLength(1)
})

it('five households, one cause: one card for all, and the community hears of it early', async () => {
  village.clock.set(new Date(MONDAY.getTime() + DAY))
  const reports = ['停水了', '家里水龙头没水了', '小区停水了', '又停水', '没水用，停水了'].map(
    (words, index) => `状元府${index + 1}号楼${words}`,
  )
  const opened = []
  for (const words of reports) opened.push(await village.opened(words))
  const states = await Promise.all(opened.map(async ({ ticket }) => (await village.now(ticket)).state))
  expect(states).toEqual(['assigned', 'merged', 'merged', 'merged', 'merged'])
  const parent = opened[0]?.ticket
  if (!parent) throw new Error('no ticket')
  expect(await village.now(parent)).toMatchObject({ hot: true })
  expect(village.lines('zhuangyuanfu', parent)).toEqual([expect.stringMatching(/🔥 .*已有 5 户反映/)])
  // The sixth makes no new card.
  const before = cardsOf('g4', '').length
  const { person, ticket } = await village.opened('状元府6号楼停水了怎么没人通知')
  expect(ticket.state).toBe('merged')
  expect(cardsOf('g4', '')).toHaveLength(before)
  expect(village.card('g4', parent)?.text).toContain('另有 5 户反映')
  expect(heard(person).at(-1)).toMatch(/收到，工单 .*邻居也在反映同一件事/)
  // "Not the same thing": it goes its own way.
  await person.presses('不是一回事')
  await village.settled()
  expect(village.card('g4', parent)?.text).toContain('另有 4 户反映')
  await person.hears(/已交给第4网格 (王师傅|吴大姐)/)
  expect((await village.now(ticket)).state).toBe('assigned')
  expect(village.card('g4', ticket)?.labels).toContain('接单')
  // What one of them adds is read by the worker.
  const second = opened[1]
  if (!second) throw new Error('no second')
  await second.person.presses('补充')
  await second.person.says('家里有个孕妇')
  await village.settled()
  expect(village.card('g4', parent)?.text).toContain('家里有个孕妇')
})

it('a slip of the finger ends nothing for those who follow; what they had heard is taken back', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 2 * DAY))
  const opened = []
  for (let building = 1; building <= 6; building++)
    opened.push(await village.opened(`状元府${building}号楼下水道堵了`))
  const [parent, , , , , last] = opened
  if (!parent || !last) throw new Error('no tickets')
  expect(last.ticket).toMatchObject({ state: 'merged', parentId: parent.ticket.id })
  const cards = cardsOf('g4', '').length
  await village.says(wang, `接 ${short(parent.ticket)}`)
  await last.person.hears('王师傅已接单')
  await village.says(wang, `撤销 ${short(parent.ticket)}`)
  await last.person.hears('那条不算')

  const before = heard(last.person).length
  await village.says(wang, `办结 ${short(parent.ticket)} 已疏通下水道`)
  await village.pass(10_000)
  await village.says(wang, `撤销 ${short(parent.ticket)}`)
  await village.pass(60_000)
  expect((await village.now(parent.ticket)).state).toBe('assigned')
  expect((await village.now(last.ticket)).state).toBe('merged')
  expect(heard(last.person)).toHaveLength(before)

  await village.says(wang, `办结 ${short(parent.ticket)} 已疏通下水道`)
  await village.pass(31_000)
  await last.person.hears('王师傅说已经处理好了。')
  expect((await village.now(last.ticket)).state).toBe('resolved')
  // One problem, one card: the worker has nothing to do with each of them.
  expect(cardsOf('g4', '')).toHaveLength(cards)
})

it('the one that others follow is withdrawn: the next goes on for all', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 3 * DAY))
  const opened = []
  for (let building = 1; building <= 6; building++)
    opened.push(await village.opened(`状元府${building}号楼停电了`))
  const [first, second, third] = opened
  if (!first || !second || !third) throw new Error('no tickets')
  // With more in hand than the others: it would not be his turn.
  for (const building of [7, 8]) {
    const { ticket } = await village.opened(`状元府${building}号楼楼道灯坏了`)
    await village.says(wang, `接 ${short(ticket)}`)
  }
  await village.says(wang, `接 ${short(first.ticket)}`)
  const { ownerId } = await village.now(first.ticket)
  await village.says(first.person, '不用了')
  expect((await village.now(first.ticket)).state).toBe('withdrawn')
  await village.pass(1_000)
  // The same hands: they are on the way.
  expect(await village.now(second.ticket)).toMatchObject({ state: 'assigned', hot: true, ownerId })
  expect(await village.now(third.ticket)).toMatchObject({ state: 'merged', parentId: second.ticket.id })
  expect(village.card('g4', second.ticket)?.labels).toContain('接单')
})

it('a storm of reports loses none and floods nobody', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 7 * DAY))
  const count = 500
  const residents = Array.from({ length: count }, (_, index) => village.resident(`淹水${index}`))
  const before = village.channel.shows('group:g4').length
  await Promise.all(
    residents.map((resident, index) => resident.says(`状元府${(index % 8) + 1}号楼门口积水严重`)),
  )
  await village.settled()
  const { rows } = await village.db.pool.query<{ state: string; count: number }>(
    `SELECT t.state, count(*)::int FROM ticket t JOIN resident r ON r.id = t.resident_id JOIN identity i ON i.resident_id = r.id
     WHERE i.external_id LIKE '淹水%' GROUP BY t.state`,
  )
  const counts = Object.fromEntries(rows.map(row => [row.state, row.count]))
  // Every report is a ticket with a number of its own; few have cards.
  expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(count)
  expect(counts.assigned ?? 0).toBeLessThanOrEqual(2)
  expect(village.channel.shows('group:g4').length - before).toBeLessThanOrEqual(6)
  for (const resident of residents) expect(heard(resident)[0]).toMatch(/收到，工单/)
  // One update reaches all.
  const { rows: parents } = await village.db.pool.query<{ number: string }>(
    `SELECT DISTINCT p.number FROM ticket p JOIN ticket t ON t.parent_id = p.id JOIN identity i ON i.resident_id = t.resident_id
     WHERE t.state = 'merged' AND i.external_id LIKE '淹水%'`,
  )
  const [parent] = parents
  if (!parent) throw new Error('no parent')
  await village.says(wang, `接 ${short(parent)}`)
  const told = residents.filter(resident => heard(resident).some(text => text.includes('王师傅已接单')))
  expect(told.length).toBeGreaterThan(count - 6)
  await village.says(wang, `办结 ${short(parent)} 抽水泵已把积水抽干`)
  for (let looks = 0; looks < 4; looks++) await village.pass(10_000)
  const asked = residents.filter(resident => heard(resident).some(text => text.includes('您看解决了吗')))
  expect(asked.length).toBe(told.length)
}, 120_000)

it('two problems at once, in either order, from many: nobody waits for one who waits for them', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 10 * DAY))
  const [lamp, rubbish] = ['楼道灯坏了', '垃圾桶满了没人清运']
  const residents = Array.from({ length: 40 }, (_, index) => village.resident(`两件事${index}`))
  await Promise.all(
    residents.map((resident, index) => {
      const [one, other] = index % 2 === 0 ? [lamp, rubbish] : [rubbish, lamp]
      return resident.says(`状元府${(index % 8) + 1}号楼${one}，另外状元府${(index % 8) + 1}号楼${other}`)
    }),
  )
  await village.settled()
  const { rows } = await village.db.pool.query(
    `SELECT count(DISTINCT t.id)::int AS tickets, max(m.attempts) AS attempts, max(m.error) AS error
     FROM inbound_message m JOIN identity i ON i.id = m.identity_id JOIN ticket t ON t.resident_id = i.resident_id
     WHERE i.external_id LIKE '两件事%'`,
  )
  expect(rows).toEqual([{ tickets: 2 * residents.length, attempts: 0, error: null }])
})

it('two cards that are one thing: a worker says so', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 14 * DAY))
  const one = await village.opened('状元府2号楼楼上邻居半夜装修')
  const two = await village.opened('状元府2号楼楼上邻居半夜装修噪音')
  await village.says(wang, `并 ${short(two.ticket)} ${short(one.ticket)}`)
  expect(await village.now(two.ticket)).toMatchObject({ state: 'merged', parentId: one.ticket.id })
  await two.person.hears('一起办')
})
