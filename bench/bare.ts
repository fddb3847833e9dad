/** The yardstick: what the same machine, queue and database do in the same run when nothing has any meaning. */
import { performance } from 'node:perf_hooks'
import * as bullmq from 'bullmq'
import { Redis } from 'ioredis'
import { inTransaction } from '../src/db/client.ts'
import { newId } from '../src/lib/ids.ts'
import { inParallel, round } from './figures.ts'
import type { Stage } from './stage.ts'

export interface BareFigures {
  /** Jobs that do nothing, added and processed, a second. */
  jobsPerSecond: number
  /** Transactions of four inserts a second. */
  transactionsPerSecond: number
}

/** As in src/queue/bullmq.ts. */
const WORKER = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 20, runRetryDelay: 500 }
const CONNECTIONS = 4
const AT_ONCE = 16
const LANES = 20

export const measureBare = async (stage: Stage, seconds: number): Promise<BareFigures> => ({
  jobsPerSecond: await bareJobs(stage, seconds),
  transactionsPerSecond: await bareTransactions(stage, seconds),
})

/** At most so many jobs are on their way: as many adders as there are processors. */
async function bareJobs({ databaseUrl }: Stage, seconds: number): Promise<number> {
  const redisUrl = process.env.REDIS_URL
  const { Queue, Worker } = (redisUrl
    ? bullmq
    : bullmq.withBackend(bullmq.createPostgresBackend)) as unknown as Pick<typeof bullmq, 'Queue' | 'Worker'>
  const clients: Redis[] = []
  const connect = () => {
    if (!redisUrl) return { connectionString: databaseUrl, migrate: true, max: CONNECTIONS } as never
    const client = new Redis(redisUrl, { maxRetriesPerRequest: null })
    clients.push(client)
    return client as never
  }
  const name = `bare-${newId()}`
  const queue = new Queue(name, {
    connection: connect(),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  })
  const waiting = new Map<string, () => void>()
  const worker = new Worker(name, async job => waiting.get(job.data.id)?.(), {
    ...WORKER,
    connection: connect(),
    concurrency: AT_ONCE,
  })
  const job = () => {
    const id = newId()
    const processed = new Promise<void>(resolve => waiting.set(id, resolve))
    return queue.add('nothing', { id }).then(async () => {
      await processed
      waiting.delete(id)
    })
  }
  await worker.waitUntilReady()
  await inParallel(1, countdown(20), job)
  let jobs = 0
  const begin = performance.now()
  await inParallel(
    LANES,
    () => performance.now() - begin < seconds * 1000,
    async () => {
      await job()
      jobs += 1
    },
  )
  const took = performance.now() - begin
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  await Promise.all(clients.map(client => client.quit()))
  return round((jobs / took) * 1000, 0)
}

async function bareTransactions({ context: { pool } }: Stage, seconds: number): Promise<number> {
  await pool.query('CREATE TABLE bench_bare (id uuid PRIMARY KEY, words text NOT NULL, data jsonb NOT NULL)')
  const insert = {
    name: 'bare insert',
    text: 'INSERT INTO bench_bare (id, words, data) VALUES ($1, $2, $3)',
  }
  const transaction = () =>
    inTransaction(pool, async db => {
      for (let row = 0; row < 4; row++)
        await db.query({ ...insert, values: [newId(), '状元府3号楼楼道灯坏了', { row }] })
    })
  await inParallel(LANES, countdown(100), transaction)
  let transactions = 0
  const begin = performance.now()
  await inParallel(
    LANES,
    () => performance.now() - begin < seconds * 1000,
    async () => {
      await transaction()
      transactions += 1
    },
  )
  const took = performance.now() - begin
  await pool.query('DROP TABLE bench_bare')
  return round((transactions / took) * 1000, 0)
}

function countdown(from: number): () => boolean {
  let left = from
  return () => left-- > 0
}
