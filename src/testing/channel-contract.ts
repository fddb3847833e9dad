/**
 * What every channel owes Linli. A channel passes these tests or it is none:
 *
 *     channelContract('telegram', makeHarness)
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Button, Channel, InboundMessage, OutboundMessage, Receive } from '../domain/message.ts'

export type TestMessage =
  | { kind: 'text'; text: string }
  | { kind: 'action'; action: string }
  | { kind: 'location'; latitude: number; longitude: number }

/** A message as a person sees it now. */
export interface Seen {
  chat: string
  externalId: string
  text: string
  buttons: Button[][]
}

/** `gone`: the bot cannot be blocked or removed, so a chat never ends. */
type Lacking = 'location' | 'edit' | 'buttons' | 'gone'

/** The platform around one channel, and one person on it. */
export interface ChannelHarness {
  /** Fresh, not started. */
  channel: Channel
  /** External id of the private chat in which the person speaks, and can be spoken to. */
  chat: string
  /**
   * The person says something. The harness plays the whole platform, patience included: what the channel does
   * not acknowledge is handed over again, as the real one would. The same `key` twice is the same message twice.
   */
  hear(said: TestMessage, key: string): Promise<void> | void
  /** What people see, oldest first. */
  delivered(): Seen[]
  /** From now on nothing can arrive in that chat, ever. */
  breakChat(chat: string): Promise<void> | void
  /** After the test, once the channel has stopped. */
  close?(): Promise<void> | void
  /** What the platform cannot do; those tests are left out. */
  lacks?: readonly Lacking[]
}

