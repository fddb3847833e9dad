/** The whole way over HTTP: Telegram played by an emulator that we did not write, everything behind it real. */
import net, { type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createProcessors } from '../../workers/registry.ts'
import { invite } from '../../src/conversation/membership.ts'
import type { Channel } from '../../src/domain/message.ts'
import { createTelegramChannel } from '../../src/gateway/telegram/telegram-channel.ts'
import { deliveryQueue } from '../../src/queue/jobs.ts'
import { createTown, type Town } from '../../src/testing/town.ts'

const TOKEN = '123456:a-token-of-a-test-bot'
const GROUP = -500
let town: Town
let server: TelegramServer
let telegram: Channel

beforeAll(async () => {
  town = await createTown()
  // It takes port 0 for 9000, so somebody else has to find a free one.
  const probe = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  server = new TelegramServer({ host: '127.0.0.1', port })
  await server.start()
  telegram = createTelegramChannel({
    token: TOKEN,
    apiRoot: `http://127.0.0.1:${port}`,
    log: { info() {}, warn() {}, error() {} },
    seams: {
      // It answers an empty poll at once; Telegram holds it open.
      configure: bot =>
        bot.api.config.use(async (call, method, payload, signal) => {
          const answer = await call(method, payload, signal)
          if (method === 'getUpdates' && answer.ok && Array.isArray(answer.result) && !answer.result.length)
            await delay(50)
          return answer
        }),
    },
  })
  town.context.channels.set('telegram', telegram)
  await town.context.queues.work(
    deliveryQueue('telegram'),
    { deliver: createProcessors(town.context).deliver },
    1,
  )
  await telegram.start(town.context.receive)
})
afterAll(async () => {
  await telegram?.stop()
  await server?.stop()
  await town?.close()
})

interface Shown {
  text: string
  reply_markup?: { inline_keyboard?: { text: string; callback_data: string }[][] }
}

/** Somebody with a phone. */
function person(userId: number, firstName: string, chatId = userId) {
  const client = server.getClient(TOKEN, {
    userId,
    chatId,
    firstName,
    type: chatId < 0 ? 'group' : 'private',
  })
  /** Everything that the bot has shown in this chat and that stands there now. */
  const shown = async (): Promise<Shown[]> => {
    const history = await client.getUpdatesHistory()
    return history.flatMap(update =>
      'message' in update && 'messageId' in update && !('updateId' in update && 'from' in update.message)
        ? [update.message as unknown as Shown]
        : [],
    )
  }
  const sees = (text: string) =>
    vi.waitFor(
      async () => {
        const message = (await shown()).findLast(each => each.text?.includes(text))
        if (!message) throw new Error(`${firstName} does not see "${text}"`)
        return message
      },
      { timeout: 10_000, interval: 50 },
    )
  return {
    sees,
    says: async (text: string) => {
      await (text.startsWith('/')
        ? client.sendCommand(client.makeCommand(text))
        : client.sendMessage(client.makeMessage(text)))
    },
    presses: async (on: Shown, label: string) => {
      const button = on.reply_markup?.inline_keyboard?.flat().find(each => each.text === label)
      if (!button) throw new Error(`no button ${label} on: ${on.text}`)
      await client.sendCallback(client.makeCallbackQuery(button.callback_data))
    },
  }
}

it('a resident writes, the group gets a card, a worker accepts and resolves it there, the resident rates', async () => {
  const { rows: groups } = await town.db.pool.query<{ id: string }>(
    "SELECT w.id FROM work_group w JOIN grid g ON g.id = w.grid_id WHERE g.code = 'g4'",
  )
  const { rows: members } = await town.db.pool.query<{ id: string; name: string }>(
    "SELECT m.id, m.name FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = 'g4' ORDER BY m.id LIMIT 1",
  )
  const [group, member] = [groups[0], members[0]]
  if (!group || !member) throw new Error('the demo has no grid 4')

  const worker = person(7, '王')
  await worker.says(`/join ${await invite(town.db.pool, { memberId: member.id })}`)
  await worker.sees(`${member.name}，您好`)
  const inGroup = person(7, '王', GROUP)
  await inGroup.says(`/bind ${await invite(town.db.pool, { workGroupId: group.id })}`)
  await inGroup.sees('本群已绑定')

  const resident = person(42, '张阿姨')
  await resident.says('状元府3号楼2单元楼道灯坏了')
  const answer = await resident.sees('收到，工单')
  expect(answer.text).toContain('第4网格')
  const card = await inGroup.sees('楼道灯坏了')
  await inGroup.presses(card, '接单')
  await resident.sees('已接单')
  const number = /🔵 (\d{4})/.exec((await inGroup.sees('🔵')).text)?.[1]
  await inGroup.says(`办结 ${number} 灯泡换好了`)
  await resident.presses(await resident.sees('灯泡换好了'), '解决了')
  await resident.presses(await resident.sees('请打个分'), '★★★★★')
  await resident.sees('谢谢您的 5 分')
  expect((await inGroup.sees('✅')).text).toContain('★5')

  const { rows } = await town.db.pool.query('SELECT state, rating FROM ticket')
  expect(rows).toEqual([{ state: 'closed', rating: 5 }])
})
