/** Edge cases of WeChat, on wechaty's own mock. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatNews, InboundMessage, OutboundMessage } from '../../domain/message.ts'
import { groupCommand, residentCommand } from '../../domain/command/parse-text.ts'
import { gcj02Of } from './gcj02.ts'
import type { ChatMemory } from './chat-memory.ts'
import {
  hasWechaty,
  type InProcess,
  inProcess,
  loggedIn,
  type MockContact,
  type MockRoom,
} from './testing/mock-wechat.ts'
import { FRIENDSHIP_RECEIVED, MESSAGE } from './wechaty.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

describe.skipIf(!hasWechaty())('WeChat', () => {
  let world: InProcess
  let heard: InboundMessage[]
  let ann: MockContact
  let wang: MockContact
  let room: MockRoom
  let memory: Partial<ChatMemory>
  let onReceive: () => void

  beforeEach(async () => {
    heard = []
    memory = {}
    onReceive = () => {}
    const asked: ChatMemory = {
      isWorkGroup: async chat => memory.isWorkGroup?.(chat) ?? true,
      offeredIn: async (chat, kind) => memory.offeredIn?.(chat, kind) ?? null,
      cardNumbered: async (chat, number) => memory.cardNumbered?.(chat, number) ?? null,
    }
    world = await inProcess({ memory: asked, readMedia: async () => PNG })
    const { mocker, me } = world.wechat
    ann = mocker.createContact({ name: 'Ann' })
    wang = mocker.createContact({ name: '王师傅' })
    room = mocker.createRoom({ topic: '第四网格', memberIdList: [me.id, wang.id] })
  })
  afterEach(() => world.channel.stop())

  const start = () =>
    loggedIn(world).start(async message => {
      onReceive()
      heard.push(message)
      return { id: '1', conversationId: 'c', fresh: true }
    })
  const hears = (count: number) => vi.waitFor(() => expect(heard).toHaveLength(count), 5_000)
  /** A later message of the same chat: when it is received, all earlier ones have been handled. */
  const hearsNothingFrom = async (from: MockContact, where: MockContact | MockRoom) => {
    memory = {}
    world.wechat.deliver(from, where, { text: '完' })
    await hears(1)
    expect(heard[0]?.content).toEqual({ kind: 'text', text: '完' })
  }
  const send = (chat: string, content: OutboundMessage['content'], more: Partial<OutboundMessage> = {}) =>
    world.channel.send({ id: crypto.randomUUID(), chat, content, ...more })
  const texts = () => world.wechat.shown.map(({ text }) => text)

  describe('hears', () => {
    test('what a person says in a private chat and in a room, by their own say()', async () => {
      await start()
      ann.say('楼道灯坏了').to(world.wechat.me)
      wang.say('@邻里 接 0231', [world.wechat.me]).to(room)
      await hears(2)
      expect(heard.find(({ chat }) => chat.kind === 'private')).toMatchObject({
        chat: { externalId: ann.id },
        sender: { externalId: ann.id, name: 'Ann' },
      })
      expect(heard.find(({ chat }) => chat.kind === 'group')).toMatchObject({
        chat: { externalId: room.id },
        sender: { externalId: wang.id, name: '王师傅' },
        content: { kind: 'text', text: '@邻里 接 0231' },
      })
    })

    test('who leaves a room: each of several, once, also while the database is away', async () => {
      const noticed: ChatNews[] = []
      let refuse = true
      await loggedIn(world).start(
        async message => {
          heard.push(message)
          return { id: '1', conversationId: 'c', fresh: true }
        },
        async news => {
          if (refuse) {
            refuse = false
            throw new Error('the database is away')
          }
          noticed.push(news)
        },
      )
      const leave = (...removeeIdList: string[]) =>
        world.wechat.puppet.emit('room-leave', { roomId: room.id, removeeIdList, timestamp: 0 })
      leave(ann.id)
      leave(wang.id, ann.id)
      ann.say('楼道灯坏了').to(world.wechat.me)
      await vi.waitFor(() => expect(noticed).toHaveLength(3), 5_000)
      const left = (who: string) => ({ channel: 'wechat', chat: room.id, what: 'person_left', who })
      expect(noticed).toEqual([left(ann.id), left(wang.id), left(ann.id)])
    })

    test('a picture, by an id with which its bytes are fetched', async () => {
      await start()
      ann.say(world.wechat.FileBox.fromBase64(PNG.toString('base64'), 'a.png')).to(world.wechat.me)
      await hears(1)
      const content = heard[0]?.content
      expect(content).toMatchObject({ kind: 'attachment', what: 'photo', text: '' })
      const file = content?.kind === 'attachment' ? content.file : ''
      expect(Buffer.from((await world.channel.fetch?.(file, 100)) ?? [])).toEqual(PNG)
      await expect(world.channel.fetch?.(file, 3)).rejects.toMatchObject({ retry: false })
      await expect(world.channel.fetch?.('nobody sent it', 100)).rejects.toMatchObject({ retry: false })
    })

    test.each([
      [MESSAGE.video, { kind: 'attachment', what: 'video', text: '' }],
      [MESSAGE.audio, { kind: 'attachment', what: 'voice', text: '' }],
      [MESSAGE.contact, { kind: 'unsupported', what: 'contact', text: '' }],
      [MESSAGE.emoticon, { kind: 'unsupported', what: 'sticker', text: '' }],
      [MESSAGE.miniProgram, { kind: 'unsupported', what: 'miniprogram' }],
    ])('type %i without its XML', async (type, content) => {
      await start()
      world.wechat.deliver(ann, world.wechat.me, { type, text: '<msg><img aeskey="x"/></msg>' })
      await hears(1)
      expect(heard[0]?.content).toMatchObject(content)
    })

    test('a document by its name', async () => {
      await start()
      world.wechat.deliver(ann, world.wechat.me, { type: MESSAGE.attachment, text: '物业合同.pdf' })
      await hears(1)
      expect(heard[0]?.content).toMatchObject({ what: 'file', name: '物业合同.pdf' })
    })

    test('a pin where it is, not where China’s maps show it', async () => {
      const shown = gcj02Of({ latitude: 39.9087, longitude: 116.3975 })
      world.wechat.puppet.messageLocation = async () => ({ ...shown, name: '天安门', address: '' })
      await start()
      world.wechat.deliver(ann, world.wechat.me, { type: MESSAGE.location, text: '<xml/>' })
      await hears(1)
      const content = heard[0]?.content
      expect(content).toMatchObject({ kind: 'location', text: '天安门' })
      expect(content?.kind === 'location' && content.latitude).toBeCloseTo(39.9087, 6)
    })

    test('its own words, official accounts and WeChat’s notices are nothing', async () => {
      const paper = world.wechat.mocker.createContact({ name: '日报', type: 2 })
      await start()
      world.wechat.deliver(world.wechat.me, room, { text: '我自己' })
      world.wechat.deliver(paper, room, { text: '订阅' })
      world.wechat.deliver(wang, room, { type: 13, text: '撤回了一条消息' })
      world.wechat.deliver(wang, room, { type: 0, text: '“王师傅”邀请你加入了群聊' })
      await hearsNothingFrom(wang, room)
    })

    test('what workers type, with mentions, full-width and without blanks, are orders', async () => {
      await start()
      const typed: [string, object | null][] = [
        ['接 0231', { verb: 'accept', number: '0231' }],
        ['接单0231', { verb: 'accept', number: '0231' }],
        ['@邻里 接 0231', { verb: 'accept', number: '0231' }],
        ['@邻里\u2005接单0231', { verb: 'accept', number: '0231' }],
        ['@邻里（社区 机器人）\u2005接　０２３１', { verb: 'accept', number: '0231' }],
        ['@李华\u2005@邻里\u2005 接 0231', { verb: 'accept', number: '0231' }],
        ['办结 0231 已更换灯泡', { verb: 'resolve', outcome: 'fixed', note: '已更换灯泡' }],
        ['＠邻里\u2005办结０２３１　已更换灯泡。', { verb: 'resolve', number: '0231', note: '已更换灯泡' }],
        ['退单 0231 不在本网格', { verb: 'return', reason: 'other_grid' }],
        ['吹哨 0231 城管 水务', { verb: 'whistle', units: '城管 水务' }],
        ['@邻里\u2005吹哨0231城管、水务：占道经营', { units: '城管、水务', note: '占道经营' }],
        ['查 0231', { verb: 'show', number: '0231' }],
        ['@邻里\u2005我的', { verb: 'mine' }],
        ['我的。', { verb: 'mine' }],
        ['转 0231 @李华\u2005', { verb: 'transfer', to: '李华' }],
        ['@李华\u2005你看下这个', null],
      ]
      for (const [text] of typed) world.wechat.deliver(wang, room, { text })
      await hears(typed.length)
      const orders = heard.map(({ content }) => (content.kind === 'text' ? groupCommand(content.text) : null))
      for (const [index, [, order]] of typed.entries())
        if (order) expect(orders[index]).toMatchObject(order)
        else expect(orders[index]).toBeNull()
    })

    test('and what residents type in private', async () => {
      await start()
      const typed: [string, object][] = [
        ['催', { verb: 'urge', number: null }],
        ['催　０２３１', { verb: 'urge', number: '0231' }],
        ['我的', { verb: 'mine' }],
        ['加入ＡＢＣ１２３', { verb: 'join', code: 'ABC123' }],
      ]
      for (const [text] of typed) world.wechat.deliver(ann, world.wechat.me, { text })
      await hears(typed.length)
      expect(
        heard.map(({ content }) => (content.kind === 'text' ? residentCommand(content.text) : null)),
      ).toMatchObject(typed.map(([, order]) => order))
    })

    test('a room that is no work group is ignored, until a command addresses us', async () => {
      await start()
      memory.isWorkGroup = async () => false
      world.wechat.deliver(wang, room, { text: '晚上吃什么' })
      world.wechat.deliver(wang, room, { type: MESSAGE.image })
      world.wechat.deliver(wang, room, { text: '/bind ABC123' })
      world.wechat.deliver(wang, room, { text: '@邻里\u2005绑定ABC123' })
      world.wechat.deliver(wang, room, { text: '绑定微信怎么弄' })
      world.wechat.deliver(wang, room, { text: '@邻里\u2005在吗', mentionIdList: [world.wechat.me.id] })
      await hears(3)
      expect(heard.map(({ content }) => content)).toMatchObject([
        { text: '/bind ABC123' },
        { text: '@邻里\u2005绑定ABC123' },
        { text: '@邻里\u2005在吗' },
      ])
    })

    test('a number is the button that it stood for', async () => {
      const buttons = [[{ label: '接单', action: 'accept:20261120-0231' }]]
      memory.offeredIn = async () => ({ buttons, hasty: false })
      await start()
      world.wechat.deliver(wang, room, { text: '１' })
      await hears(1)
      expect(heard[0]?.content).toEqual({ kind: 'action', action: 'accept:20261120-0231', label: '接单' })
    })

    test('a number just as another card came presses nothing and is asked about', async () => {
      const buttons = [[{ label: '接单', action: 'accept:20261120-0231' }]]
      memory.offeredIn = async () => ({ buttons, hasty: true })
      await start()
      world.wechat.deliver(wang, room, { text: '1' })
      await hears(1)
      expect(heard[0]?.content).toEqual({ kind: 'text', text: '1' })
      await vi.waitFor(() => expect(texts().join()).toContain('接单 0231'))
    })

    test('a quoted card is the one that is answered; a quoted colleague is not', async () => {
      memory.cardNumbered = async (_, number) => `card ${number}`
      await start()
      const quote = (name: string) => `「${name}：🟡 0231 · 路灯」\n- - - - - - - - -\n已约下午`
      world.wechat.deliver(wang, room, { text: quote('邻里') })
      world.wechat.deliver(wang, room, { text: quote('李师傅') })
      await hears(2)
      expect(heard.map(({ content }) => content)).toEqual([
        { kind: 'text', text: '已约下午', replyTo: 'card 0231' },
        { kind: 'text', text: '已约下午' },
      ])
    })

    test('the first message is received first, however long WeChat thinks about it', async () => {
      await start()
      const { Message } = world.wechat.bot
      const { find } = Message
      let first = true
      Message.find = async query => {
        if (first) {
          first = false
          await new Promise(resolve => setTimeout(resolve, 20))
          throw new Error('network')
        }
        return find.call(Message, query)
      }
      world.wechat.deliver(ann, world.wechat.me, { text: '一' })
      world.wechat.deliver(ann, world.wechat.me, { text: '二' })
      await hears(2)
      expect(heard.map(({ content }) => content)).toMatchObject([{ text: '一' }, { text: '二' }])
    })

    test('a message that cannot be read is left out, says so, and delays no other', async () => {
      await start()
      world.wechat.puppet.emit('message', { messageId: 'no such' })
      ann.say('还在吗').to(world.wechat.me)
      await hears(1)
      expect(world.said.join()).toContain('left out')
    })

    test('a store that is away in one chat keeps no other waiting, and loses nothing', async () => {
      let failures = 3
      onReceive = () => {
        if (failures-- > 0) throw new Error('away')
      }
      await start()
      ann.say('一').to(world.wechat.me)
      wang.say('二').to(room)
      await hears(2)
      expect(world.said.join()).toContain('kept and tried again')
    })

    test('a resident who asks to be a contact is accepted after a while', async () => {
      await start()
      const accepted: number[] = []
      const accept = async () => void accepted.push(world.time.now())
      const emitter = world.wechat.bot as unknown as { emit(event: string, payload: object): void }
      const before = world.time.now()
      emitter.emit('friendship', { type: () => FRIENDSHIP_RECEIVED, accept })
      emitter.emit('friendship', {
        type: () => FRIENDSHIP_RECEIVED,
        accept: () => Promise.reject(new Error('no')),
      })
      emitter.emit('friendship', { type: () => FRIENDSHIP_RECEIVED, accept })
      await vi.waitFor(() => expect(accepted).toHaveLength(2))
      expect((accepted[0] ?? 0) - before).toBeGreaterThan(10_000)
      expect(world.said.join()).toContain('Accept them on the telephone')
    })
  })

  describe('speaks', () => {
    const card = {
      text: '🟡 0231 · 路灯\n“灯不亮”\n→ 王师傅',
      buttons: [[{ label: '接单', action: 'accept:20261120-0231' }]],
      card: { key: '20261120-0231', open: true, urgent: false },
    }

    test('a card with numbers, then a line with what changed', async () => {
      await start()
      const { externalId } = await send(room.id, card)
      const changed = { ...card, text: '🔵 0231 · 路灯\n“灯不亮”\n王师傅已接单', buttons: [] }
      const next = await send(room.id, changed, { replaces: externalId, replaced: card })
      expect(next.externalId).not.toBe(externalId)
      expect(texts()).toEqual([`${card.text}\n回复数字：1 接单`, '🔵 0231 · 王师傅已接单'])
    })

    test('nothing at all when nothing is new: the card keeps its id', async () => {
      await start()
      const { externalId } = await send(room.id, card)
      const same = await send(room.id, { ...card, buttons: [] }, { replaces: externalId, replaced: card })
      expect(same).toEqual({ externalId })
      expect(texts()).toHaveLength(1)
    })

    test('the worker’s telephone rings, under the name that the room knows', async () => {
      world.wechat.puppet.roomMemberPayload = async () => ({ name: '王师傅', roomAlias: '第四网格-王强' })
      await start()
      const mentions = [
        { memberId: '1', name: '王强', externalId: wang.id },
        { memberId: '2', name: '李华' },
      ]
      await send(room.id, { text: '⏳ @王强 @李华 0231 14:00前要接单', mentions })
      expect(world.wechat.shown[0]).toMatchObject({
        text: '⏳ @第四网格-王强\u2005 @李华 0231 14:00前要接单',
        mentions: [wang.id],
      })
    })

    test('of two names the one that begins the other rings for its own', async () => {
      world.wechat.puppet.roomMemberPayload = async (_, id) => ({
        name: `群名片 ${id === wang.id ? 'A' : 'B'}`,
      })
      await start()
      const mentions = [
        { memberId: '1', name: '王强', externalId: ann.id },
        { memberId: '2', name: '王强生', externalId: wang.id },
      ]
      await send(room.id, { text: '@王强生 @王强 0231', mentions })
      expect(world.wechat.shown[0]?.text).toBe('@群名片 A\u2005 @群名片 B\u2005 0231')
    })

    test('whom the room does not know is named all the same', async () => {
      world.wechat.puppet.roomMemberPayload = () => Promise.reject(new Error('not in the room'))
      await start()
      await send(room.id, {
        text: '@王强 0231',
        mentions: [{ memberId: '1', name: '王强', externalId: 'x' }],
      })
      expect(world.wechat.shown[0]).toMatchObject({ text: '@王强 0231', mentions: [] })
    })

    test('pictures follow their words; one that is gone leaves the words', async () => {
      await start()
      const media = [{ id: '1', what: 'photo' as const, mime: 'image/png', name: 'a.png', bytes: 8 }]
      await send(ann.id, { text: '已更换', media })
      const [, picture] = world.wechat.shown
      expect(texts()).toEqual(['已更换', ''])
      expect(picture?.file?.name).toBe('a.png')
      expect(await picture?.file?.toBase64()).toBe(PNG.toString('base64'))
    })

    test('what failed half-way goes on from there', async () => {
      await start()
      const { puppet } = world.wechat
      const whole = puppet.messageSendText
      let calls = 0
      puppet.messageSendText = async (...message) => {
        if (++calls === 2) throw new Error('network')
        await whole(...message)
      }
      const message = { id: crypto.randomUUID(), chat: ann.id, content: { text: '字'.repeat(4_000) } }
      await expect(world.channel.send(message)).rejects.toMatchObject({ retry: true, untried: false })
      await world.channel.send(message)
      expect(texts().join('')).toBe(message.content.text)
    })

    test('like a person: seconds apart in a chat, and never for longer than the outbox should wait', async () => {
      await start()
      const before = world.time.now()
      await send(ann.id, { text: '一' })
      await send(ann.id, { text: '二' })
      expect(world.time.now() - before).toBeGreaterThan(3_000)
      const sleep = world.time.sleep
      world.time.sleep = () => sleep(0)
      const rush = Array.from({ length: 20 }, () => send(ann.id, { text: '快' }).catch(error => error))
      const refused = (await Promise.all(rush)).filter(result => result instanceof Error)
      expect(refused.length).toBeGreaterThan(0)
      for (const error of refused) expect(error).toMatchObject({ retry: true, untried: true })
    })
  })

  describe('stays logged in', () => {
    test('shows each code once, and no more than a few', async () => {
      await world.channel.start(async () => ({ id: '1', conversationId: 'c', fresh: true }))
      await world.wechat.bot.start()
      const scan = (code: string) => world.wechat.mocker.scan(code, 2)
      scan('one')
      scan('one')
      await vi.waitFor(() => expect(world.channel.status()).toEqual({ state: 'scan', qrcode: 'one' }))
      for (let n = 0; n < 20; n++) scan(`code ${n}`)
      await vi.waitFor(() => expect(world.channel.status()).toEqual({ state: 'scan', qrcode: 'code 19' }))
      expect(world.codes).toHaveLength(5)
      world.wechat.mocker.scan('code 19', 3)
      await vi.waitFor(() => expect(world.channel.status()).toEqual({ state: 'confirm' }))
    })

    test('logged out it says nothing, counts nothing, and goes on after the next login', async () => {
      await start()
      await world.wechat.puppet.logout('elsewhere')
      await vi.waitFor(() => expect(world.channel.status().state).toBe('offline'))
      await expect(send(ann.id, { text: '在吗' })).rejects.toMatchObject({ retry: true, untried: true })
      expect(world.said.join()).toContain('logged the account out')
      world.wechat.mocker.login(world.wechat.me)
      await vi.waitFor(() => expect(world.channel.status().state).toBe('online'))
      await send(ann.id, { text: '在' })
      expect(texts()).toEqual(['在'])
      ann.say('好').to(world.wechat.me)
      await hears(1)
    })

    test('what is logged out and silent starts anew; what waits for a scan does not', async () => {
      await start()
      const started = vi.spyOn(world.wechat.bot, 'start')
      await world.wechat.puppet.logout()
      await vi.waitFor(() => expect(world.channel.status().state).toBe('offline'))
      await world.time.sleep(170_000)
      world.wechat.mocker.scan('fresh', 2)
      await vi.waitFor(() => expect(world.channel.status().state).toBe('scan'))
      await world.time.sleep(20_000)
      await world.channel.watch()
      expect(started).not.toHaveBeenCalled()
      await world.time.sleep(170_000)
      await world.channel.watch()
      expect(started).toHaveBeenCalledOnce()
      world.wechat.mocker.login(world.wechat.me)
      await vi.waitFor(() => expect(world.channel.status().state).toBe('online'))
      ann.say('还在').to(world.wechat.me)
      await hears(1)
    })

    test('an error of the puppet ends nothing', async () => {
      await start()
      world.wechat.puppet.emit('error', { data: 'socket hang up' })
      ann.say('好').to(world.wechat.me)
      await hears(1)
    })
  })
})
