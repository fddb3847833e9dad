/**
 * What is used of wechaty, and how it is loaded. It is heavy and most installations have no WeChat, so it is an
 * optional dependency that nobody needs to compile, start or test the rest: hence this interface of our own.
 */

export interface Wechaty {
  readonly isLoggedIn: boolean
  readonly puppet: Puppet
  readonly Message: { find(query: { id: string }): Promise<WechatyMessage | undefined> }
  on(event: 'scan', listener: (qrcode: string, status: number) => void): unknown
  on(event: 'login', listener: (user: { id: string; name(): string }) => void): unknown
  on(event: 'logout', listener: (user: unknown, reason?: string) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'heartbeat', listener: () => void): unknown
  on(event: 'friendship', listener: (friendship: Friendship) => void): unknown
  /** Makes the puppet, without a word to WeChat. */
  init(): Promise<void>
  /** Does not reject when WeChat is out of reach: that is an `error` event. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface WechatyMessage {
  readonly id: string
  type(): number
  text(): string
  /** Not every puppet says. */
  date?(): Date
  self(): boolean
  talker(): { id: string; name(): string; type(): number }
  room(): { id: string } | undefined
  mentionSelf(): Promise<boolean>
}

export interface Friendship {
  type(): number
  accept(): Promise<void>
}

/** Below wechaty's own objects: `say()` returns nothing on some puppets, `toLocation()` throws. */
export interface Puppet {
  /** In the order of arrival; wechaty's own event comes once it has looked up who spoke, in any order. */
  on(event: 'message', listener: (payload: { messageId: string }) => void): unknown
  on(event: 'room-leave', listener: (payload: { roomId: string; removeeIdList: string[] }) => void): unknown
  /** `undefined` on puppets that do not say. */
  messageSendText(chat: string, text: string, mentions?: string[]): Promise<unknown>
  messageSendFile(chat: string, file: unknown): Promise<unknown>
  messageFile(message: string): Promise<{ toStream(): Promise<AsyncIterable<Uint8Array>> }>
  messageLocation(
    message: string,
  ): Promise<{ latitude: number; longitude: number; name?: string; address?: string }>
  /** @returns the id of whom a card names. */
  messageContact(message: string): Promise<string>
  contactPayload(contact: string): Promise<{ name?: string; phone?: string[] }>
  roomMemberPayload(room: string, member: string): Promise<{ name?: string; roomAlias?: string }>
}

/** wechaty's numbers (wechaty-puppet, schemas/message). */
export const MESSAGE = {
  attachment: 1,
  audio: 2,
  contact: 3,
  chatHistory: 4,
  emoticon: 5,
  image: 6,
  text: 7,
  location: 8,
  miniProgram: 9,
  url: 14,
  video: 15,
} as const
export const OFFICIAL_ACCOUNT = 2
export const FRIENDSHIP_RECEIVED = 2
export const SCAN = { scanned: 3, confirmed: 4 } as const

/** WeChat as this process reaches it. */
export interface Platform {
  /** After its init(). */
  bot: Wechaty
  /** @returns a file as wechaty sends it. */
  fileOf(bytes: Uint8Array, name: string): unknown
}

export class WechatError extends Error {
  override name = 'WechatError'
}

/**
 * @param puppet the package that speaks to WeChat, such as wechaty-puppet-wechat4u. It reads its own settings.
 * @param memory path, without ending, of the file in which wechaty keeps the login.
 * @throws WechatError: a package is missing or refuses; the message says what helps.
 */
export async function loadWechaty(puppet: string, memory: string): Promise<Platform> {
  // Not by its name: wechaty knows only a few.
  const { default: Puppet } = await optional<{ default: new () => object }>(puppet)
  const { WechatyBuilder } = await optional<{
    WechatyBuilder: { build(options: { name: string; puppet: object }): Wechaty }
  }>('wechaty')
  const { FileBox } = await optional<{ FileBox: { fromBase64(base64: string, name: string): unknown } }>(
    'file-box',
  )
  const bot = WechatyBuilder.build({ name: memory, puppet: made(puppet, Puppet) })
  await bot.init()
  return {
    bot,
    // fromBuffer loses the bytes on some puppets.
    fileOf: (bytes, name) => FileBox.fromBase64(Buffer.from(bytes).toString('base64'), name),
  }
}

/** Some refuse without a token, and say so. */
function made(name: string, Puppet: new () => object): object {
  try {
    return new Puppet()
  } catch (error) {
    throw new WechatError(`${name} cannot be used: ${(error as Error).message}`)
  }
}

/** @throws WechatError */
export async function optional<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new WechatError(
      `WECHATY_PUPPET is set, but ${name} cannot be loaded. Run: npm install --no-save wechaty@1.20.2 file-box uqr ${name} (docs/wechat.md), or unset WECHATY_PUPPET.`,
    )
  }
}
