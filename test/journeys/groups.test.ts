/** What is said in groups: only what belongs to a ticket is kept, and a group that is bound to nothing is not read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DeliveryError, type InboundContent } from '../../src/domain/message.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
let wang: Person
const asked: string[] = []
beforeAll(async () => {
  town = await createTown()
  wang = await town.worker('g4')
  const { fetch } = town.channel
  town.channel.fetch = async (file, most) => {
    asked.push(file)
    if (file.startsWith('too big'))
      throw new DeliveryError('file is too big', { retry: false, tooLarge: true })
    return (await fetch?.(file, most)) ?? new Uint8Array()
  }
}, 60_000)
afterAll(() => town.close())
beforeEach(() => {
  asked.length = 0
})

let count = 0
const photo = (file: string, over: Partial<InboundContent> = {}) =>
  ({ kind: 'attachment', what: 'photo', text: '', file, ...over }) as InboundContent
async function rowsOf(chat: string) {
  await town.settled()
  const { rows } = await town.db.pool.query<{ id: string; text: string; data: object; ticket: boolean }>(
    `SELECT m.external_id AS id, m.text, m.data, m.ticket_id IS NOT NULL AS ticket
     FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id WHERE c.external_id = $1 ORDER BY m.id`,
    [chat],
  )
  return rows
}
const everywhere = async (words: string) => {
  const { rows } = await town.db.pool.query<{ found: number }>(
    `SELECT (SELECT count(*) FROM inbound_message WHERE text LIKE $1 OR data::text LIKE $1)::int
       + (SELECT count(*) FROM attachment WHERE source LIKE $1 OR name LIKE $1)::int AS found`,
    [`%${words}%`],
  )
  return rows[0]?.found
}
async function ticket() {
  await town.resident(`居民${++count}`).says(`状元府${count}号楼楼道灯坏了`)
  await town.settled()
  const card = town.channel.shows('group:g4').findLast(({ content }) => content.card)
  return { card: card?.externalId ?? '', number: card?.content.card?.key.slice(-4) ?? '' }
}

describe('a group that is bound to nothing is not read', () => {
  const say = (content: InboundContent) => town.channel.hear({ from: '路人甲', chat: '业主闲聊群', content })

  test('nothing of its talk is stored, no photo is downloaded, nobody is told anything', async () => {
    await say({ kind: 'text', text: '今晚打麻将三缺一' })
    await say({ kind: 'text', text: '接 0001' })
    await say(photo('unbound photo'))
    await say(photo('too big unbound', { text: '看看这个' }))
    expect(await rowsOf('业主闲聊群')).toEqual([])
    expect(asked).toEqual([])
    expect(town.channel.shows('业主闲聊群')).toEqual([])
    const { rows } = await town.db.pool.query(
      "SELECT FROM identity WHERE external_id = '路人甲' UNION ALL SELECT FROM conversation WHERE external_id = '业主闲聊群'",
    )
    expect(rows).toEqual([])
  })

  test('its commands are heard: help says how to bind it, a code binds it, a personal code is made void', async () => {
    await say({ kind: 'text', text: '/help' })
    await town.settled()
    expect(town.channel.shows('业主闲聊群').at(-1)?.content.text).toContain('/bind')
    await say({ kind: 'text', text: '绑定 ABCDEF2345' })
    await town.settled()
    expect(town.channel.shows('业主闲聊群')).toHaveLength(2)
    await say({ kind: 'text', text: '/link ABCD-2345' })
    await town.settled()
    expect(town.channel.shows('业主闲聊群')).toHaveLength(3)
    // The codes themselves are no talk to keep, either.
    expect(await everywhere('2345')).toBe(0)
  })
})

describe('a work group keeps only what belongs to a ticket', () => {
  test('talk that is no order and no answer to a card loses its text when its turn is over', async () => {
    await ticket()
    const before = (await rowsOf('group:g4')).length
    await wang.says('老李家的孩子又逃学了，电话13800138000')
    await wang.says('接单 什么的，晚上再说')
    await wang.sends({ kind: 'location', latitude: 36.7, longitude: 119.1, text: '老李家门口' })
    const rows = (await rowsOf('group:g4')).slice(before)
    expect(rows).toMatchObject([
      { text: '', ticket: false },
      { text: '', ticket: false },
      { text: '', ticket: false },
    ])
    expect(await everywhere('老李')).toBe(0)
    expect(await everywhere('晚上再说')).toBe(0)
    expect(JSON.stringify(rows)).not.toContain('36.7')
    expect(rows.every(({ id }) => id.startsWith('member:'))).toBe(true)
  })

  test('a photo among colleagues is neither downloaded nor kept; one that answers a card is, and is shown', async () => {
    const { card } = await ticket()
    await wang.sends(photo('party photo', { name: '聚餐.jpg' } as object))
    await town.settled()
    expect(await everywhere('聚餐')).toBe(0)
    expect(await everywhere('party')).toBe(0)
    await wang.sends(photo('proof photo', { text: '换好了', replyTo: card } as object))
    await town.settled()
    expect(asked).toEqual(['proof photo'])
    const resident = town.channel.shows(`居民${count}`)
    await expect
      .poll(() => town.channel.shows(`居民${count}`).some(({ content }) => content.media))
      .toBe(true)
    expect(resident.length).toBeGreaterThan(0)
  })

  test('what was no order becomes one when it is changed, though its first words are gone', async () => {
    const { number } = await ticket()
    const hear = (text: string, edits?: string) =>
      town.context.receive({
        channel: 'local',
        externalId: edits ? `${edits}:edit-1` : 'typo',
        chat: { externalId: 'group:g4', kind: 'group' },
        sender: { externalId: wangId, name: wang.name },
        content: { kind: 'text', text },
        ...(edits && { edits }),
      })
    const wangId = (await rowsOf('group:g4')).at(-1)?.id.replace(/\/\d+$/, '') ?? ''
    await hear(`接丹 ${number}`)
    await town.settled()
    await hear(`接单 ${number}`, 'typo')
    await town.settled()
    expect(await hear(`接丹 ${number}`)).toMatchObject({ fresh: false })
    const { rows } = await town.db.pool.query('SELECT state FROM ticket WHERE number LIKE $1', [`%${number}`])
    expect(rows).toEqual([{ state: 'accepted' }])
  })
})

describe('a file that is too big is told as too big, once, only to residents', () => {
  test('a resident who sends three hears one sentence', async () => {
    const ann = town.resident('发大视频')
    for (const file of ['too big 1', 'too big 2', 'too big 3'])
      await ann.sends({ kind: 'attachment', what: 'video', text: '', file, album: 'a' })
    await ann.hears('超过 20 MB')
    await town.settled()
    expect(ann.sees().filter(({ text }) => text.includes('没能收下'))).toHaveLength(1)
  })

  test('a group hears nothing', async () => {
    const { card } = await ticket()
    const before = wang.sees().length
    await wang.sends(photo('too big proof', { text: '换好了', replyTo: card } as object))
    await town.settled()
    expect(asked).toContain('too big proof')
    expect(
      wang
        .sees()
        .slice(before)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('没能收下')
  })
})
