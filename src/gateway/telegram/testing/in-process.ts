import type { Bot } from 'grammy'
import type { InboundMessage, ReadMedia, Receive } from '../../../domain/message.ts'
import { createTelegramChannel, type TelegramOptions } from '../telegram-channel.ts'
import { FakeTelegram } from './fake-telegram.ts'
import { virtualTime } from '../../testing/virtual-time.ts'

export const TOKEN = '666:secret-of-the-bot'

/** A channel on an in-process Telegram, with virtual time. */
export function inProcess({
  fake = new FakeTelegram(),
  apiRoot,
  callLimitMs = 10_000,
  webhookUrl,
  readMedia = async ({ id }) => {
    if (id === 'erased') throw new Error('no longer kept')
    return Buffer.from(`bytes of ${id}`)
  },
}: {
  fake?: FakeTelegram
  apiRoot?: string
  callLimitMs?: number
  webhookUrl?: string
  readMedia?: ReadMedia
} = {}) {
  const time = virtualTime()
  const log = recordingLog()
  let bot: Bot | undefined
  const configure = (made: Bot) => {
    bot = made
    if (!apiRoot) fake.plug(made)
  }
  const options: TelegramOptions = {
    token: TOKEN,
    apiRoot,
    webhookUrl,
    readMedia,
    log,
    seams: { configure, time, callLimitMs },
  }
  const channel = createTelegramChannel(options)
  return { channel, fake, time, lines: log.lines, bot: bot as unknown as Bot }
}

export function recordingLog() {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  return { lines, info: say, warn: say, error: say }
}

/** Collects the received messages. */
export function listener() {
  const heard: InboundMessage[] = []
  const receive: Receive = async message => {
    heard.push(message)
    return { id: String(heard.length), conversationId: 'c', fresh: true }
  }
  return {
    heard,
    receive,
    texts: () => heard.map(each => ('text' in each.content ? each.content.text : each.content.kind)),
  }
}
