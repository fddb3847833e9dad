import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboundContent, InboundMessage } from '../domain/message.ts'
import type { Queues } from '../queue/bullmq.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { storable } from '../domain/text/storable-text.ts'
import { createReceive } from './receive.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
}, 60_000)
afterAll(() => db.close())

let count = 0
beforeEach(() => {
  count++
})

/** From a sender that only this test uses. */
const message = (over: Partial<InboundMessage> = {}): InboundMessage => ({
  channel: 'local',
  externalId: `message-${count}`,
  chat: { externalId: `chat-${count}`, kind: 'private' },
  sender: { externalId: `sender-${count}`, name: '张阿姨' },
  content: { kind: 'text', text: '楼道灯坏了' },
  ...over,
})

function hearing(onEnqueue: (conversationId: string) => unknown = () => {}) {
  const enqueued: string[] = []
  const errors: unknown[] = []
  const enqueue = (async (_name: string, payload: { conversationId: string }) => {
    enqueued.push(payload.conversationId)
    await onEnqueue(payload.conversationId)
  }) as unknown as Queues['enqueue']
  const receive = createReceive({
    pool: db.pool,
    queues: { enqueue },
    now: () => new Date(),
    onQueueError: error => errors.push(error),
  })
  return { receive, enqueued, errors }
}