export function channelContract(
  name: string,
  makeHarness: () => Promise<ChannelHarness> | ChannelHarness,
): void {
  describe(`${name} keeps the channel contract`, () => {
    let harness: ChannelHarness
    let heard: InboundMessage[]
    let started: boolean

    beforeEach(async () => {
      harness = await makeHarness()
      heard = []
      started = false
    })

    afterEach(async () => {
      if (started) await harness.channel.stop()
      await harness.close?.()
    })

    const receive: Receive = async message => {
      const fresh = !heard.some(each => each.externalId === message.externalId)
      heard.push(message)
      return { id: String(heard.length), conversationId: 'c', fresh }
    }
    const start = async (how: Receive = receive) => {
      started = true
      await harness.channel.start(how)
    }
    const hears = (count: number) => vi.waitFor(() => expect(heard).toHaveLength(count), 5_000)
    const send = (content: OutboundMessage['content'], more: Partial<OutboundMessage> = {}) =>
      harness.channel.send({ id: crypto.randomUUID(), chat: harness.chat, content, ...more })
    const missing = (what: Lacking) => harness.lacks?.includes(what) ?? false

    test('a text is heard once, with all its ids', async () => {
      await start()
      await harness.hear({ kind: 'text', text: '楼道灯坏了 💡' }, 'first')
      await hears(1)
      expect(heard[0]).toMatchObject({
        channel: harness.channel.name,
        externalId: expect.stringMatching(/./),
        chat: { externalId: harness.chat, kind: 'private' },
        sender: { externalId: expect.stringMatching(/./) },
        content: { kind: 'text', text: '楼道灯坏了 💡' },
      })
    })

    test('two messages with the same words are two messages', async () => {
      await start()
      await harness.hear({ kind: 'text', text: '快来' }, 'first')
      await harness.hear({ kind: 'text', text: '快来' }, 'second')
      await hears(2)
      expect(heard[0]?.externalId).not.toBe(heard[1]?.externalId)
    })

    test('a message that is handed over again has the same external id', async () => {
      await start()
      await harness.hear({ kind: 'text', text: '下水道堵了' }, 'same')
      await hears(1)
      await harness.hear({ kind: 'text', text: '下水道堵了' }, 'same')
      await harness.hear({ kind: 'text', text: '在3号楼' }, 'next')
      await vi.waitFor(() => expect(heard.at(-1)?.content).toMatchObject({ text: '在3号楼' }), 5_000)
      // A platform may also keep the copy to itself; it must not turn it into another message.
      expect(new Set(heard.map(each => each.externalId)).size).toBe(2)
    })

    test('messages are heard in the order in which they were said', async () => {
      await start()
      for (let n = 0; n < 10; n++) await harness.hear({ kind: 'text', text: `第${n}句` }, `key-${n}`)
      await hears(10)
      expect(heard.map(each => each.content)).toMatchObject(
        [...Array(10)].map((_, n) => ({ text: `第${n}句` })),
      )
    })

    test('a button is heard as its action', async context => {
      if (missing('buttons')) context.skip()
      await start()
      await harness.hear({ kind: 'action', action: 'accept:20261120-0231' }, 'press')
      await hears(1)
      expect(heard[0]?.content).toEqual({ kind: 'action', action: 'accept:20261120-0231' })
    })

    test('a location is heard as coordinates', async context => {
      if (missing('location')) context.skip()
      await start()
      await harness.hear({ kind: 'location', latitude: 39.9087, longitude: 116.3975 }, 'here')
      await hears(1)
      expect(heard[0]?.content).toEqual({ kind: 'location', latitude: 39.9087, longitude: 116.3975 })
    })

    test('a commit that fails once loses nothing', async () => {
      let failures = 0
      await start(async message => {
        if (failures++ === 0) throw new Error('the database is away')
        return receive(message)
      })
      await harness.hear({ kind: 'text', text: '电梯困人' }, 'first')
      await harness.hear({ kind: 'text', text: '快' }, 'second')
      await hears(2)
      expect(heard.map(each => each.content)).toMatchObject([{ text: '电梯困人' }, { text: '快' }])
    })

    test('a message arrives, with an id of its own', async () => {
      await start()
      const one = await send({ text: '收到，工单 1120-0231。' })
      const two = await send({ text: '收到，工单 1120-0231。' })
      expect(one.externalId).toMatch(/./)
      expect(one.externalId).not.toBe(two.externalId)
      expect(harness.delivered()).toMatchObject([
        { chat: harness.chat, externalId: one.externalId, text: '收到，工单 1120-0231。' },
        { chat: harness.chat, externalId: two.externalId },
      ])
    })

    test('buttons arrive in their rows', async context => {
      if (missing('buttons')) context.skip()
      await start()
      const buttons = [
        [{ label: '解决了', action: 'confirm:20261120-0231' }],
        [
          { label: '没解决', action: 'reopen:20261120-0231' },
          { label: '再说', action: 'more:20261120-0231' },
        ],
      ]
      await send({ text: '解决了吗？', buttons })
      expect(harness.delivered()[0]?.buttons).toEqual(buttons)
    })

    test('a card changes in place and keeps its id', async context => {
      if (missing('edit')) context.skip()
      await start()
      const card = await send({
        text: '🟡 0231',
        buttons: [[{ label: '接单', action: 'accept:20261120-0231' }]],
      })
      const changed = await send({ text: '🔵 0231 王师傅已接单' }, { replaces: card.externalId })
      expect(changed).toEqual(card)
      const again = await send({ text: '🔵 0231 王师傅已接单' }, { replaces: card.externalId })
      expect(again).toEqual(card)
      expect(harness.delivered()).toEqual([
        { chat: harness.chat, externalId: card.externalId, text: '🔵 0231 王师傅已接单', buttons: [] },
      ])
    })

    test('a chat that is gone fails for good', async context => {
      if (missing('gone')) context.skip()
      await start()
      await harness.breakChat(harness.chat)
      await expect(send({ text: '在吗' })).rejects.toMatchObject({ name: 'DeliveryError', retry: false })
    })

    test.each([
      ['markup', '<b>不是粗体</b> *不是* _斜体_ [a](b) `c` &amp; \\ {{x}} <script>alert(1)</script>'],
      ['emoji', '👨‍👩‍👧‍👦 🇨🇳 👍🏽 ✅ 𠮷野家'],
      ['lines', '第一行\n第二行\n\n第四行'],
    ])('%s arrives unharmed', async (_, text) => {
      await start()
      await send({ text })
      expect(harness.delivered()[0]?.text).toBe(text)
    })

    test('100,000 characters arrive whole, or in parts with nothing missing', async () => {
      await start()
      const sentence = '楼上漏水，已经三天了👨‍👩‍👧。请派人来看看！\n'
      const text = sentence.repeat(Math.ceil(100_000 / sentence.length))
      const buttons = missing('buttons') ? [] : [[{ label: '催一下', action: 'urge:-' }]]
      const { externalId } = await send({ text, buttons })
      const seen = harness.delivered()
      const bare = (words: string) => words.replace(/\s/gu, '')
      expect(bare(seen.map(each => each.text).join('')) === bare(text)).toBe(true)
      for (const part of seen) expect(part.text).not.toMatch(/^\u200d|\u200d$|\p{Surrogate}/u)
      expect(seen.at(-1)?.externalId).toBe(externalId)
      expect(seen.map(each => each.buttons.length)).toEqual([...seen.slice(1).map(() => 0), buttons.length])
    }, 20_000)
  })
}
