/** Runs on PostgreSQL, or on Redis when REDIS_URL is set: both must pass. */
import { once } from 'node:events'
import net from 'node:net'
import { UnrecoverableError } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../lib/ids.ts'
import { mayLeaveOutRedis, openOwnRedis } from '../testing/redis.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { assertRedis, type Queues, createQueues } from './bullmq.ts'
import { BACKOFF, JOBS, type Payload, deliveryQueue } from './jobs.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
}, 60_000)
afterAll(() => db.close())

const QUEUES = ['triage', 'exam', deliveryQueue('local')]

let prefix = ''
let errors: { message: string; where: string }[] = []
let opened: Queues[] = []
let queues: Queues

/** Another process on the same queues. */
const process = (databaseUrl = db.url): Queues => {
  const made = createQueues({
    databaseUrl,
    redisUrl: globalThis.process.env.REDIS_URL,
    prefix,
    poolMax: 2,
    onError: (error, where) => errors.push({ message: error.message, where }),
  })
  opened.push(made)
  return made
}
const closeOne = async (which: Queues) => {
  opened = opened.filter(each => each !== which)
  await which.close()
}

beforeEach(async () => {
  prefix = `test-${newId()}`
  errors = []
  queues = process()
})
afterEach(async () => {
  await Promise.all(opened.slice(1).map(closeOne))
  // On PostgreSQL all tests share the database's queues: a test's leftovers must not reach the next.
  await queues.wipe(QUEUES)
  await closeOne(queues)
})

const soon = (check: () => unknown, timeout = 10_000) => vi.waitFor(check, { timeout, interval: 10 })

