/**
 * Starts WeChat unless another process has it: a session lives in one process, with its deliveries. It loads
 * while the other channels run, since it is large, and third-party code may be slow or fail.
 */
import type pg from 'pg'
import { type Lock, tryLock } from '../../db/advisory-lock.ts'
import type { ReadMedia } from '../../domain/message.ts'
import { type Log, reasonOf } from '../log-once.ts'
import { createChatMemory } from './chat-memory.ts'
import { contain, withoutHandlers } from './isolate-errors.ts'
import { createLoginPage, type LoginPage } from './login-page.ts'
import { loadQrCode, type QrCode } from './qr-code.ts'
import { createWechatChannel, type WechatChannel } from './wechat-channel.ts'
import { loadWechaty } from './wechaty.ts'

export interface Wechat {
  /** Served from the beginning: it shows the progress. */
  page: LoginPage['app']
  /** @returns null when another process has the session, or it cannot start; the log says why. Never throws. */
  open(): Promise<WechatChannel | null>
  /** Releases the session to another process, even during a start; does not wait for the puppet. */
  close(): Promise<void>
}

export interface WechatStart {
  puppet: string
  /** Path, without extension, of the stored login. */
  memory: string
  pool: pg.Pool
  now: () => Date
  /** The address of the pages, once they are served. */
  url: () => string
  log: Log
  /** Writes to the terminal at any log level. */
  print: (text: string) => void
  readMedia?: ReadMedia | undefined
}

export function createWechat(options: WechatStart): Wechat {
  const { pool, log, print } = options
  let channel: WechatChannel | undefined
  let qr: QrCode | undefined
  let lock: Lock | null = null
  let closed = false
  const page = createLoginPage(() => channel?.status() ?? { state: 'starting' }, {
    svg: text => qr?.svg(text) ?? '',
  })

  async function release(): Promise<void> {
    const held = lock
    lock = null
    await held?.release()
  }

  /** Puppets throw where no caller can catch it, while they load and even after they have stopped. */
  const broke = (error: unknown) =>
    channel ? channel.broke(error) : log.error(`WeChat: the puppet failed (${reasonOf(error)}).`)

  async function load(): Promise<WechatChannel | null> {
    contain(broke)
    const code = await loadQrCode()
    qr = code
    const platform = await withoutHandlers(() => loadWechaty(options.puppet, options.memory))
    if (closed) return null
    channel = createWechatChannel({
      platform,
      memory: createChatMemory(pool, options.now),
      log,
      readMedia: options.readMedia,
      showCode: qrcode =>
        print(
          `微信：用机器人账号的手机扫码登录 / WeChat: scan with the bot account’s telephone\n${code.terminal(qrcode)}\n${options.url()}${page.path}`,
        ),
    })
    return channel
  }

  return {
    page: page.app,
    async open() {
      try {
        lock = await tryLock(pool, 'wechat session')
        if (closed) await release()
        else if (lock) return await load()
        else log.warn('WeChat runs in another process of this database; this one leaves it alone.')
      } catch (error) {
        log.error(`WeChat does not start; everything else goes on. ${reasonOf(error)}`)
        await release()
      }
      return null
    },
    async close() {
      closed = true
      await channel?.stop()
      await release()
    },
  }
}
