/** WeChat in this process, if nobody else has it: a session lives in one, and so do its deliveries. */
import type pg from 'pg'
import { tryLock } from '../../db/advisory-lock.ts'
import type { ReadMedia } from '../../domain/message.ts'
import type { Log } from '../complaint.ts'
import { createChatMemory } from './chat-memory.ts'
import { contain, withoutHandlers } from './contain.ts'
import { createLoginPage, type LoginPage } from './login-page.ts'
import { loadQrCode } from './qr-code.ts'
import { createWechatChannel, type WechatChannel } from './wechat-channel.ts'
import { loadWechaty } from './wechaty.ts'

export interface WechatParts {
  channel: WechatChannel
  page: LoginPage['app']
  /** Lets another process have the session. */
  release(): Promise<void>
}

export interface WechatStart {
  puppet: string
  /** Path, without ending, where the login is kept. */
  memory: string
  pool: pg.Pool
  /** Where our own pages are, once they are served. */
  url: () => string
  log: Log
  /** Writes to the terminal, whatever the log level. */
  print: (text: string) => void
  readMedia?: ReadMedia | undefined
}

/** @returns null when another process has the session. @throws WechatError */
export async function startWechat(options: WechatStart): Promise<WechatParts | null> {
  const { pool, log, print } = options
  const lock = await tryLock(pool, 'wechat session')
  if (!lock) {
    log.warn('WeChat runs in another process of this database; this one leaves it alone.')
    return null
  }
  try {
    const qr = await loadQrCode()
    const platform = await withoutHandlers(() => loadWechaty(options.puppet, options.memory))
    const page = createLoginPage(() => channel.status(), qr)
    const channel = createWechatChannel({
      platform,
      memory: createChatMemory(pool),
      log,
      readMedia: options.readMedia,
      showCode: qrcode =>
        print(
          `微信：用机器人账号的手机扫码登录 / WeChat: scan with the bot account’s telephone\n${qr.terminal(qrcode)}\n${options.url()}${page.path}`,
        ),
    })
    // To the end of the process: wechat4u throws even after it was stopped.
    contain(error => channel.broke(error))
    return { channel, page: page.app, release: () => lock.release() }
  } catch (error) {
    await lock.release()
    throw error
  }
}