/** A promise that `open` resolves. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}

type Turn = Payload<'triage'>
const turn = (conversationId = newId()): Turn => ({ conversationId })

it('says which backend it runs on', () => {
  expect(queues.backend).toBe(globalThis.process.env.REDIS_URL ? 'redis' : 'postgres')
})

it('runs every job once, in the order in which they came, with what they carry', async () => {
  const all = Array.from({ length: 12 }, () => turn())
  for (const each of all) await queues.enqueue('triage', each)
  expect(await queues.waiting('triage')).toBe(12)
  const ran: Turn[] = []
  await queues.work('triage', { triage: async payload => void ran.push(payload) }, 1)
  await soon(() => expect(ran).toHaveLength(12))
  expect(ran).toEqual(all)
  await soon(async () => expect(await queues.waiting('triage')).toBe(0))
  expect(errors).toEqual([])
})

it('keeps the deliveries of a channel apart from those of another', async () => {
  const ran: string[] = []
  await queues.work(deliveryQueue('local'), { deliver: async ({ channel }) => void ran.push(channel) }, 1)
  await queues.enqueue('deliver', { channel: 'web' })
  await queues.enqueue('deliver', { channel: 'local' })
  await soon(() => expect(ran).toEqual(['local']))
  expect(await queues.waiting(deliveryQueue('web'))).toBe(1)
  await queues.wipe([deliveryQueue('web')])
})

describe('jobs of one key', () => {
  it('are one while it waits', async () => {
    const one = turn()
    for (let i = 0; i < 5; i++) await queues.enqueue('triage', one)
    await process().enqueue('triage', one)
    await queues.enqueue('triage', turn())
    expect(await queues.waiting('triage')).toBe(2)
    let ran = 0
    await queues.work('triage', { triage: async () => void ran++ }, 4)
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
    expect(ran).toBe(2)
  })

  it('run after each other: what came while one ran runs once more, at the end', async () => {
    const one = turn()
    const { opened, open } = gate()
    let ran = 0
    let atOnce = 0
    let most = 0
    await queues.work(
      'triage',
      {
        triage: async () => {
          most = Math.max(most, ++atOnce)
          if (++ran === 1) await opened
          atOnce--
        },
      },
      4,
    )
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toBe(1))
    for (let i = 0; i < 4; i++) await queues.enqueue('triage', one)
    // Jobs of other keys do not wait for it.
    await queues.enqueue('triage', turn())
    await soon(() => expect(ran).toBe(2))
    open()
    await soon(() => expect(ran).toBe(3))
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
    expect(ran).toBe(3)
    expect(most).toBe(2)
  })

  it('lose nothing in between: the last thing written is always seen', async () => {
    const one = turn()
    let written = 0
    let seen = 0
    await queues.work(
      'triage',
      {
        triage: async () => {
          const now = written
          await db.pool.query('SELECT 1')
          seen = now
        },
      },
      4,
    )
    for (let i = 0; i < 150; i++) {
      written++
      await queues.enqueue('triage', one)
      // Some jobs are added at the moment in which the previous one ends.
      if (i % 10 === 0) await soon(() => expect(seen).toBeGreaterThanOrEqual(written - 1))
    }
    await soon(() => expect(seen).toBe(150))
  })

  it('do not wait for their delay when one comes that has none', async () => {
    const one = turn()
    const ran: number[] = []
    await queues.work('triage', { triage: async () => void ran.push(Date.now()) }, 1)
    await queues.enqueue('triage', one, 60_000)
    expect(await queues.waiting('triage')).toBe(1)
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toHaveLength(1), 5_000)
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
  })

  it('do not begin to wait because one comes that has a delay', async () => {
    const one = turn()
    await queues.enqueue('triage', one)
    await queues.enqueue('triage', one, 60_000)
    let ran = 0
    await queues.work('triage', { triage: async () => void ran++ }, 1)
    await soon(() => expect(ran).toBe(1), 5_000)
  })

  it('may be asked for by the one that runs: "call me again later"', async () => {
    const ran: number[] = []
    await queues.work(
      deliveryQueue('local'),
      {
        deliver: async () => {
          ran.push(Date.now())
          if (ran.length < 3) await queues.enqueue('deliver', { channel: 'local' }, 200)
        },
      },
      1,
    )
    await queues.enqueue('deliver', { channel: 'local' })
    await soon(() => expect(ran).toHaveLength(3))
    const [first = 0, second = 0, third = 0] = ran
    expect(second - first).toBeGreaterThanOrEqual(190)
    expect(third - second).toBeGreaterThanOrEqual(190)
  })

  it('do not wait behind one that failed and will be tried again', async () => {
    const one = turn()
    let ran = 0
    await queues.work(
      'triage',
      {
        triage: async () => {
          if (++ran === 1) throw new Error('the database is away')
        },
      },
      1,
    )
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toBe(1))
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toBeGreaterThanOrEqual(2))
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
  })

  it('go on when one of them failed without a retry', async () => {
    const { opened, open } = gate()
    const one = turn()
    let ran = 0
    await queues.work(
      'triage',
      {
        triage: async () => {
          if (++ran > 1) return
          await opened
          throw new UnrecoverableError('broken')
        },
      },
      1,
    )
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toBe(1))
    await queues.enqueue('triage', one)
    open()
    // The kept job may run or be dropped with the failed one; the next one must run.
    await soon(async () => {
      await queues.enqueue('triage', one)
      expect(ran).toBeGreaterThanOrEqual(2)
    })
  })
})

describe('a job that fails', () => {
  it('is tried as often as it may be, with longer and longer pauses, and then given up', async () => {
    const times: number[] = []
    const last: boolean[] = []
    await queues.work(
      'triage',
      {
        triage: async (_, { lastAttempt }) => {
          times.push(Date.now())
          last.push(lastAttempt)
          throw new Error('still broken')
        },
      },
      1,
    )
    const one = turn()
    await queues.enqueue('triage', one)
    await soon(() => expect(times).toHaveLength(JOBS.triage.attempts), 20_000)
    for (const [index, time] of times.slice(1).entries())
      expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(BACKOFF.delay * 2 ** index - 20)
    expect(last).toEqual([false, false, false, false, true])
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
    await soon(() => expect(errors).toHaveLength(JOBS.triage.attempts))
    expect(errors[0]).toMatchObject({ message: 'still broken', where: expect.stringContaining('job triage') })
    // A failed job does not block its key: a new one runs.
    await queues.enqueue('triage', one)
    await soon(() => expect(times).toHaveLength(JOBS.triage.attempts + 1))
  })

  it('is done with once it worked', async () => {
    let ran = 0
    await queues.work(
      'triage',
      {
        triage: async () => {
          if (++ran < 3) throw new Error('not yet')
        },
      },
      1,
    )
    await queues.enqueue('triage', turn())
    await soon(() => expect(ran).toBe(3))
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
    expect(errors).toHaveLength(2)
  })

  it('and has no processor is reported, and not tried again', async () => {
    await queues.work('triage', {}, 1)
    await queues.enqueue('triage', turn())
    await soon(() =>
      expect(errors).toEqual([
        {
          message: 'no processor for a job "triage" on triage',
          where: expect.stringContaining('conversationId'),
        },
      ]),
    )
    await soon(async () => expect(await queues.waiting('triage')).toBe(0))
  })
})

it.each<[string, () => Promise<void>]>([
  ['no id', () => queues.enqueue('triage', {} as Turn)],
  ['something else than an id', () => queues.enqueue('triage', { conversationId: 'robert' })],
  ['a channel that is none', () => queues.enqueue('deliver', { channel: 'pigeon' } as never)],
])('refuses a job with %s where it is made', async (_, add) => {
  await expect(add()).rejects.toThrow('Invalid')
  for (const name of QUEUES) expect(await queues.waiting(name)).toBe(0)
})

describe('wiped', () => {
  it('forgets what waits, and takes the same again', async () => {
    const one = turn()
    await queues.enqueue('triage', one)
    await queues.enqueue('triage', turn(), 60_000)
    await queues.enqueue('deliver', { channel: 'local' }, 60_000)
    await queues.wipe(QUEUES)
    expect(await queues.waiting('triage')).toBe(0)
    expect(await queues.waiting(deliveryQueue('local'))).toBe(0)
    const ran: string[] = []
    await queues.work('triage', { triage: async ({ conversationId }) => void ran.push(conversationId) }, 1)
    await queues.work(deliveryQueue('local'), { deliver: async ({ channel }) => void ran.push(channel) }, 1)
    await queues.enqueue('triage', one)
    await queues.enqueue('deliver', { channel: 'local' })
    await soon(() => expect(ran.toSorted()).toEqual([one.conversationId, 'local'].toSorted()))
  })

  it('forgets what a dead process was at work on, and what was kept behind it', async () => {
    const one = turn()
    const { opened, open } = gate()
    const other = process()
    let ran = 0
    await other.work(
      'triage',
      {
        triage: async () => {
          ran++
          await opened
        },
      },
      1,
    )
    await queues.enqueue('triage', one)
    await soon(() => expect(ran).toBe(1))
    await queues.enqueue('triage', one)
    await queues.wipe(QUEUES)
    open()
    await closeOne(other)
    let again = 0
    await queues.work('triage', { triage: async () => void again++ }, 1)
    await queues.enqueue('triage', one)
    await soon(() => expect(again).toBeGreaterThanOrEqual(1))
  })
})

it('tells long work that the process stops', async () => {
  const begun = gate()
  let isTold = false
  await queues.work(
    'exam',
    {
      exam: (_, { stopping }) =>
        new Promise(resolve => {
          stopping.addEventListener('abort', () => {
            isTold = true
            resolve()
          })
          begun.open()
        }),
    },
    1,
  )
  await queues.enqueue('exam', { examId: newId() })
  await begun.opened
  await closeOne(queues)
  queues = process()
  expect(isTold).toBe(true)
})

it('finishes what runs before it closes, and leaves the rest to others', async () => {
  const { opened, open } = gate()
  const other = process()
  let began = 0
  let ended = 0
  await other.work(
    'triage',
    {
      triage: async () => {
        began++
        await opened
        ended++
      },
    },
    1,
  )
  for (let i = 0; i < 3; i++) await queues.enqueue('triage', turn())
  await soon(() => expect(began).toBe(1))
  let closed = false
  const closing = closeOne(other).then(() => {
    closed = true
  })
  await queues.waiting('triage')
  expect(closed).toBe(false)
  open()
  await closing
  expect({ began, ended }).toEqual({ began: 1, ended: 1 })
  let left = 0
  await queues.work('triage', { triage: async () => void left++ }, 1)
  await soon(() => expect(left).toBe(2))
})

/** A proxy before PostgreSQL that cuts connections whose client sends one of these words, at most `times` times. */
async function hangingUp(words: RegExp, times: number) {
  const target = new URL(db.url)
  let cuts = 0
  const server = net.createServer(client => {
    const upstream = net.connect(Number(target.port), target.hostname)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.on('data', said => {
      if (cuts < times && words.test(said.toString('latin1'))) {
        cuts++
        end()
      } else upstream.write(said)
    })
    upstream.on('data', said => client.write(said))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(db.url)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as net.AddressInfo).port)
  return {
    url: url.href,
    cuts: () => cuts,
    close: () => new Promise(resolve => server.close(resolve)),
  }
}

