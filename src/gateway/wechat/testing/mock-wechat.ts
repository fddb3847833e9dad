/**
 * Wechaty's official mock with the bot's account. The packages are optional, so they are loaded like the real
 * ones; without them the tests are skipped, except in CI.
 */
import { createRequire } from 'node:module'
import type { Channel, ReadMedia } from '../../../domain/message.ts'
import { virtualTime } from '../../testing/virtual-time.ts'
import type { ChatMemory } from '../chat-memory.ts'
import { createWechatChannel } from '../wechat-channel.ts'
import type { Platform, Wechaty } from '../wechaty.ts'

const require = createRequire(import.meta.url)

export const hasWechaty = (): boolean => {
  try {
    require.resolve('wechaty')
    return true
  } catch {
    if (process.env.CI) throw new Error('wechaty is not installed: npm ci installs what is optional, too')
    return false
  }
}

export interface MockContact {
  id: string
  say(something?: unknown, mentions?: MockContact[]): { to(where: MockContact | MockRoom): void }
  on(event: 'message', listener: (message: MockMessage) => void): void
}
export interface MockRoom {
  id: string
  on(event: 'message', listener: (message: MockMessage) => void): void
}
interface MockMessage {
  id: string
  text(): string
  type(): number
  talker(): MockContact
}
interface MockPayload {
  id: string
  talkerId: string
  type: number
  timestamp: number
  text?: string
  listenerId?: string
  roomId?: string
  mentionIdList?: string[]
}
/** Attachment of a message: a file, or a location. */
interface Enclosed {
  file?: FileBoxLike
  location?: { latitude: number; longitude: number }
}
interface Mocker {
  createContact(payload: { name: string; id?: string; type?: number }): MockContact
  createRoom(payload: { topic: string; memberIdList: string[] }): MockRoom
  login(user: MockContact): void
  scan(qrcode: string, status?: number): void
  MessageMock: { create(payload: MockPayload): MockMessage }
  ContactMock: { load(id: string): MockContact }
  cacheFileBoxPayload: Map<string, unknown>
}
interface MockPuppet {
  emit(event: string, payload: unknown): void
  logout(reason?: string): Promise<void>
  messageSendText(chat: string, text: string, mentions?: string[]): Promise<void>
  messageSendFile(chat: string, file: unknown): Promise<void>
  messageFile(id: string): Promise<unknown>
  messageLocation(id: string): Promise<unknown>
  roomMemberPayload(room: string, id: string): Promise<unknown>
  start(): Promise<void>
}
interface FileBoxLike {
  name: string
  toBase64(): Promise<string>
  toJSON(): unknown
}

interface MockWechat {
  mocker: Mocker
  puppet: MockPuppet
  bot: Wechaty
  platform: Platform
  FileBox: { fromBase64(base64: string, name: string): FileBoxLike }
  me: MockContact
  /** Messages that arrived in chats, oldest first. */
  shown: { chat: string; text: string; file?: FileBoxLike; mentions: string[] }[]
  /** Delivers a message of any type, as the sender's phone would. */
  deliver(from: MockContact, where: MockContact | MockRoom, payload: Partial<MockPayload> & Enclosed): string
  /** Delivers the same message again. */
  again(id: string): void
}

async function mockWechat(): Promise<MockWechat> {
  process.env.WECHATY_LOG = 'silent'
  const { WechatyBuilder } = require('wechaty') as {
    WechatyBuilder: { build(options: object): Wechaty }
  }
  const { PuppetMock, mock } = require('wechaty-puppet-mock') as {
    PuppetMock: new (options: object) => MockPuppet
    mock: { Mocker: new () => Mocker }
  }
  const { FileBox } = require('file-box') as { FileBox: MockWechat['FileBox'] }
  const mocker = new mock.Mocker()
  const puppet = new PuppetMock({ mocker })
  const bot = WechatyBuilder.build({ puppet })
  await bot.init()
  const shown: MockWechat['shown'] = []
  const { messageSendText, messageSendFile } = puppet
  puppet.messageSendText = async (chat, text, mentions = []) => {
    await messageSendText.call(puppet, chat, text, mentions)
    shown.push({ chat, text, mentions })
  }
  puppet.messageSendFile = async (chat, file) => {
    await messageSendFile.call(puppet, chat, file)
    shown.push({ chat, text: '', file: file as FileBoxLike, mentions: [] })
  }
  let count = 0
  return {
    mocker,
    puppet,
    bot,
    FileBox,
    platform: {
      bot,
      fileOf: (bytes, name) => FileBox.fromBase64(Buffer.from(bytes).toString('base64'), name),
    },
    me: mocker.createContact({ name: '邻里' }),
    shown,
    deliver(from, where, { file, location, ...payload }) {
      const id = `m${++count}`
      if (file) mocker.cacheFileBoxPayload.set(id, file.toJSON())
      if (location) puppet.messageLocation = async () => location
      const to = /@/.test(where.id) ? { roomId: where.id, mentionIdList: [] } : { listenerId: where.id }
      mocker.MessageMock.create({ id, talkerId: from.id, type: 7, timestamp: 0, ...to, ...payload })
      puppet.emit('message', { messageId: id })
      return id
    },
    again: id => puppet.emit('message', { messageId: id }),
  }
}

/** A memory without messages. */
const emptyMemory: ChatMemory = {
  isWorkGroup: async () => true,
  offeredIn: async () => null,
  cardNumbered: async () => null,
}

export interface InProcess {
  wechat: MockWechat
  channel: ReturnType<typeof createWechatChannel>
  time: ReturnType<typeof virtualTime>
  codes: string[]
  said: string[]
}

export async function inProcess(
  options: { memory?: Partial<ChatMemory>; readMedia?: ReadMedia } = {},
): Promise<InProcess> {
  const wechat = await mockWechat()
  const time = virtualTime()
  const codes: string[] = []
  const said: string[] = []
  const note = (words: string) => void said.push(words)
  const channel = createWechatChannel({
    platform: wechat.platform,
    memory: { ...emptyMemory, ...options.memory },
    log: { info: note, warn: note, error: note },
    showCode: code => codes.push(code),
    readMedia: options.readMedia,
    seams: { time, random: () => 0.5 },
  })
  return { wechat, channel, time, codes, said }
}

/** Logged in as soon as it runs. */
export const loggedIn = ({ wechat, channel }: InProcess): Channel => ({
  ...channel,
  start: async (receive, notice) => {
    await channel.start(receive, notice)
    await wechat.bot.start()
    wechat.mocker.login(wechat.me)
    while (channel.status().state !== 'online') await new Promise(resolve => setImmediate(resolve))
  },
})
