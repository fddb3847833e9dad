/**
 * The parts of wechaty that are used, and how it is loaded. It is large and most installations have no
 * WeChat, so it is an optional dependency: this interface of our own lets the rest compile, start and run its
 * tests without it.
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
  /** Creates the puppet without connecting to WeChat. */
  init(): Promise<void>
  /** Does not reject when WeChat is unreachable: that is an `error` event. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface WechatyMessage {
  readonly id: string
  type(): number
  text(): string
  /** Missing on some puppets. */
  date?(): Date
  self(): boolean
  talker(): { id: string; name(): string; type(): number }
  room(): { id: string } | undefined
  mentionSelf(): Promise<boolean>
}

interface Friendship {
  type(): number
  accept(): Promise<void>
}

/** Below wechaty's own objects: `say()` returns nothing on some puppets, `toLocation()` throws. */
export interface Puppet {
  /** Emitted in order of arrival; wechaty's own event follows after it has looked up the sender, in any order. */
  on(event: 'message', listener: (payload: { messageId: string }) => void): unknown
  on(event: 'room-leave', listener: (payload: { roomId: string; removeeIdList: string[] }) => void): unknown
  /** Resolves to `undefined` on puppets that return no id. */
  messageSendText(chat: string, text: string, mentions?: string[]): Promise<unknown>
  messageSendFile(chat: string, file: unknown): Promise<unknown>
  messageFile(message: string): Promise<{ toStream(): Promise<AsyncIterable<Uint8Array>> }>
  messageLocation(
    message: string,
  ): Promise<{ latitude: number; longitude: number; name?: string; address?: string }>
  /** @returns the id of the contact that a card names. */
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

/** WeChat's connection in this process. */
export interface Platform {
  /** After its init(). */
  bot: Wechaty
  /** @returns a file as wechaty sends it. */
  fileOf(bytes: Uint8Array, name: string): unknown
}

class WechatError extends Error {
  override name = 'WechatError'
}

/**
 * @param puppet npm package of the puppet, such as wechaty-puppet-wechat4u. It reads its own settings.
 * @param memory path, without extension, of the file in which wechaty stores the login.
 * @throws WechatError when a package is missing or refuses; the message says the fix.
 */
export async function loadWechaty(puppet: string, memory: string): Promise<Platform> {
  // Imported here: wechaty resolves the names of a few puppets only.
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

/** Some puppets throw without a token, with a message that says so. */
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
