import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { refusal } from './testing/fake-telegram.ts'
import { calledByTelegram } from './testing/caller.ts'
import { listener, TOKEN } from './testing/in-process.ts'
import { message, press } from './testing/updates.ts'

let it: Awaited<ReturnType<typeof calledByTelegram>>
beforeEach(async () => {
  it = await calledByTelegram()
})
afterEach(() => it.stop())

const numbered = (update: object, update_id = 1) => ({ update_id, ...update })
const registered = () => vi.waitFor(() => expect(it.fake.webhook.url).not.toBe(''), 5_000)
const begin = async (receive: Parameters<typeof it.channel.start>[0]) => {
  await it.channel.start(receive)
  await registered()
}

test('Telegram is told where to call, with a secret that is not the token, and which updates to send', async () => {
  await begin(listener().receive)
  expect(it.fake.webhook).toMatchObject({
    url: 'https://linli.example.cn/telegram/webhook',
    secret_token: expect.stringMatching(/^[\w-]{64}$/),
    allowed_updates: expect.arrayContaining([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
    ]),
  })
  expect(it.fake.calls.map(({ method }) => method)).not.toContain('getUpdates')
  expect(TOKEN).not.toContain(it.fake.webhook.secret_token)
})

test.each(['', 'wrong', 'a'.repeat(64)])('an update with the secret "%s" is not accepted', async secret => {
  const { heard, receive } = listener()
  await begin(receive)
  expect(await it.call(numbered(message({ text: '路灯不亮' })), secret)).toBe(401)
  expect(heard).toHaveLength(0)
})

test('"yes" comes after the commit, and not when it fails; brought again it is the same message', async () => {
  const { heard, receive } = listener()
  let failures = 1
  let commit = () => {}
  const waiting = new Promise<void>(resolve => (commit = resolve))
  await begin(async each => {
    if (failures-- > 0) throw new Error('the database is away')
    await waiting
    return receive(each)
  })
  const update = numbered(message({ text: '路灯不亮' }))
  expect(await it.call(update)).toBe(503)
  let answered = false
  const second = it.call(update).finally(() => (answered = true))
  await new Promise(resolve => setImmediate(resolve))
  expect([answered, heard.length]).toEqual([false, 0])
  commit()
  expect(await second).toBe(200)
  expect(await it.call(update)).toBe(200)
  expect(new Set(heard.map(({ externalId }) => externalId)).size).toBe(1)
})

test('a body of more than a megabyte or of no JSON is refused, and an update without a message to us is taken', async () => {
  const { heard, receive } = listener()
  await begin(receive)
  expect(await it.call(numbered(message({ text: 'a'.repeat(1_100_000) })))).toBe(413)
  expect(await it.call([1])).toBe(400)
  expect(await it.call(numbered({ message: { message_id: 1, text: 'no chat' } }))).toBe(200)
  expect(await it.call(numbered({ poll: {} }))).toBe(200)
  expect(heard).toHaveLength(0)
})

test('a button stops turning', async () => {
  await begin(listener().receive)
  expect(await it.call(numbered(press('urge:-', { id: '99' })))).toBe(200)
  await vi.waitFor(
    () => expect(it.fake.calls.map(({ method }) => method)).toContain('answerCallbackQuery'),
    5_000,
  )
})

test('before the start and after the stop Telegram keeps what it brings', async () => {
  const update = numbered(message({ text: '一' }))
  expect(await it.call(update, it.channel.webhook?.secret)).toBe(503)
  const { heard, receive } = listener()
  await begin(receive)
  await it.channel.stop()
  expect(await it.call(update)).toBe(503)
  expect(it.fake.webhook.url).not.toBe('')
  expect(heard).toHaveLength(0)
})

test('a Telegram that refuses is asked until it agrees, and told of in plain words', async () => {
  it.fake.fail('getMe', refusal(502, 'Bad Gateway'))
  it.fake.fail('setWebhook', refusal(400, 'Bad Request: bad webhook: Failed to resolve host'))
  await begin(listener().receive)
  expect(it.lines.find(line => line.includes('Failed to resolve host'))).toBeDefined()
})

test('a webhook that another program has set is set again, and one that cannot be reached is told of', async () => {
  await begin(listener().receive)
  it.fake.webhook = { url: 'https://elsewhere.example.cn' }
  await vi.waitFor(() => expect(it.fake.webhook.url).toContain('linli'), 5_000)
  Object.assign(it.fake.webhook, {
    last_error_date: Math.floor(Date.now() / 1000),
    last_error_message: 'SSL error: certificate verify failed',
  })
  await vi.waitFor(() => expect(it.lines.join()).toContain('certificate verify failed'), 5_000)
  expect(it.lines.join()).not.toContain(TOKEN)
})