it.skipIf(globalThis.process.env.REDIS_URL).each([
  ['as it connects', /user/],
  ['as it looks at its tables', /BEGIN/],
])('a queue that lost PostgreSQL %s, at its first use, works at the next', async (_, words) => {
  const line = await hangingUp(words, 1)
  const other = process(line.url)
  try {
    await expect(other.enqueue('triage', turn())).rejects.toThrow('Connection terminated')
    expect(line.cuts()).toBe(1)
    // The error also reaches onError, without an unhandled rejection: that would fail this run.
    await soon(() => expect(errors).toContainEqual(expect.objectContaining({ where: 'queue triage' })))
    await other.enqueue('triage', turn())
    expect(await queues.waiting('triage')).toBe(1)
  } finally {
    await closeOne(other)
    await line.close()
  }
})

it('says in a sentence when nothing answers at a REDIS_URL, without its password', async () => {
  const error = await assertRedis('redis://:secret@127.0.0.1:1').catch((each: Error) => each)
  expect((error as Error).message).toMatch(/^Redis at 127\.0\.0\.1:1 cannot be used \(.*\)\. Check REDIS_URL/)
  expect((error as Error).message).not.toContain('secret')
})

it('a Redis that accepts and never answers is told of, not waited for', async () => {
  const sockets: net.Socket[] = []
  const server = net.createServer(socket => sockets.push(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as net.AddressInfo
  try {
    await expect(assertRedis(`redis://127.0.0.1:${port}`)).rejects.toThrow(/cannot be used \(no answer\)/)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
})

it.skipIf(mayLeaveOutRedis)('a Redis that can only be read is told of before it is used', async () => {
  const own = await openOwnRedis()
  const client = new Redis(own.url)
  try {
    await client.replicaof('127.0.0.1', 1)
    await expect(assertRedis(own.url)).rejects.toThrow(
      /cannot be used \(.*read.only replica.*\)\. Check REDIS_URL/,
    )
  } finally {
    await client.replicaof('NO', 'ONE')
    client.disconnect()
    await own.close()
  }
})
