/**
 * A town on Telegram over HTTP: the emulator is not ours, everything behind it is real, and between them lies a network on
 * which things may happen. Pauses cost nothing: they pass on the town's clock.
 */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { vi } from 'vitest'
import { createTelegramChannel, type TelegramChannel } from '../gateway/telegram/telegram-channel.ts'
import { startFaultProxy } from '../gateway/telegram/testing/fault-proxy.ts'
import type { Time } from '../gateway/time.ts'
import { startHttp } from '../http/server.ts'
import { webhookPart } from '../http/webhook.ts'
import { deliver } from '../notify/delivery/deliver.ts'
import { deliveryQueue } from '../queue/jobs.ts'
import { createTown, type Town } from './town.ts'

export const MODES = ['polling', 'webhook'] as const
export type Mode = (typeof MODES)[number]

const TOKEN = '123456:a-token-of-a-test-bot'
/** Longer than a call takes on a busy machine; every silence costs as much. */
const CALL_LIMIT_MS = 400

/** What a chat shows, edits in place. */
interface ShownOnTelegram {
  id: string
  text: string
  reply_markup?: { inline_keyboard?: { text: string; callback_data: string }[][] }
}

export interface TelegramPerson {
  says(text: string): Promise<void>
  presses(on: ShownOnTelegram, label: string): Promise<void>
  shows(): ShownOnTelegram[]
  /** Waits until the chat shows a message like that. */
  sees(text: string): Promise<ShownOnTelegram>
}

/** @param share how many calls meet with an accident while there is a storm, 0..1. */
export async function createTelegramTown(mode: Mode, { seed = 1, share = 0.3 } = {}) {
  const town = await createTown()
  const server = await startEmulator()
  const proxy = await startFaultProxy({ upstream: server.config.apiURL, seed, share })
  const door = await freePort()
  const told = new Set<string>()
  let listening = () => {}
  const ready = new Promise<void>(resolve => {
    listening = resolve
  })
  const channel = createTelegramChannel({
    token: TOKEN,
    apiRoot: proxy.url,
    webhookUrl: mode === 'webhook' ? `http://127.0.0.1:${door}` : undefined,
    log: { info: line => line.includes('listening as') && listening(), warn() {}, error() {} },
    seams: {
      time: timeOf(town),
      callLimitMs: CALL_LIMIT_MS,
      pollLimitMs: CALL_LIMIT_MS,
      configure: bot =>
        bot.api.config.use(async (call, method, payload, signal) => {
          const answer = await call(method, payload, signal)
          if (method === 'sendMessage' && answer.ok)
            told.add(String((answer.result as { message_id: number }).message_id))
          return answer
        }),
    },
  })
  const parts = channel.webhook ? [webhookPart(channel.webhook)] : []
  const linli = await startHttp({ host: '127.0.0.1', port: door, parts, ready: () => true })
  await work(town, channel)
  await channel.start(town.context.receive, town.context.notice)
  // What is said before the emulator knows where to bring it would wait there for ever.
  await ready

  /** The emulator numbers what people do only when it is through with it: one after the other. */
  let acting = Promise.resolve()
  const inTurn = (act: () => Promise<unknown>): Promise<void> => {
    acting = acting.then(async () => {
      const through = server.waitUserMessage()
      await act()
      await through
    })
    return acting
  }

  const person = (userId: number, firstName: string, chatId = userId): TelegramPerson => {
    const type = chatId < 0 ? 'group' : 'private'
    const client = server.getClient(TOKEN, { userId, chatId, firstName, type })
    const shows = () =>
      server.storage.botMessages
        .filter(({ message }) => Number(message.chat_id) === chatId)
        .map(
          ({ messageId, message }) => ({ ...message, id: String(messageId) }) as unknown as ShownOnTelegram,
        )
    return {
      shows,
      says: text =>
        inTurn(() =>
          text.startsWith('/')
            ? client.sendCommand(client.makeCommand(text))
            : client.sendMessage(client.makeMessage(text)),
        ),
      async presses(on, label) {
        const button = on.reply_markup?.inline_keyboard?.flat().find(each => each.text === label)
        if (!button) throw new Error(`no button ${label} on: ${on.text}`)
        await inTurn(() => client.sendCallback(client.makeCallbackQuery(button.callback_data)))
      },
      sees: text =>
        vi.waitFor(
          () => {
            const message = shows().findLast(each => each.text.includes(text))
            if (!message)
              throw new Error(
                `${firstName} does not see "${text}"; there is:\n${shows()
                  .map(each => each.text)
                  .join('\n---\n')}`,
              )
            return message
          },
          { timeout: 20_000, interval: 20 },
        ),
    }
  }

  return {
    town,
    proxy,
    person,
    /** Ids of the messages of which Linli was told that they are sent. */
    told: told as ReadonlySet<string>,
    async close() {
      proxy.calm()
      await channel.stop()
      await linli.stop()
      await proxy.stop()
      await server.stop()
      await town.close()
    },
  }
}
export type TelegramTown = Awaited<ReturnType<typeof createTelegramTown>>

/** Waits move the shared clock; what is polled from time to time is not polled. */
const timeOf = ({ clock }: Town): Time => ({
  now: () => clock.now().getTime(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    if (ms >= 60_000 && signal) await once(signal, 'abort')
    clock.pass(ms)
    await new Promise(resolve => setImmediate(resolve))
    signal?.throwIfAborted()
  },
})

async function work({ context, clock }: Town, channel: TelegramChannel): Promise<void> {
  context.channels.set('telegram', channel)
  const deps = context.delivery('telegram')
  const again = async (ms: number) => {
    clock.pass(ms)
    await deps.again(0)
  }
  await context.queues.work(deliveryQueue('telegram'), { deliver: () => deliver({ ...deps, again }) }, 1)
}

async function startEmulator(): Promise<TelegramServer> {
  // It forgets what is older than this, seconds.
  const server = new TelegramServer({ host: '127.0.0.1', port: await freePort(), storeTimeout: 600 })
  await server.start()
  return server
}

/** The emulator takes port 0 for 9000, so the caller finds a free one. */
async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}
