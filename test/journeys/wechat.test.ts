/** A ticket's life on WeChat: numbers for buttons, quotes for replies, lines for edits. Turns are taken by hand. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { invite } from '../../src/conversation/membership.ts'
import { takeTurn } from '../../src/conversation/take-turn.ts'
import { createChatMemory } from '../../src/gateway/wechat/chat-memory.ts'
import {
  hasWechaty,
  type InProcess,
  inProcess,
  loggedIn,
  type MockContact,
  type MockRoom,
} from '../../src/gateway/wechat/testing/mock-wechat.ts'
import { MESSAGE } from '../../src/gateway/wechat/wechaty.ts'
import { newId } from '../../src/ids.ts'
import { deliver } from '../../src/notify/deliver.ts'
import { createTown, type Town } from '../../src/testing/town.ts'

describe.skipIf(!hasWechaty())('on WeChat', () => {
  let town: Town
  let world: InProcess
  let ann: MockContact
  let wang: MockContact
  let room: MockRoom

  beforeAll(async () => {
    town = await createTown({ withoutProcessors: true })
    world = await inProcess({ memory: createChatMemory(town.db.pool) })
    const { mocker, me } = world.wechat
    ann = mocker.createContact({ name: '陈阿姨' })
    wang = mocker.createContact({ name: '王师傅' })
    room = mocker.createRoom({ topic: '第四网格', memberIdList: [me.id, wang.id] })
    town.context.channels.set('wechat', world.channel)
    await loggedIn(world).start(town.context.receive)
    const { pool } = town.db
    await pool.query(
      `INSERT INTO conversation (id, channel, external_id, kind, work_group_id)
       SELECT $1, 'wechat', $2, 'group', w.id FROM work_group w JOIN grid g ON g.id = w.grid_id WHERE g.code = 'g4'`,
      [newId(), room.id],
    )
    await pool.query(
      `INSERT INTO identity (id, channel, external_id, name, member_id)
       SELECT $1, 'wechat', $2, '王师傅', m.id FROM member m JOIN grid g ON g.id = m.grid_id
       WHERE g.code = 'g4' AND m.role = 'grid_worker' ORDER BY m.id LIMIT 1`,
      [newId(), wang.id],
    )
    await town.context.directory.reload()
  }, 90_000)
  afterAll(async () => {
    await world.channel.stop()
    await town.close()
  })

  /** Somebody says something, and Linli thinks about it. */
  async function heard(from: MockContact, where: MockContact | MockRoom, what: object): Promise<void> {
    const id = world.wechat.deliver(from, where, what)
    const conversation = await vi.waitFor(async () => {
      const { rows } = await town.db.pool.query<{ id: string }>(
        'SELECT conversation_id AS id FROM inbound_message WHERE external_id = $1',
        [id],
      )
      if (!rows[0]) throw new Error('not received')
      return rows[0].id
    }, 5_000)
    await takeTurn(town.context.turn, conversation)
  }

  /** @returns what the two chats show then that they did not show before. */
  async function delivered(): Promise<Shown> {
    const before = world.wechat.shown.length
    await deliver(town.context.delivery('wechat'))
    const shown = world.wechat.shown.slice(before)
    const of = (chat: string) =>
      shown
        .filter(each => each.chat === chat)
        .map(({ text }) => text)
        .join('\n---\n')
    return { resident: of(ann.id), group: of(room.id) }
  }

  async function says(from: MockContact, where: MockContact | MockRoom, what: object): Promise<Shown> {
    await heard(from, where, what)
    return delivered()
  }
  interface Shown {
    resident: string
    group: string
  }
  const resident = (text: string) => says(ann, world.wechat.me, { text })
  const worker = (text: string) => says(wang, room, { text })
  /** Somebody who typed a number at once would be asked which card they mean. */
  const later = () =>
    town.db.pool.query("UPDATE outbound_message SET sent_at = sent_at - interval '1 minute'")

  test('from the first words to the stars', async () => {
    const reported = await resident('状元府3号楼2单元楼道灯坏了')
    const number = /\d{4}-(\d{4})/.exec(reported.resident)?.[1] ?? ''
    expect(reported.resident).toMatch(/回复数字：1 \S+　2 \S+/)
    expect(reported.group).toContain(number)
    expect(reported.group).toMatch(/回复数字：1 接单/)
    await later()

    const accepted = await worker('1')
    expect(accepted.resident).toContain('已接单')
    expect(accepted.group).toContain(`🔵 ${number}`)
    expect(accepted.group).not.toContain('楼道灯坏了')

    const quoted = await worker(`「邻里：🔵 ${number} · 王师傅已接单」\n- - - - - - - - -\n下午两点来换`)
    expect(quoted.resident).toContain('下午两点来换')

    const resolved = await worker(`办结${number} 已更换灯泡`)
    expect(resolved.resident).toContain('已更换灯泡')
    const picture = await says(wang, room, { type: MESSAGE.image })
    expect(picture.group + picture.resident).toContain('照片')
    await later()

    const confirmed = await resident('解决了')
    expect(confirmed.resident).toMatch(/1 ★　2 ★★/)
    await later()
    expect((await resident('5')).resident).toContain('5 分')
  }, 60_000)

  test('a menu unfolds as numbers, and several changes are one line', async () => {
    const reported = await resident('状元府5号楼门口垃圾堆了好几天没人清')
    const number = /\d{4}-(\d{4})/.exec(reported.resident)?.[1] ?? 'no number'
    await later()
    const choice = (shown: Shown, label: string) =>
      new RegExp(`(\\d+) ${label}`).exec(shown.group)?.[1] ?? `no ${label}`

    const reasons = await worker(choice(reported, '退单'))
    expect(reasons.group).toContain(number)
    expect(reasons.group).toContain('回复数字')
    expect(reasons.group).not.toContain('垃圾堆了')
    await later()
    const folded = await worker(choice(reasons, '返回'))
    expect(choice(folded, '接单')).toBe('1')
    await later()

    await heard(wang, room, { text: `接${number}` })
    await heard(wang, room, { text: `备注 ${number} 已约环卫下午来` })
    const { group } = await delivered()
    expect(group.match(/🔵/gu)).toHaveLength(1)
    expect(group).toContain('已接单')
    expect(group).toContain('已约环卫下午来')
    expect(group).not.toContain('垃圾堆了')
  }, 60_000)

  test('a worker registers in Chinese words, and the help speaks of what WeChat has', async () => {
    const { rows } = await town.db.pool.query<{ id: string; name: string }>(
      "SELECT m.id, m.name FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = 'g5' ORDER BY m.id LIMIT 1",
    )
    const code = await invite(town.db.pool, { memberId: rows[0]?.id ?? '' })
    const li = world.wechat.mocker.createContact({ name: '小李' })
    const from = world.wechat.shown.length
    await says(li, world.wechat.me, { text: `加入${code.toLowerCase()}` })
    expect(world.wechat.shown[from]?.text).toContain(`${rows[0]?.name}，您好`)

    const { group } = await worker('@邻里\u2005帮助')
    expect(group).toContain('回复数字')
    expect(group).toContain('引用卡片＝答复居民')
    expect(group).not.toContain('按钮')
  })

  test('a number that nothing was offered for is what it says', async () => {
    await later()
    const { rows: before } = await town.db.pool.query('SELECT FROM ticket_event')
    await worker('9')
    const { rows: after } = await town.db.pool.query('SELECT FROM ticket_event')
    expect(after).toHaveLength(before.length)
  })
})
