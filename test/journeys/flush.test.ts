/** Redis forgets everything at any moment, under load, with roles apart: every message is answered. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createProcessors } from '../../workers/registry.ts'
import { type Context, createContext } from '../../src/context.ts'
import { newId } from '../../src/lib/ids.ts'
import { deliveryQueue } from '../../src/queue/jobs.ts'
import { sweep } from '../../src/queue/sweep.ts'
import { startTimers } from '../../src/queue/timers.ts'
import { mayLeaveOutRedis, openOwnRedis, type OwnRedis } from '../../src/testing/redis.ts'
import { seededRandom } from '../../src/testing/seeded-random.ts'
import { createTown, type Town } from '../../src/testing/town.ts'

const SEED = Number(process.env.FLUSH_SEED ?? 20261130)
const PEOPLE = 40
const FLUSHES = 8

let redis: OwnRedis
let admin: Redis
/** The role gateway: hears, and delivers. */
let town: Town
/** The role processors: takes turns, and has the timers. */
let apart: Context
const errors: string[] = []
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  if (mayLeaveOutRedis) return
  redis = await openOwnRedis()
  admin = new Redis(redis.url)
  const config = { redisUrl: redis.url, settleMs: 20, logLevel: 'silent', model: undefined } as const
  const queuePrefix = `flush-${newId()}`
  town = await createTown({ withoutProcessors: true, context: { config, queuePrefix } })
  const gateway = createProcessors(town.context)
  await town.context.queues.work(deliveryQueue('local'), { deliver: gateway.deliver }, 1)
  const { prompts, attachments } = town.context
  apart = await createContext({ databaseUrl: town.db.url, config, queuePrefix, prompts, attachments })
  const processors = createProcessors(apart)
  await apart.queues.work('triage', { triage: processors.triage }, 8)
  await apart.queues.work('closure', { closure: processors.closure }, 1)
}, 90_000)
afterAll(async () => {
  if (!redis) return
  for (const stop of stops) await stop()
  await apart?.close()
  await town?.close()
  admin.disconnect()
  await redis.close()
})

it.skipIf(mayLeaveOutRedis)(
  'a wiped Redis loses nothing: timers do not live in it, and nothing in it swallows the next job',
  async () => {
    // As in service, but sooner: what made no progress is queued again.
    stops.push(
      startTimers({
        pool: apart.pool,
        timers: { sweep: () => sweep(apart, 400) },
        every: { sweep: 200 },
        onError: error => errors.push(String(error)),
      }),
    )
    const random = seededRandom(SEED)
    const people = Array.from({ length: PEOPLE }, (_, index) => town.resident(`清空${index}`))
    let talking = true
    const flushing = (async () => {
      for (let flushes = 0; flushes < FLUSHES || talking; flushes++) {
        await sleep(random() * 700)
        await admin.flushdb()
      }
    })()
    await Promise.all(
      people.map(async person => {
        for (const words of ['状元府3号楼楼道灯坏了', '天黑了看不见', '快来人啊']) {
          await sleep(random() * 1_500)
          await person.says(words)
        }
      }),
    )
    talking = false
    await flushing
    await vi.waitFor(
      async () => {
        const { rows } = await town.db.pool.query<{ open: number }>(
          "SELECT (SELECT count(*) FROM inbound_message WHERE state = 'received')::int + (SELECT count(*) FROM outbound_message WHERE state = 'pending' AND channel = 'local')::int AS open",
        )
        expect(rows[0]?.open).toBe(0)
      },
      { timeout: 60_000, interval: 200 },
    )
    const { rows } = await town.db.pool.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM inbound_message GROUP BY 1',
    )
    expect(rows).toEqual([{ state: 'handled', n: PEOPLE * 3 }])
    for (const person of people)
      expect(
        person
          .sees()
          .map(({ text }) => text)
          .join(),
      ).toContain('第4网格')
    // Afterwards all is as before, without any sweep.
    for (const stop of stops.splice(0)) await stop()
    const later = town.resident('清空之后')
    await later.says('状元府3号楼楼道灯坏了')
    await later.hears('第4网格')
    expect(errors).toEqual([])
  },
  120_000,
)
