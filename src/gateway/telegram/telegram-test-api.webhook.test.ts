/** The webhook against a third-party Bot API emulator, over HTTP. The emulator sends no secret; a proxy adds it. */
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type HttpServer, startHttp } from '../../http/server.ts'
import { webhookPart } from '../../http/webhook.ts'
import { createTelegramChannel, type TelegramChannel } from './telegram-channel.ts'
import { listener, recordingLog, TOKEN } from './testing/in-process.ts'

let server: TelegramServer
let channel: TelegramChannel
let linli: HttpServer
const { heard, receive } = listener()
const { lines, ...log } = recordingLog()

const proxy = http.createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { header = '', secret = '' } = channel.webhook ?? {}
  const headers = { 'Content-Type': 'application/json', [header]: secret }
  const answer = await fetch(`${linli.url}${request.url}`, {
    method: 'POST',
    headers,
    body: Buffer.concat(chunks),
  })
  response.writeHead(answer.status, { Connection: 'close' }).end()
})
const portOf = async (listening: net.Server) => {
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  return (listening.address() as AddressInfo).port
}

beforeAll(async () => {
  // The emulator treats port 0 as 9000, so a free port is found here.
  const probe = net.createServer()
  const port = await portOf(probe)
  await new Promise(resolve => probe.close(resolve))
  server = new TelegramServer({ host: '127.0.0.1', port })
  await server.start()
  channel = createTelegramChannel({
    token: TOKEN,
    apiRoot: `http://127.0.0.1:${port}`,
    webhookUrl: `http://127.0.0.1:${await portOf(proxy)}`,
    log,
  })
  const parts = channel.webhook ? [webhookPart(channel.webhook)] : []
  linli = await startHttp({ host: '127.0.0.1', port: 0, parts, ready: () => true })
  await channel.start(receive)
  await vi.waitUntil(() => lines.join().includes('listening as'), 5_000)
})
afterAll(async () => {
  // Closed first: updates under way are still answered.
  await new Promise(resolve => proxy.close(resolve))
  await channel.stop()
  await linli.stop()
  await server.stop()
})

test('a resident writes, and presses a button', async () => {
  const resident = server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: '王大妈' })
  const heardAll = (count: number) => vi.waitFor(() => expect(heard).toHaveLength(count), 5_000)
  await resident.sendMessage(resident.makeMessage('楼道灯坏了'))
  await heardAll(1)
  await resident.sendCallback(resident.makeCallbackQuery('urge:20261120-0231'))
  await heardAll(2)
  expect(heard.map(({ chat, content }) => [chat.externalId, content])).toEqual([
    ['42', { kind: 'text', text: '楼道灯坏了' }],
    ['42', { kind: 'action', action: 'urge:20261120-0231' }],
  ])
})
