import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTown, type Town } from '../../testing/town.ts'
import { type ChatNews, DeliveryError, type OutboundContent } from '../../domain/message.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 60_000)
afterAll(() => town.close())

const tell = (news: { chat: string } & Omit<Extract<ChatNews, { what: string }>, 'channel'> & object) =>
  town.context.notice({ channel: 'local', ...news } as ChatNews)
const conversation = async (chat: string) => {
  const { rows } = await town.db.pool.query<{ id: string; reachable: boolean; work_group_id: string | null }>(
    "SELECT id, reachable, work_group_id FROM conversation WHERE channel = 'local' AND external_id = $1",
    [chat],
  )
  return rows[0]
}
const texts = (chat: string) =>
  town.channel.shows(chat).map(({ content }: { content: OutboundContent }) => content.text)

it('a work group that moves keeps its binding and its tickets, whose cards hang there anew', async () => {
  await town.resident('搬家的王大妈').says('状元府3号楼2单元楼道灯坏了')
  const wang = await town.worker('g4')
  const chat = 'group:g4'
  await wang.hears('楼道灯坏了')
  await town.settled()
  const before = await conversation(chat)
  const { rows } = await town.db.pool.query<{ number: string; from: string }>(
    `SELECT t.number, i.external_id AS from FROM ticket t, identity i JOIN member m ON m.id = i.member_id WHERE m.name = $1`,
    [wang.name],
  )
  const { number = '', from = '' } = rows[0] ?? {}

  // A message arrived in the new chat before the move was known: a stray chat, which is taken in.
  await town.channel.hear({ from, chat: `new ${chat}`, content: { kind: 'text', text: '大家好' } })
  await town.settled()
  for (let twice = 0; twice < 2; twice++) await tell({ what: 'moved', chat, to: `new ${chat}` } as never)

  expect(await conversation(chat)).toBeUndefined()
  expect(await conversation(`new ${chat}`)).toEqual(before)
  await town.channel.hear({
    from,
    chat: `new ${chat}`,
    content: { kind: 'action', action: `accept:${number}` },
  })
  await town.settled()
  const { rows: now } = await town.db.pool.query<{ state: string }>(
    'SELECT state FROM ticket WHERE number = $1',
    [number],
  )
  expect(now[0]?.state).toBe('accepted')
  expect(texts(`new ${chat}`).join()).toContain(number.slice(-4))
})

it('what came up while we were shut out of a work group hangs there once we are let in', async () => {
  town.channel.fault = ({ chat }) => {
    if (chat === 'group:g5') throw new DeliveryError('no right to speak', { retry: false, chatGone: true })
  }
  const { rows: places } = await town.db.pool.query<{ name: string; building: number | null }>(
    "SELECT p.name_zh AS name, p.building_from AS building FROM place p JOIN grid g ON g.id = p.grid_id WHERE g.code = 'g5' ORDER BY p.id LIMIT 1",
  )
  await town.resident('被挡的赵大爷').says(`${places[0]?.name}${places[0]?.building ?? 1}号楼垃圾没人收`)
  await town.settled()
  expect(texts('group:g5')).toEqual([])
  town.channel.fault = null
  await tell({ what: 'joined', kind: 'group', chat: 'group:g5' } as never)
  await town.settled()
  expect(texts('group:g5')).toEqual([expect.stringContaining('垃圾没人收')])
})

it('whoever blocks us gets nothing more, topics of a group included, until they let us in', async () => {
  const chat = '-4242'
  for (const each of [chat, `${chat}:7`, `${chat}7`])
    await town.channel.hear({ from: 'x', chat: each, content: { kind: 'text', text: '/help' } })
  await town.settled()
  await tell({ what: 'left', chat } as never)
  const reachable = async () =>
    Promise.all([chat, `${chat}:7`, `${chat}7`].map(async each => (await conversation(each))?.reachable))
  expect(await reachable()).toEqual([false, false, true])
  await tell({ what: 'joined', kind: 'group', chat } as never)
  expect(await reachable()).toEqual([true, true, true])
})

it('whoever blocks us is out of reach on the card, as long as they do', async () => {
  const chat = '退群的钱大妈'
  await town.resident(chat).says('状元府6号楼楼道灯坏了')
  const card = () => town.channel.shows('new group:g4').at(-1)?.content.text
  await vi.waitFor(() => expect(card()).toContain('6号楼'), 5_000)
  await tell({ what: 'left', chat } as never)
  await vi.waitFor(() => expect(card()).toContain('📵 居民收不到消息了'), 5_000)
  await tell({ what: 'joined', kind: 'private', chat } as never)
  await vi.waitFor(() => expect(card()).not.toContain('📵'), 5_000)
})

