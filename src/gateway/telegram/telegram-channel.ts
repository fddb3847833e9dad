/**
 * Telegram as a channel: receives by long polling (listen.ts) or webhook (webhook.ts), sends within
 * Telegram's rate limits (send.ts).
 */
import { Bot } from 'grammy'
import type { Channel, Notice, ReadMedia } from '../../domain/message.ts'
import type { Webhook } from '../../http/webhook.ts'
import { callLimit } from './call-timeout.ts'
import { moved } from './chat-news.ts'
import { createDownload } from './download.ts'
import { createListener } from './listen.ts'
import { setMenu } from './menu.ts'
import { createSender } from './send.ts'
import { realTime, type Time } from '../time.ts'
import type { Log } from '../log-once.ts'
import { describeTrouble } from './describe-error.ts'
import { createWebhook } from './webhook.ts'

/** Longer than Telegram holds a poll open (30 s), so that a dead connection is noticed. */
const POLL_LIMIT_MS = 45_000

export interface TelegramOptions {
  token: string
  /** A self-hosted Bot API server. Default: https://api.telegram.org */
  apiRoot?: string | undefined
  /** Public address of the webhook, without its path; absent: long polling. */
  webhookUrl?: string | undefined
  /** Without it only texts are sent, no pictures. */
  readMedia?: ReadMedia
  log: Log
  /** For tests. */
  seams?: {
    /** Configures the bot before it is used: sets `botInfo`, intercepts calls, slows an empty poll down. */
    configure?: (bot: Bot) => void
    time?: Time
    /** Timeout of a call, milliseconds. */
    callLimitMs?: number
    /** Timeout of a long poll, milliseconds. */
    pollLimitMs?: number
  }
}

const keepsNothing: ReadMedia = async () => {
  throw new Error('no files are kept here')
}

export interface TelegramChannel extends Channel {
  /** To mount on the HTTP server; undefined with long polling. */
  webhook: Webhook | undefined
}

export function createTelegramChannel(options: TelegramOptions): TelegramChannel {
  const { token, apiRoot, webhookUrl, readMedia = keepsNothing, log, seams = {} } = options
  const root = (apiRoot ?? 'https://api.telegram.org').replace(/(?<!\/)\/+$/, '')
  const bot = new Bot(token, {
    client: {
      timeoutSeconds: (seams.pollLimitMs ?? POLL_LIMIT_MS) / 1_000,
      apiRoot: root,
    },
  })
  seams.configure?.(bot)
  const time = seams.time ?? realTime
  const limit = () => callLimit(seams.callLimitMs ?? 10_000)
  const fileLimit = () => callLimit(seams.callLimitMs ?? 60_000)
  const onReady = () => {
    log.info(`Telegram: listening as @${bot.botInfo.username}.`)
    // Not awaited, and a failure is harmless: commands can be typed without the menu.
    void setMenu(bot.api, limit).catch(error =>
      log.info(`Telegram shows no command menu. ${describeTrouble(error)}`),
    )
  }
  const parts = { bot, time, log, limit, onReady }
  const webhook = webhookUrl ? createWebhook({ ...parts, token, publicUrl: webhookUrl }) : undefined
  const listener = webhook ?? createListener(parts)
  let notice: Notice | undefined
  const onMoved = (from: string, to: number) => notice?.(moved(from, to)) ?? Promise.resolve()
  return {
    name: 'telegram',
    webhook: webhook?.door,
    async start(receive, given) {
      notice = given
      listener.start({ receive, notice })
    },
    stop: () => listener.stop(),
    fetch: createDownload({ api: bot.api, token, apiRoot: root, limit: fileLimit }),
    send: createSender({ api: bot.api, time, log, limit, fileLimit, onMoved, readMedia }),
  }
}
