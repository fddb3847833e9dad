import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Receive } from '../../domain/message.ts'
import { FakeTelegram, refusal } from './testing/fake-telegram.ts'
import { inProcess, listener, TOKEN } from './testing/in-process.ts'
import { message, press } from './testing/updates.ts'

const running: ReturnType<typeof inProcess>[] = []
function begin(receive: Receive, fake = new FakeTelegram()) {
  const it = inProcess({ fake })
  running.push(it)
  void it.channel.start(receive)
  return it
}
afterEach(() => Promise.all(running.splice(0).map(({ channel }) => channel.stop())))

const eventually = (check: () => void) => vi.waitFor(check, 5_000)
const calls = (fake: FakeTelegram, method: string) => fake.calls.filter(each => each.method === method)

describe('a message whose commit fails', () => {
  test('is tried again in place, before the next one', async () => {
    const { heard, receive, texts } = listener()
    let failures = 5
    const { fake, lines } = begin(async each => {
      if (failures-- > 0) throw new Error('connection refused')
      return receive(each)
    })
    fake.push(message({ text: '煤气味' }))
    fake.push(message({ text: '快来' }))
    await eventually(() => expect(heard).toHaveLength(2))
    expect(texts()).toEqual(['煤气味', '快来'])
    expect(lines.filter(line => line.includes('could not be stored'))).toHaveLength(1)
    expect(lines).toContain('Messages from Telegram are stored again.')
  })

  test('is not confirmed to Telegram, not even when the channel stops meanwhile; the next start receives it', async () => {
    const fake = new FakeTelegram()
    const tried: string[] = []
    const failing = begin(async each => {
      tried.push(each.externalId)
      throw new Error('the database is away')
    }, fake)
    const first = fake.push(message({ text: '一' }))
    const second = fake.push(message({ text: '二' }))
    await eventually(() => expect(tried.length).toBeGreaterThan(2))
    await failing.channel.stop()
    expect(fake.unconfirmed).toEqual([first.update_id, second.update_id])
    expect(calls(fake, 'getUpdates').at(-1)?.payload.offset).toBe(first.update_id)

    const { heard, receive, texts } = listener()
    begin(receive, fake)
    await eventually(() => expect(heard).toHaveLength(2))
    expect(texts()).toEqual(['一', '二'])
    expect(heard[0]?.externalId).toBe(tried[0])
  })

  test('is not confirmed while its commit is still under way', async () => {
    const fake = new FakeTelegram()
    let commit = () => {}
    const waiting = new Promise<void>(resolve => (commit = resolve))
    const { heard, receive } = listener()
    const slow = begin(async each => {
      const received = await receive(each)
      await waiting
      return received
    }, fake)
    const update = fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
    const stopped = slow.channel.stop()
    try {
      await eventually(() => expect(calls(fake, 'getUpdates').length).toBeGreaterThan(1))
      expect(fake.unconfirmed).toEqual([update.update_id])
    } finally {
      commit()
    }
    await stopped
  })
})

test('what was committed is confirmed when the channel stops', async () => {
  const { heard, receive } = listener()
  const { fake, channel } = begin(receive)
  fake.push(message({ text: '一' }))
  await eventually(() => expect(heard).toHaveLength(1))
  await channel.stop()
  expect(fake.unconfirmed).toEqual([])
})

test('an update that came again after a crash has the same id', async () => {
  const fake = new FakeTelegram()
  const before = listener()
  const crashed = begin(before.receive, fake)
  const update = fake.push(message({ text: '一' }))
  await eventually(() => expect(before.heard).toHaveLength(1))
  fake.fail('getUpdates', refusal(502, 'Bad Gateway'))
  await crashed.channel.stop()
  fake.push(update, true)
  const after = listener()
  begin(after.receive, fake)
  await eventually(() => expect(after.heard).toHaveLength(1))
  expect(after.heard[0]?.externalId).toBe(before.heard[0]?.externalId)
})