const kept = async (externalId = `message-${count}`) => {
  const { rows } = await db.pool.query<{
    id: string
    kind: string
    text: string
    data: Record<string, unknown>
    state: string
    conversation_id: string
    identity_id: string
  }>('SELECT * FROM inbound_message WHERE external_id = $1', [externalId])
  return rows
}
const howMany = async (table: 'identity' | 'conversation', externalId: string) => {
  const { rows } = await db.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE external_id = $1`,
    [externalId],
  )
  return rows[0]?.n
}

it('keeps a message as it came and has it handled', async () => {
  const { receive, enqueued } = hearing()
  const received = await receive(message({ sender: { externalId: `sender-${count}`, language: 'en' } }))
  expect(received?.fresh).toBe(true)
  expect(await kept()).toMatchObject([
    { id: received?.id, kind: 'text', text: '楼道灯坏了', data: { language: 'en' }, state: 'received' },
  ])
  expect(enqueued).toEqual([received?.conversationId])
})

it('knows a message that is handed over again: one row, one job', async () => {
  const { receive, enqueued } = hearing()
  const first = await receive(message())
  const again = await receive(message({ content: { kind: 'text', text: 'edited by the platform' } }))
  expect(again).toEqual({ ...first, fresh: false })
  expect(await kept()).toMatchObject([{ text: '楼道灯坏了' }])
  expect(enqueued).toHaveLength(1)
})

it('knows it also when both come at once', async () => {
  const { receive, enqueued } = hearing()
  const all = await Promise.all(Array.from({ length: 8 }, () => receive(message())))
  expect(all.filter(each => each?.fresh)).toHaveLength(1)
  expect(new Set(all.map(each => each?.id)).size).toBe(1)
  expect(await kept()).toHaveLength(1)
  expect(enqueued).toHaveLength(1)
})

it('makes one person and one conversation of two first messages at the same time', async () => {
  for (let round = 0; round < 10; round++) {
    const { receive } = hearing()
    const sender = { externalId: `new-${count}-${round}`, name: '李叔' }
    const chat = { externalId: `new-${count}-${round}`, kind: 'private' } as const
    const say = (externalId: string) => receive(message({ externalId, sender, chat }))
    const said = await Promise.all([say(`a-${count}-${round}`), say(`b-${count}-${round}`)])
    expect(said.map(each => each?.fresh)).toEqual([true, true])
    expect(said[0]?.conversationId).toBe(said[1]?.conversationId)
    expect(await howMany('identity', sender.externalId)).toBe(1)
    expect(await howMany('conversation', chat.externalId)).toBe(1)
    const [a] = await kept(`a-${count}-${round}`)
    const [b] = await kept(`b-${count}-${round}`)
    expect(a?.identity_id).toBe(b?.identity_id)
  }
})

it('keeps two channels apart that use the same ids', async () => {
  const { receive } = hearing()
  const one = await receive(message())
  const other = await receive(message({ channel: 'web' }))
  expect(other?.fresh).toBe(true)
  expect(other?.conversationId).not.toBe(one?.conversationId)
})

describe('any content', () => {
  it.each<[string, string, string]>([
    ['a hundred thousand characters', '灯'.repeat(100_000), '灯'.repeat(100_000)],
    ['a NUL, which PostgreSQL refuses', 'a\u0000b', 'ab'],
    ['half an emoji', 'a\ud83d', 'a\ufffd'],
    ['the other half', '\ude00b', '\ufffdb'],
    ['emoji, families too', '😀👨‍👩‍👧🇨🇳', '😀👨‍👩‍👧🇨🇳'],
    ['rare characters', '𠮷野家着火', '𠮷野家着火'],
    ['nothing', '', ''],
    ['SQL', "'); DROP TABLE ticket; --", "'); DROP TABLE ticket; --"],
    ['backslashes and quotes', '\\u0000 "x" \\', '\\u0000 "x" \\'],
  ])('%s is kept', async (_, text, stored) => {
    const { receive } = hearing()
    expect((await receive(message({ content: { kind: 'text', text } })))?.fresh).toBe(true)
    expect(await kept()).toMatchObject([{ text: stored }])
    expect(storable(text)).toBe(stored)
  })

  it.each<[string, InboundContent, object]>([
    ['a button', { kind: 'action', action: 'urge:-' }, { kind: 'action', data: { action: 'urge:-' } }],
    [
      'a button with a NUL and half an emoji',
      { kind: 'action', action: 'x\u0000\ud83d' },
      { kind: 'action', data: { action: 'x\ufffd' } },
    ],
    [
      'a pin',
      { kind: 'location', latitude: 36.7, longitude: 119.1 },
      { kind: 'location', text: '', data: { latitude: 36.7, longitude: 119.1 } },
    ],
    [
      'a voice message',
      { kind: 'unsupported', what: 'voice', text: '' },
      { kind: 'unsupported', text: '', data: { what: 'voice' } },
    ],
    [
      'a reply',
      { kind: 'text', text: '换好了', replyTo: '77' },
      { kind: 'text', text: '换好了', data: { replyTo: '77' } },
    ],
  ])('%s is kept', async (_, content, row) => {
    const { receive } = hearing()
    await receive(message({ content }))
    expect(await kept()).toMatchObject([row])
  })

  it('a name of any length and kind is kept as far as it goes', async () => {
    const { receive } = hearing()
    await receive(message({ sender: { externalId: `sender-${count}`, name: `${'长'.repeat(500)}\u0000` } }))
    const { rows } = await db.pool.query<{ name: string }>(
      'SELECT name FROM identity WHERE external_id = $1',
      [`sender-${count}`],
    )
    expect(rows[0]?.name).toBe('长'.repeat(100))
  })

  it('what is no message at all is refused and leaves nothing behind', async () => {
    const { receive, enqueued } = hearing()
    const nonsense = { kind: 'telepathy' } as unknown as InboundContent
    await expect(receive(message({ content: nonsense }))).rejects.toThrow(/kind|Invalid/)
    expect(await kept()).toEqual([])
    expect(enqueued).toEqual([])
  })
})

it('has the row committed before its job can run', async () => {
  let seen: number | undefined
  const { receive } = hearing(async () => {
    // Another connection than the one that wrote: it sees committed rows only.
    seen = (await kept()).length
  })
  await receive(message())
  expect(seen).toBe(1)
})

it('succeeds when the queue is away: the row is there, the operator is told', async () => {
  const { receive, errors } = hearing(() => {
    throw new Error('redis is away')
  })
  await expect(receive(message())).resolves.toMatchObject({ fresh: true })
  expect(await kept()).toHaveLength(1)
  expect(errors).toMatchObject([{ message: 'redis is away' }])
})

it('enqueues nothing for a row that was never committed', async () => {
  const { receive, enqueued } = hearing()
  const chat = { externalId: 'x'.repeat(5), kind: 'nowhere' as 'private' }
  await expect(receive(message({ chat }))).rejects.toThrow('chat_kind')
  expect(enqueued).toEqual([])
})

describe('words that were changed', () => {
  const first = () => message()
  const changed = (text: string, when = 1) =>
    message({
      externalId: `message-${count}:edit-${when}`,
      edits: `message-${count}`,
      content: { kind: 'text', text },
    })

  it('before a turn read them take the place of the first, also when they are brought twice', async () => {
    const { receive, enqueued } = hearing()
    await receive(first())
    for (let twice = 0; twice < 2; twice++) await receive(changed('5号楼楼道灯坏了'))
    expect(await kept()).toMatchObject([{ state: 'handled', text: '楼道灯坏了' }])
    expect(await kept(`message-${count}:edit-1`)).toMatchObject([
      { state: 'received', text: '5号楼楼道灯坏了', data: { edits: `message-${count}` } },
    ])
    expect(enqueued).toHaveLength(2)
  })

  it('to what they were say nothing new, and are compared to the last version', async () => {
    const { receive } = hearing()
    const { id } = (await receive(first())) ?? {}
    expect(await receive(changed('楼道灯坏了'))).toMatchObject({ id, fresh: false })
    await receive(changed('5号楼楼道灯坏了', 2))
    expect(await receive(changed('楼道灯坏了', 3))).toMatchObject({ fresh: true })
    expect(await kept(`message-${count}:edit-2`)).toMatchObject([{ state: 'handled' }])
  })

  it('of a message that we never heard are heard like any other', async () => {
    const { receive } = hearing()
    expect(await receive(changed('5号楼楼道灯坏了'))).toMatchObject({ fresh: true })
  })
})

it('gives a message that waits for an erasure to the new identity', async () => {
  const { receive } = hearing()
  const before = await receive(message())
  const forgetting = await db.pool.connect()
  await forgetting.query('BEGIN')
  for (const table of ['conversation', 'identity'])
    await forgetting.query(
      `UPDATE ${table} SET external_id = 'erased:' || id WHERE external_id IN ('chat-${count}', 'sender-${count}')`,
    )
  const said = receive(message({ externalId: `message-${count}-after` }))
  await expect
    .poll(
      async () =>
        (
          await db.pool.query(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
          )
        ).rowCount,
    )
    .toBe(1)
  await forgetting.query('COMMIT')
  forgetting.release()
  expect((await said)?.conversationId).not.toBe(before?.conversationId)
  expect(await howMany('conversation', `chat-${count}`)).toBe(1)
  expect((await kept(`message-${count}-after`))[0]?.identity_id).not.toBe((await kept())[0]?.identity_id)
})
