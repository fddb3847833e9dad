/** WeChat as a channel, through wechaty: receives (listen.ts), sends (send.ts), stays logged in (session.ts). */
import { type Channel, DeliveryError, type ReadMedia } from '../../domain/message.ts'
import { realTime, type Time } from '../time.ts'
import { type Log, reasonOf } from '../log-once.ts'
import type { ChatMemory } from './chat-memory.ts'
import { createListener } from './listen.ts'
import { createPacer } from './rate-limiter.ts'
import { createSender } from './send.ts'
import { createSession, type Status, WATCH_EVERY_MS } from './session.ts'
import type { Platform } from './wechaty.ts'

export interface WechatOptions {
  platform: Platform
  memory: ChatMemory
  log: Log
  showCode: (qrcode: string) => void
  readMedia?: ReadMedia | undefined
  /** For tests. */
  seams?: { time?: Time; random?: () => number }
}

export interface WechatChannel extends Channel {
  status(): Status
  /** Reports an error that the puppet threw outside of any call. */
  broke(error: unknown): void
  /** Checks the session once; also runs every half a minute. */
  watch(): Promise<void>
}

/** Sent at once and outside the outbox, so it is in both languages. */
const WHICH =
  '刚好又来了一张工单，怕弄错。请写全，比如“接单 0231”。\nAnother card came just then. Please name it: accept 0231'

export function createWechatChannel(options: WechatOptions): WechatChannel {
  const { platform, log, memory, seams = {} } = options
  const { bot } = platform
  const time = seams.time ?? realTime
  const session = createSession({ bot, time, log, showCode: options.showCode, ...seams })
  const send = createSender({
    platform,
    isOnline: session.isOnline,
    pacer: createPacer(seams.random),
    time,
    log,
    readMedia: options.readMedia,
  })
  const ownName = () => {
    const status = session.status()
    return status.state === 'online' ? status.name : ''
  }
  const onHasty = (chat: string) =>
    void send({ id: `which ${chat}`, chat, content: { text: WHICH } }).catch(error =>
      log.info(`WeChat: nobody was asked which card they meant (${reasonOf(error)}).`),
    )
  const listener = createListener({ bot, time, log, memory, puppet: bot.puppet, ownName, onHasty })
  let watching: NodeJS.Timeout | undefined
  let opening = Promise.resolve()
  return {
    name: 'wechat',
    status: session.status,
    watch: session.watch,
    broke: session.broke,
    send,
    async start(receive, notice) {
      listener.start(receive, notice)
      // Not awaited: other channels must not wait for a person to scan the code.
      opening = session.open().catch(() => {})
      watching = setInterval(() => void session.watch(), WATCH_EVERY_MS)
    },
    async stop() {
      clearInterval(watching)
      await session.close()
      await opening
      // Received messages are committed first: WeChat does not repeat them.
      await listener.stop()
    },
    async fetch(file, mostBytes) {
      try {
        return await read(await (await bot.puppet.messageFile(file)).toStream(), mostBytes)
      } catch (error) {
        if (error instanceof DeliveryError) throw error
        throw new DeliveryError(`WeChat did not hand the file over: ${reasonOf(error)}`, {
          // A puppet keeps files only during its session.
          retry: !/no filebox|not (found|exist)|expired/i.test(reasonOf(error)),
          untried: !session.isOnline(),
        })
      }
    },
  }
}

async function read(stream: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new DeliveryError('The file is too large.', { retry: false, tooLarge: true })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
