/** What workers and residents type is obeyed as it was meant, refused in words, and never guessed. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Menu, MENUS } from '../../src/domain/command/command.ts'
import { type Button, MOST_BUTTONS } from '../../src/domain/message.ts'
import { newId } from '../../src/lib/ids.ts'
import type { CardFacts } from '../../src/notify/render/card-data.ts'
import { openedBy } from '../../src/domain/command/card-menu.ts'
import { menuButtons } from '../../src/notify/render/card-menus.ts'
import type { Person } from '../../src/testing/town.ts'
import { historyOf } from '../../src/tickets/store.ts'
import { createVillage, heard, short, type Village } from './life/village.ts'

let village: Village
let wang: Person
let building = 0
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
}, 90_000)
afterAll(() => village.close())

const lamp = () => village.opened(`状元府${(building++ % 8) + 1}号楼楼道灯坏了`)
const last = () => village.said('g4').at(-1) ?? ''

it('a typed return without a reason asks for one instead of making one up', async () => {
  const { ticket } = await lamp()
  await village.says(wang, `退单 ${short(ticket)}`)
  expect((await village.now(ticket)).state).toBe('assigned')
  expect(last()).toContain('要说理由')
  expect(village.card('g4', ticket)?.labels).toContain('说不清楚')
  await village.press(wang, 'g4', ticket, '说不清楚')
  expect((await village.events(ticket)).at(-1)).toMatchObject({
    kind: 'returned',
    data: { reason: 'unclear' },
  })
})

it('the verb of an order that answers a card is obeyed and not shown to the resident', async () => {
  const { person, ticket } = await lamp()
  const reply = (words: string) => village.says(wang, words, village.card('g4', ticket)?.externalId)
  await reply('接单')
  expect((await village.now(ticket)).state).toBe('accepted')
  await reply('问 几楼的灯？')
  await person.hears('王师傅想问您：几楼的灯？')
  await village.says(person, '三楼')
  await reply('我来 看看就到')
  await person.hears('王师傅说：我来 看看就到')
  await reply('办结 换了灯泡')
  await village.settled()
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', outcome: 'fixed' })
  await person.hears(/已经处理好了：换了灯泡/)
  expect(heard(person).join()).not.toContain('办结')
})

it('every verb of a group may answer a card without its number', async () => {
  const expected: [string, string | null][] = [
    ['退单 不在本网格', 'returned'],
    ['备注 已约明天', 'noted'],
    ['督办', 'supervised'],
    ['联席 换新灯具', 'meeting_called'],
    ['吹哨 城管：联合', 'whistled'],
    ['转 吴大姐', 'transferred'],
    ['Note: come tomorrow', 'noted'],
    ['办结换了灯泡', 'resolved'],
    ['查', null],
  ]
  for (const [words, kind] of expected) {
    const { ticket } = await lamp()
    const before = (await village.events(ticket)).length
    const wu = village.context.directory.current().memberById.get(ticket.ownerId ?? '')?.name === '吴大姐'
    await village.says(
      wang,
      wu ? words.replace('吴大姐', '王师傅') : words,
      village.card('g4', ticket)?.externalId,
    )
    const events = (await village.events(ticket)).slice(before).map(each => each.kind)
    expect([words, events[0] ?? null]).toEqual([words, kind])
    const said = JSON.stringify((await village.events(ticket)).slice(before).map(({ data }) => data))
    expect(said).not.toMatch(/退单|备注|联席 |吹哨|办结|Note/)
  }
})

it('an unknown command is no ticket, and a danger in it is heard', async () => {
  const person = village.resident('打命令的')
  const tickets = async () =>
    (
      await village.db.pool.query(
        "SELECT t.id FROM ticket t JOIN identity i ON i.resident_id = t.resident_id WHERE i.external_id = '打命令的'",
      )
    ).rowCount
  for (const words of ['/test', '/settings@linli_bot', '/stop now', '／test', '/status 3号楼灯坏了']) {
    await village.says(person, words)
    expect([words, heard(person).at(-1)]).toEqual([words, expect.stringContaining('直接说什么事')])
  }
  expect(await tickets()).toBe(0)
  await village.says(person, '/test 状元府3号楼着火了')
  expect(await tickets()).toBe(1)
})

it('several numbers behind 接 are each taken and answered; behind another verb nothing is done, and it says so', async () => {
  const [one, two] = [await lamp(), await lamp()]
  await village.says(wang, `接 ${short(one.ticket)} ${short(two.ticket)}、9876`)
  expect((await village.now(one.ticket)).state).toBe('accepted')
  expect((await village.now(two.ticket)).state).toBe('accepted')
  expect(village.said('g4').slice(-1)).toEqual([expect.stringContaining('没找到工单 9876')])
  await village.says(wang, `接 9876 ${short(one.ticket)}`)
  expect(village.said('g4').slice(-2).join()).toMatch(/已接单|已经|不能/)
  expect(village.said('g4').slice(-2).join()).toContain('没找到工单 9876')
  await village.says(wang, `办结 ${short(one.ticket)} ${short(two.ticket)} 换了灯泡`)
  expect(last()).toContain('一条消息只能这样办一件')
  expect((await village.now(one.ticket)).state).toBe('accepted')
  await village.says(wang, `办结 ${short(one.ticket)} 1302室门口换了灯泡`)
  expect((await village.now(one.ticket)).state).toBe('resolved')
})

it('a binding code in private and an invitation in a group are told where they belong', async () => {
  const person = village.resident('拿着绑定码的')
  await village.says(person, '绑定 ABCDE23456')
  await village.says(person, '/bind ABCDE23456')
  expect(heard(person).filter(text => text.includes('绑定码要发到工作群里'))).toHaveLength(2)
  await village.says(wang, '/join ABCDE23456')
  expect(last()).toContain('私聊')
})

it('no card has more buttons than a channel takes, however large the organisation; the likeliest come first', async () => {
  const { ticket } = await lamp()
  const { pool } = village.db
  const { rows } = await pool.query<{ id: string; community: string }>(
    "SELECT id, community_id AS community FROM grid WHERE code = 'g4'",
  )
  const { id: grid, community } = rows[0] as { id: string; community: string }
  for (let each = 0; each < 150; each++) {
    await pool.query(
      'INSERT INTO grid (id, code, name_zh, name_en, community_id) VALUES ($1, $2, $3, $3, $4)',
      [newId(), `big${each}`, `大${each}网格`, community],
    )
    await pool.query(
      "INSERT INTO unit (id, code, kind, name_zh, name_en, responsibilities) VALUES ($1, $2, 'department', $3, $3, '{}')",
      [newId(), `unit${each}`, `第${each}局`],
    )
    await pool.query("INSERT INTO member (id, name, role, grid_id) VALUES ($1, $2, 'grid_worker', $3)", [
      newId(),
      `同事${each}`,
      grid,
    ])
  }
  await village.context.directory.reload()
  const rendering = village.context.turn.rendering()
  const group = rendering.org.workGroups.find(each => each.kind === 'duty')
  const facts = {
    ticket: await village.now(ticket),
    group,
    events: await historyOf(pool, ticket.id),
  } as unknown as CardFacts
  const communityCode = rendering.org.communities.find(({ id }) => id === community)?.code ?? ''
  const reach = (menu: Menu, argument: string): string[] => {
    const labels: string[] = []
    for (let next: string | undefined = argument, pages = 0; next !== undefined && pages < 20; pages++) {
      const buttons: Button[] = menuButtons(rendering, facts, openedBy(menu, next)).flat()
      expect([menu, next, buttons.length < MOST_BUTTONS]).toEqual([menu, next, true])
      labels.push(...buttons.map(({ label }) => label))
      const turn: string | undefined = buttons
        .find(({ label }) => label.endsWith('▶'))
        ?.action.split(':')
        .at(-1)
      next = turn && (menu === 'whistle' ? `${argument},${turn}` : turn)
    }
    return labels
  }
  for (const menu of MENUS) reach(menu, '')
  const grids = reach('grid', communityCode)
  expect(grids[0]).toBe('第4网格')
  expect(grids.filter(label => label.startsWith('大'))).toHaveLength(150)
  expect(reach('whistle', '*').filter(label => /第\d+局/.test(label))).toHaveLength(150)
  expect(reach('transfer', '').filter(label => label.startsWith('同事'))).toHaveLength(150)
})

it('an order that lacks its number or what it is about is answered with what is missing; talk is not answered', async () => {
  const { ticket } = await lamp()
  const number = short(ticket)
  const answered = async (words: string) => {
    const before = village.said('g4').length
    await village.says(wang, words)
    return village.said('g4').slice(before)
  }
  for (const words of [
    '接',
    '接 00',
    '@邻里 接单',
    '办结',
    '办结 12',
    '退单',
    '转 00',
    '转 9',
    '/accept',
    '/transfer 12',
  ])
    expect([words, await answered(words)]).toEqual([words, [expect.stringContaining('还差工单号')]])
  for (const word of ['转', '备注', '问', '联席', '议定', '并', '评'])
    expect([word, await answered(`${word} ${number}`)]).toEqual([
      word,
      [expect.stringMatching(new RegExp(`还没办.*${word} ${number} \\S`))],
    ])
  expect(await answered('转 0042')).toEqual(['没找到工单 0042。'])
  for (const talk of [
    '我来',
    '到了',
    '转',
    '看 12',
    '完成 80',
    '到了 3',
    '接 3 个人',
    '办结了吗',
    '接我一下',
    '转 10 块',
    '问 12 栋的人',
    'done',
    'take 5',
    'note 2026',
    'meeting 1400',
    '接 13800138000',
    '开会 1400',
    '接 00 和 3 号楼的人',
  ])
    expect([talk, await answered(talk)]).toEqual([talk, []])
  const stranger = { ...(await village.worker('g4', '李师傅')) }
  await village.organise(`UPDATE member SET active = false WHERE name = '李师傅'`)
  const before = village.said('g4').length
  await village.says(stranger, '接')
  expect(village.said('g4').slice(before)).toEqual([])
  await village.organise(`UPDATE member SET active = true WHERE name = '李师傅'`)
})
