/** Against a third-party Bot API emulator, over HTTP. */
import net, { type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Bot } from 'grammy'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Channel } from '../../domain/message.ts'
import { createTelegramChannel } from './telegram-channel.ts'
import { listener, recordingLog, TOKEN } from './testing/in-process.ts'

let server: TelegramServer
let channel: Channel
const { heard, receive } = listener()
const { lines, ...log } = recordingLog()

/** The emulator answers an empty poll at once; Telegram holds it open. */
const unhurried = (bot: Bot) =>
  bot.api.config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal)
    if (method === 'getUpdates' && answer.ok && Array.isArray(answer.result) && !answer.result.length)
      await delay(50)
    return answer
  })

beforeAll(async () => {
  // The emulator treats port 0 as 9000, so a free port is found here.
  const probe = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  server = new TelegramServer({ host: '127.0.0.1', port })
  await server.start()
  channel = createTelegramChannel({
    token: TOKEN,
    apiRoot: `http://127.0.0.1:${port}`,
    log,
    seams: { configure: unhurried },
  })
  await channel.start(receive)
})
afterAll(async () => {
  await channel.stop()
  await server.stop()
})

const last = (count: number) =>
  vi.waitFor(() => {
    expect(heard).toHaveLength(count)
    return heard[count - 1]
  }, 5_000)

test('a resident writes, is answered, presses a button; a group does the same', async () => {
  const resident = server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: '王大妈' })
  await resident.sendMessage(resident.makeMessage('楼道灯坏了'))
  expect(await last(1)).toMatchObject({
    chat: { externalId: '42', kind: 'private' },
    sender: { externalId: '42', name: '王大妈' },
    content: { kind: 'text', text: '楼道灯坏了' },
  })

  const buttons = [[{ label: '催一下', action: 'urge:20261120-0231' }]]
  const sent = await channel.send({
    id: 'a',
    chat: '42',
    content: { text: '收到，工单 1120-0231。', buttons },
  })
  const { result } = await resident.getUpdates()
  expect(result).toMatchObject([
    {
      messageId: Number(sent.externalId),
      message: {
        text: '收到，工单 1120-0231。',
        reply_markup: { inline_keyboard: [[{ text: '催一下', callback_data: 'urge:20261120-0231' }]] },
      },
    },
  ])

  await resident.sendCallback(resident.makeCallbackQuery('urge:20261120-0231'))
  expect(await last(2)).toMatchObject({ content: { kind: 'action', action: 'urge:20261120-0231' } })

  await resident.sendCommand(resident.makeCommand('/help'))
  expect(await last(3)).toMatchObject({ content: { kind: 'text', text: '/help' } })

  const worker = server.getClient(TOKEN, { userId: 7, chatId: -500, type: 'group', firstName: '王师傅' })
  await worker.sendMessage(worker.makeMessage('接 0231'))
  expect(await last(4)).toMatchObject({
    chat: { externalId: '-500', kind: 'group' },
    sender: { externalId: '7' },
    content: { text: '接 0231' },
  })

  const card = await channel.send({ id: 'b', chat: '-500', content: { text: '🟡 0231', buttons } })
  const edit = { id: 'c', chat: '-500', content: { text: '🔵 0231 王师傅已接单' }, replaces: card.externalId }
  expect(await channel.send(edit)).toEqual(card)
  const seen = (await worker.getUpdates()).result
  expect(seen).toMatchObject([
    { message: { text: '🔵 0231 王师傅已接单', reply_markup: { inline_keyboard: [] } } },
  ])
})

test('it answers 500 to setMyCommands, which changes nothing but a line in the log', async () => {
  await vi.waitFor(() => expect(lines.join('\n')).toContain('shows no command menu'), 5_000)
})
