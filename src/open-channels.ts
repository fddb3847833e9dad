/** Makes the channels of this process from its settings. app.ts starts them after everything else. */
import path from 'node:path'
import { readMedia as readKept } from './attachments/rows.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { ReadMedia } from './domain/message.ts'
import { createTelegramChannel } from './gateway/telegram/telegram-channel.ts'
import { createWebChannel, type WebChannel } from './gateway/web/web-channel.ts'
import { createWechat, type Wechat } from './gateway/wechat/start-wechat.ts'
import type { HttpPart } from './http/app.ts'
import { webhookPart } from './http/webhook.ts'

export const createWeb = ({ publicUrl, web }: Config, { db, log, attachments, now }: Context): WebChannel =>
  createWebChannel({
    db,
    log,
    files: attachments,
    now,
    publicUrl,
    limits: {
      messages: { burst: web.burst, perSecond: web.perSecond },
      sessions: { burst: web.sessionsPerHour, perSecond: web.sessionsPerHour / 3600 },
    },
  })

export interface Messengers {
  /** HTTP routes of the platforms' webhooks and of WeChat's login page. */
  parts: HttpPart[]
  /** Opened after everything else has started; it is not a channel before. */
  wechat: Wechat | undefined
}

export interface Operator {
  /** The address of the pages, once they are served. */
  url: () => string
  /** Writes to the terminal at any log level. */
  print: (text: string) => void
}

/** Makes Telegram and WeChat when they are configured, and adds Telegram to the context's channels. */
export function createMessengers(
  { telegram, wechat, dataDir }: Config,
  { pool, attachments, channels, log, now }: Context,
  { url, print }: Operator,
): Messengers {
  const readMedia: ReadMedia = ({ id }) => readKept(pool, attachments, id)
  const parts: HttpPart[] = []
  if (telegram) {
    const channel = createTelegramChannel({ ...telegram, readMedia, log })
    channels.set('telegram', channel)
    if (channel.webhook) parts.push(webhookPart(channel.webhook))
  }
  const memory = path.join(dataDir, 'wechat')
  const later = wechat && createWechat({ ...wechat, memory, pool, now, url, log, print, readMedia })
  if (later) parts.push({ path: '/', app: later.page })
  return { parts, wechat: later }
}