describe('a button', () => {
  test('is answered after the commit', async () => {
    const order: string[] = []
    const { heard, receive } = listener()
    const { fake } = begin(async each => {
      order.push(`committed, ${calls(fake, 'answerCallbackQuery').length} answered`)
      return receive(each)
    })
    fake.push(press('accept:20261120-0231', { id: '99' }))
    await eventually(() => expect(calls(fake, 'answerCallbackQuery')).toHaveLength(1))
    expect(order).toEqual(['committed, 0 answered'])
    expect(heard[0]?.content).toEqual({ kind: 'action', action: 'accept:20261120-0231' })
  })

  test('works although the answer fails', async () => {
    const { heard, receive } = listener()
    const { fake } = begin(receive)
    fake.fail('answerCallbackQuery', refusal(400, 'Bad Request: query is too old'))
    fake.push(press('urge:-'))
    fake.push(message({ text: '在吗' }))
    await eventually(() => expect(heard).toHaveLength(2))
  })
})

describe('trouble with Telegram', () => {
  const offline = () => {
    throw Object.assign(new Error(`request to https://api.telegram.org/bot${TOKEN}/x failed`), {
      code: 'ENOTFOUND',
    })
  }

  test('no network at the start: it keeps trying, says so once, and receives as soon as there is one', async () => {
    const fake = new FakeTelegram()
    for (const method of ['getMe', 'deleteWebhook']) for (let n = 0; n < 12; n++) fake.fail(method, offline)
    const { heard, receive } = listener()
    const { lines } = begin(receive, fake)
    fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
    expect(lines.filter(line => line.includes('cannot be reached (ENOTFOUND)'))).toHaveLength(1)
    expect(lines).toContain('Telegram answers again.')
    expect(lines.join()).not.toContain(TOKEN)
  })

  test('start() does not wait for Telegram, stop() neither', async () => {
    const fake = new FakeTelegram()
    for (let n = 0; n < 1_000; n++) fake.fail('getMe', offline)
    const { channel } = inProcess({ fake })
    await channel.start(listener().receive)
    await eventually(() => expect(calls(fake, 'getMe').length).toBeGreaterThan(3))
    await channel.stop()
  })

  test.each([
    [401, 'Unauthorized', /does not know this bot token.*BotFather/],
    [404, 'Not Found', /does not know this bot token/],
    [409, 'Conflict: terminated by other getUpdates request', /Another program .* same Telegram bot token/],
    [502, 'Bad Gateway', /502: Bad Gateway/],
  ])('%d is told in plain words, and survived', async (code, description, words) => {
    const fake = new FakeTelegram()
    for (const method of ['getMe', 'getUpdates', 'getUpdates']) fake.fail(method, refusal(code, description))
    const { heard, receive } = listener()
    const { lines } = begin(receive, fake)
    fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
    expect(lines.find(line => words.test(line))).toBeDefined()
  })

  test('429 is waited for as long as Telegram says', async () => {
    const fake = new FakeTelegram()
    fake.fail('getUpdates', refusal(429, 'Too Many Requests', { retry_after: 17 }))
    const { heard, receive } = listener()
    const { time } = begin(receive, fake)
    fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
    expect(time.slept).toContain(17_000)
  })

  test('a command menu that fails stops nothing else', async () => {
    const fake = new FakeTelegram()
    fake.fail('setMyCommands', refusal(500, 'Internal Server Error'))
    const { heard, receive } = listener()
    begin(receive, fake)
    fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
  })

  test('an update of no known shape is left out, with a word about it', async () => {
    const { heard, receive } = listener()
    const { fake, lines } = begin(receive)
    fake.push({ message: { message_id: 1, text: 'no chat' } } as never)
    fake.push(message({ text: '一' }))
    await eventually(() => expect(heard).toHaveLength(1))
    expect(lines.find(line => line.includes('no shape that we know'))).toBeDefined()
  })
})

test('the menu is set in both languages, in private chats and groups', async () => {
  const { fake } = begin(listener().receive)
  await eventually(() => expect(calls(fake, 'setMyCommands')).toHaveLength(4))
})

test('a message heard without the poller, as grammY hands it over, is committed before it is done', async () => {
  const { heard, receive } = listener()
  const { bot, fake } = begin(receive)
  await eventually(() => expect(calls(fake, 'getUpdates')).toHaveLength(1))
  await bot.handleUpdate({ update_id: 1, ...message({ text: '你好' }) } as never)
  expect(heard).toHaveLength(1)
})
