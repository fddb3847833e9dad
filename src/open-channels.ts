/** The channels of this process, made from its settings and not started yet. app.ts starts them when all else is there. */
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
  /** What their platforms, or whoever logs in, come in by. */
  parts: HttpPart[]
  /** Opened when everything else is at work; it is no channel before. */
  wechat: Wechat | undefined
}

export interface Operator {
  /** Where people reach our own pages, once these are served. */
  url: () => string
  /** Writes to the terminal, whatever the log level. */
  print: (text: string) => void
}

/** Telegram and WeChat, those that are set up; Telegram is added to the context's channels. */
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
