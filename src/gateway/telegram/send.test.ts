import { describe, expect, test } from 'vitest'
import { type ChatNews, DeliveryError, type OutboundMessage } from '../../domain/message.ts'
import { refusal } from './testing/fake-telegram.ts'
import { inProcess, listener } from './testing/in-process.ts'

let ids = 0
const to = (chat: string, text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: `m${++ids}`,
  chat,
  content: { text },
  ...more,
})
const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error: DeliveryError) => error,
  )

test('plain text goes out without parse_mode and without link previews', async () => {
  const { channel, fake } = inProcess()
  await channel.send(to('42', '<b>见 https://example.cn'))
  expect(fake.calls[0]?.payload).toMatchObject({ chat_id: 42, link_preview_options: { is_disabled: true } })
  expect(fake.calls[0]?.payload).not.toHaveProperty('parse_mode')
})

describe('an edit', () => {
  test('of a message that was deleted becomes a new message', async () => {
    const { channel, fake } = inProcess()
    const sent = await channel.send(to('42', '🔵 0231', { replaces: '4711' }))
    expect(fake.messages).toMatchObject([{ id: sent.externalId, text: '🔵 0231' }])
  })

  test('that grows too long goes on in a new message, which has the buttons', async () => {
    const { channel, fake } = inProcess()
    const card = await channel.send(to('42', '🟡'))
    const content = { text: '长\n'.repeat(3_000), buttons: [[{ label: '接单', action: 'a' }]] }
    const sent = await channel.send(to('42', '', { content, replaces: card.externalId }))
    expect(fake.messages.map(({ id, keyboard }) => [id, keyboard.length])).toEqual([
      [card.externalId, 0],
      [sent.externalId, 1],
    ])
  })
})

describe('what Telegram refuses', () => {
  test.each([
    [403, 'Forbidden: bot was blocked by the user', false],
    [403, 'Forbidden: bot was kicked from the supergroup chat', false],
    [403, 'Forbidden: user is deactivated', false],
    [400, 'Bad Request: chat not found', false],
    [401, 'Unauthorized', true],
    [500, 'Internal Server Error', true],
    [429, 'Too Many Requests: retry after 7', true],
  ])('%d %s: tried again? %s', async (code, description, retry) => {
    const { channel, fake } = inProcess()
    fake.fail('sendMessage', refusal(code, description, code === 429 ? { retry_after: 7 } : {}))
    const failure = await failureOf(channel.send(to('42', '在吗')))
    expect(failure).toBeInstanceOf(DeliveryError)
    expect(failure).toMatchObject({
      retry,
      untried: code === 429,
      retryAfterMs: code === 429 ? 7_000 : undefined,
    })
  })

  test.each([
    'not enough rights to send text messages to the chat',
    'CHAT_WRITE_FORBIDDEN',
    'TOPIC_CLOSED',
    'message thread not found',
  ])('%s: nothing arrives there until a person lets us in', async words => {
    const { channel, fake } = inProcess()
    fake.fail('sendMessage', refusal(400, `Bad Request: ${words}`))
    expect(await failureOf(channel.send(to('-100200:5', '🟡')))).toMatchObject({
      retry: false,
      chatGone: true,
    })
  })

  test('after a 429 the chat is left in peace, others are not', async () => {
    const { channel, fake } = inProcess()
    fake.fail('sendMessage', refusal(429, 'Too Many Requests', { retry_after: 30 }))
    await failureOf(channel.send(to('42', '一')))
    const second = await failureOf(channel.send(to('42', '二')))
    expect(second).toMatchObject({ retry: true, retryAfterMs: 30_000 })
    expect(fake.calls).toHaveLength(1)
    await channel.send(to('43', '三'))
  })

  test('a group that became a supergroup is followed, now and later, and told of', async () => {
    const { channel, fake } = inProcess()
    const told: ChatNews[] = []
    await channel.start(listener().receive, async news => void told.push(news))
    fake.fail(
      'editMessageText',
      refusal(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -100777 }),
    )
    await channel.send(to('-777', '一', { replaces: '5' }))
    await channel.send(to('-777', '二', { replaces: '6' }))
    await channel.stop()
    // Messages of the new group have ids of their own: message 5 of the old one cannot be edited there.
    expect(fake.messages.map(({ chat, text }) => [chat, text])).toEqual([
      ['-100777', '一'],
      ['-100777', '二'],
    ])
    expect(fake.calls.filter(({ method }) => method === 'editMessageText')).toHaveLength(1)
    expect(told).toEqual([{ channel: 'telegram', what: 'moved', chat: '-777', to: '-100777' }])
  })
})

describe('a forum topic', () => {
  test('is answered in the topic, and edited by its group', async () => {
    const { channel, fake } = inProcess()
    const sent = await channel.send(to('-100200:5', '🟡'))
    await channel.send(to('-100200:5', '🔵', { replaces: sent.externalId }))
    expect(fake.calls.map(({ payload }) => payload)).toMatchObject([
      { chat_id: -100200, message_thread_id: 5 },
      { chat_id: -100200, message_id: Number(sent.externalId) },
    ])
  })

  test('shares the limits of its group', async () => {
    const { channel } = inProcess()
    for (let n = 0; n < 3; n++) await channel.send(to(`-100200:${n}`, `卡片${n}`))
    expect(await failureOf(channel.send(to('-100200', '卡片3')))).toMatchObject({ retry: true })
  })
})

describe('the pace', () => {
  test('a short wait happens inside send', async () => {
    const { channel, fake, time } = inProcess()
    for (let n = 0; n < 40; n++) await channel.send(to(String(n), '停水通知'))
    expect(fake.messages).toHaveLength(40)
    expect(time.slept).toEqual([1000])
  })

  test('a long wait is given back to the queue, and is no failure of the message', async () => {
    const { channel, fake, time } = inProcess()
    for (let n = 0; n < 3; n++) await channel.send(to('-100', `卡片${n}`))
    const failure = await failureOf(channel.send(to('-100', '卡片3')))
    expect(failure).toMatchObject({ retry: true, untried: true, retryAfterMs: 3_000 })
    expect([fake.messages.length, time.slept]).toEqual([3, []])
  })
})

test('a long message that broke off goes on where it stopped', async () => {
  const { channel, fake } = inProcess()
  const long = to('42', '一二三四五六七八九。\n'.repeat(1_000))
  fake.fail('sendMessage', refusal(502, 'Bad Gateway'))
  await failureOf(channel.send(long))
  expect(fake.messages).toHaveLength(0)
  const first = fake.answer.bind(fake)
  let sends = 0
  fake.answer = (method, payload, signal) =>
    method === 'sendMessage' && ++sends === 2
      ? Promise.resolve(refusal(502, 'Bad Gateway'))
      : first(method, payload, signal)
  expect(await failureOf(channel.send(long))).toMatchObject({ retry: true })
  await channel.send(long)
  expect(fake.messages.map(({ text }) => text).join('')).toBe(long.content.text)
})
