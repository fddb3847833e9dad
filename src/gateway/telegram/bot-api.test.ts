/** Network faults on a real socket. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DeliveryError } from '../../domain/message.ts'
import { FakeTelegram, refusal } from './testing/fake-telegram.ts'
import { type Accident, startFaultServer } from './testing/fault-server.ts'
import { inProcess, listener, TOKEN } from './testing/in-process.ts'
import { message } from './testing/updates.ts'

let fake: FakeTelegram
let server: Awaited<ReturnType<typeof startFaultServer>>
let it: ReturnType<typeof inProcess>

beforeEach(async () => {
  fake = new FakeTelegram()
  server = await startFaultServer(fake)
  it = inProcess({ fake, apiRoot: `${server.url}/`, callLimitMs: 1_000 })
})
afterEach(async () => {
  await it.channel.stop()
  await server.stop()
})

const failureOf = (id: string) =>
  it.channel.send({ id, chat: '42', content: { text: '在吗' } }).then(
    () => undefined,
    (error: DeliveryError) => error,
  )

const ACCIDENTS: Accident[] = [502, 'hang up', 'half', 'stall', 'silence']

test.each(ACCIDENTS)(
  'a send that meets with "%s" is tried again by the queue, once, and tells no secrets',
  async accident => {
    server.plan('sendMessage', accident)
    const failure = await failureOf('a')
    expect(failure).toMatchObject({
      name: 'DeliveryError',
      retry: true,
      message: expect.stringMatching(/^Telegram /),
    })
    expect(`${failure?.message}${failure?.stack}`).not.toContain(TOKEN)
    // No layer below the queue retries a send: retries of two layers would multiply.
    expect(fake.messages).toHaveLength(0)
    expect(await failureOf('b')).toBeUndefined()
    expect(fake.messages).toHaveLength(1)
  },
)

test('403 and 429 over HTTP', async () => {
  fake.fail('sendMessage', refusal(429, 'Too Many Requests: retry after 3', { retry_after: 3 }))
  expect(await failureOf('a')).toMatchObject({ retry: true, retryAfterMs: 3_000 })
  await it.time.sleep(3_000)
  fake.dead.add('42')
  expect(await failureOf('b')).toMatchObject({ retry: false })
})

test('no server at all', async () => {
  await server.stop()
  expect(await failureOf('a')).toMatchObject({
    retry: true,
    message: 'Telegram cannot be reached (ECONNREFUSED).',
  })
})

test('listening survives every accident, and misses nothing', async () => {
  for (const method of ['getMe', 'deleteWebhook', 'getUpdates'])
    for (const accident of [502, 'hang up', 'half'] as const) server.plan(method, accident)
  fake.push(message({ text: '一' }))
  fake.push(message({ text: '二' }))
  const { receive, texts } = listener()
  await it.channel.start(receive)
  await vi.waitFor(() => expect(texts()).toEqual(['一', '二']), 5_000)
  expect(it.lines.join()).not.toContain(TOKEN)
})
