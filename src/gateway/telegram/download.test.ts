import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeTelegram, refusal } from './testing/fake-telegram.ts'
import { inProcess, TOKEN } from './testing/in-process.ts'

const server = http.createServer((request, response) => {
  const name = request.url?.split('/').at(-1)
  if (request.url !== `/file/bot${TOKEN}/photos/${name}`) return void response.writeHead(500).end()
  if (name === 'gone') return void response.writeHead(404).end()
  if (name === 'cut')
    return void response.writeHead(200, { 'content-length': '99' }).write('x', () => response.destroy())
  response.end('12345')
})
let it: ReturnType<typeof inProcess>
const fake = new FakeTelegram()
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  it = inProcess({ fake, apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
  fake.plug(it.bot)
})
afterAll(() => new Promise(resolve => server.close(resolve)))

const get = (name: string, most = 100, file: object = { file_path: `photos/${name}` }) => {
  fake.fail('getFile', { ok: true, result: { file_id: 'F', ...file } })
  return it.channel.fetch?.('F', most)
}

test('the bytes of a file', async () => {
  expect(Buffer.from((await get('whole')) ?? []).toString()).toBe('12345')
})

test.each([
  ['Telegram no longer has it', 'gone', 100, undefined],
  ['it has no address', 'whole', 100, {}],
  ['it is larger than we keep', 'whole', 4, undefined],
  ['Telegram says so before', 'whole', 100, { file_path: 'photos/whole', file_size: 101 }],
])('is not asked for again when %s', async (_, name, most, file) => {
  await expect(get(name, most, file)).rejects.toMatchObject({ name: 'DeliveryError', retry: false })
})

test('is asked for again when it breaks off or Telegram is busy, without a word of the token', async () => {
  const failure = await get('cut')?.catch((error: Error) => error)
  expect(failure).toMatchObject({ name: 'DeliveryError', retry: true })
  expect(`${(failure as Error).stack}`).not.toContain(TOKEN)
  fake.fail('getFile', refusal(429, 'Too Many Requests', { retry_after: 3 }))
  await expect(it.channel.fetch?.('F', 9)).rejects.toMatchObject({ retry: true, retryAfterMs: 3_000 })
})

test('a file that Telegram finds too big is not asked for again', async () => {
  fake.fail('getFile', refusal(400, 'Bad Request: file is too big'))
  await expect(it.channel.fetch?.('F', 9)).rejects.toMatchObject({ retry: false, chatGone: false })
})