it('a group that we are added to is told once how it is bound', async () => {
  for (let twice = 0; twice < 2; twice++)
    await tell({ what: 'joined', kind: 'group', chat: '-5151' } as never)
  await town.settled()
  expect(texts('-5151')).toEqual([expect.stringContaining('/bind')])
})

it('in the language of whoever added us', async () => {
  await tell({ what: 'joined', kind: 'group', chat: '-5252', language: 'en' } as never)
  await town.settled()
  expect(texts('-5252')).toEqual([expect.stringContaining('This group is not bound yet')])
  // A wrong code is answered in the sender's language.
  const say = (text: string, language: 'en' | 'zh-CN') =>
    town.channel.hear({ from: language, chat: '-5252', content: { kind: 'text', text }, language })
  await say('/bind ABC234', 'en')
  await town.settled()
  expect(texts('-5252').at(-1)).toContain('That code is wrong')
  await say('绑定 ABC234', 'zh-CN')
  await town.settled()
  expect(texts('-5252').at(-1)).toContain('绑定码不对')
})

it.each([
  ['en', /Hello|Linli/],
  ['zh-CN', /您好，我是邻里/],
] as const)('/start is answered in %s, as their telephone says', async (language, welcome) => {
  await town.resident(`starter ${language}`, language).says('/start')
  await town.settled()
  expect(texts(`starter ${language}`).join()).toMatch(welcome)
})

it('a work group that loses us: the duty officers above it hear of it, once', async () => {
  for (let twice = 0; twice < 2; twice++) await tell({ what: 'left', chat: 'group:g5' } as never)
  await town.settled()
  const said = (await dutyChats()).flatMap(chat => texts(chat).filter(text => text.startsWith('📵')))
  expect(said).toEqual([expect.stringContaining('第5网格工作群')])
})

it('the chats of whoever was forgotten are left as they are, whatever happens to the account', async () => {
  const chat = '777001'
  for (const text of ['状元府4号楼楼道灯坏了', '删除我的信息', '确认删除']) {
    await town.resident(chat).says(text)
    await town.settled()
  }
  const erased = async () => {
    const { rows } = await town.db.pool.query(
      "SELECT id, external_id, reachable, erase_at FROM conversation WHERE external_id LIKE 'erased:%' ORDER BY id",
    )
    return rows
  }
  const before = await erased()
  expect(before).toHaveLength(1)
  const said = texts(chat).length
  // What erased chats are called begins as topics of a chat of that name would.
  for (const each of [chat, 'erased']) {
    await tell({ what: 'left', chat: each } as never)
    await tell({ what: 'joined', kind: 'private', chat: each } as never)
    await tell({ what: 'moved', chat: each, to: `-100${chat}` } as never)
  }
  await town.settled()
  expect(await erased()).toEqual(before)
  expect(texts(chat)).toHaveLength(said)
})

async function dutyChats(): Promise<string[]> {
  const { rows } = await town.db.pool.query<{ external_id: string }>(
    "SELECT c.external_id FROM conversation c JOIN work_group w ON w.id = c.work_group_id WHERE w.kind = 'duty' AND c.channel = 'local'",
  )
  return rows.map(({ external_id: chat }) => chat)
}

it('a resident who unblocks the bot hears what they missed, once, in one message', async () => {
  const ann = town.resident('解封的人')
  await ann.says('状元府8号楼2单元楼道灯坏了')
  await ann.says('状元府7号楼的垃圾没人收')
  await town.settled()
  const { rows } = await town.db.pool.query<{ number: string; id: string }>(
    `SELECT t.number, t.id FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = '解封的人' ORDER BY t.number`,
  )
  const numbers = rows.map(({ number }) => number.slice(-4))
  expect(numbers).toHaveLength(2)
  await tell({ what: 'left', chat: '解封的人' } as never)
  const wang = await town.worker('g4')
  const from = `member:${(await town.db.pool.query<{ id: string }>('SELECT id FROM member WHERE name = $1', [wang.name])).rows[0]?.id}`
  for (const number of numbers) {
    for (const text of [`接 ${number}`, `办结 ${number} 已处理好${number}`])
      await town.channel.hear({ from, chat: workChat(), content: { kind: 'text', text } })
    await town.settled()
  }
  const before = texts('解封的人').length
  for (let twice = 0; twice < 2; twice++)
    await tell({ what: 'joined', kind: 'private', chat: '解封的人' } as never)
  await town.settled()
  const told = texts('解封的人').slice(before)
  expect(told).toHaveLength(1)
  for (const number of numbers) expect(told[0]).toContain(number)
  await ann.says('帮助')
  await town.settled()
  expect(
    texts('解封的人')
      .slice(before + 1)
      .join(),
  ).not.toContain('收不到消息')
})

/** The group of grid 4 has moved in this file. */
const workChat = () => 'new group:g4'
