/**
 * The only file that knows BullMQ, and whether it runs on PostgreSQL or on Redis. Both pass the same tests.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as bullmq from 'bullmq'
import { Redis, ReplyError } from 'ioredis'
import { BACKOFF, JOBS, type JobName, type Payload, queueOf } from './jobs.ts'
import { QueuePool } from './queue-pool.ts'

/** What a processor may want to know of the run besides its payload. */
export interface JobRun {
  /** It will not be tried again when it fails. */
  lastAttempt: boolean
  /** The process stops: long work ends here and is taken up by the next one. */
  stopping: AbortSignal
}

export type Processor<N extends JobName> = (payload: Payload<N>, run: JobRun) => Promise<void>

export interface Queues {
  readonly backend: 'postgres' | 'redis'
  /** Adds a job after `delayMs`; see `key` in jobs.ts for what happens when there is one already. */
  enqueue<N extends JobName>(name: N, payload: Payload<N>, delayMs?: number): Promise<void>
  /** Runs processors for one queue in this process. */
  work(
    queue: string,
    processors: Partial<{ [N in JobName]: Processor<N> }>,
    concurrency: number,
  ): Promise<void>
  /** Forgets every job: for a process that knows that it is alone. The sweep brings back what matters. */
  wipe(queues: readonly string[]): Promise<void>
  /** How many jobs wait, by queue: for health and benchmarks. */
  waiting(queue: string): Promise<number>
  /** Takes no new jobs, waits for the running ones, closes every connection. */
  close(): Promise<void>
}

export interface QueueOptions {
  databaseUrl: string
  /** Set: jobs live in Redis instead of PostgreSQL. */
  redisUrl?: string | undefined
  /** Set when several services share one Redis: the beginning of every key. */
  prefix?: string | undefined
  /** Connections to PostgreSQL of all queues together; every `work` has one more, on which it listens. */
  poolMax?: number
  onError: (error: Error, where: string) => void
}

/**
 * A killed process's jobs are taken over after 10 s. A job may lose its process often before anybody calls it
 * poisonous: deploys and crashes are not its fault.
 */
const RUNNING = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 20, runRetryDelay: 500 }

/** How long PostgreSQL or Redis may take to be ready for a queue, and a queue that failed to be closed. */
const READY_WITHIN_MS = 10_000
const CLOSE_WITHIN_MS = 2_000

export function createQueues({
  databaseUrl,
  redisUrl,
  prefix = 'linli',
  poolMax = 6,
  onError,
}: QueueOptions): Queues {
  // Both backends offer the same classes; only the types of their connections differ.
  const { Queue, Worker } = (redisUrl
    ? bullmq
    : bullmq.withBackend(bullmq.createPostgresBackend)) as unknown as Pick<typeof bullmq, 'Queue' | 'Worker'>
  const redis: Redis[] = []
  let pool: QueuePool | undefined
  const namespace = redisUrl ? { prefix } : {}
  const connect = (forProcessors: boolean) => {
    if (!redisUrl) {
      pool ??= new QueuePool(databaseUrl, poolMax, READY_WITHIN_MS)
      if (forProcessors) pool.makeRoomForListener()
      return pool
    }
    // Whoever runs processors waits for a lost Redis for ever; whoever adds a job should hear of it, the sweep repeats it.
    const client = new Redis(redisUrl, { maxRetriesPerRequest: forProcessors ? null : 2, lazyConnect: false })
    client.on('error', error => onError(error, 'redis'))
    redis.push(client)
    return client
  }

  const queues = new Map<string, bullmq.Queue>()
  /** BullMQ calls them workers; with us those are people. */
  const runners: bullmq.Worker[] = []
  const queue = (name: string): bullmq.Queue => {
    let made = queues.get(name)
    if (!made) {
      made = new Queue(name, {
        connection: connect(false) as never,
        ...namespace,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: { count: 1_000 } },
      })
      made.on('error', error => onError(error, `queue ${name}`))
      queues.set(name, made)
      if (!redisUrl) void forgetUnlessReady(name, made)
    }
    return made
  }

  const add = async <N extends JobName>(name: N, payload: Payload<N>, delayMs: number): Promise<void> => {
    const kind = JOBS[name]
    const data = kind.payload.parse(payload)
    await queue(queueOf(name, payload)).add(name, data, {
      delay: delayMs,
      attempts: kind.attempts,
      backoff: BACKOFF,
      deduplication: { id: kind.key(data as never), replace: true, keepLastIfActive: true },
    })
  }
  /** Jobs at work in this process. Who wants one of them again need not ask the queue. */
  const running = new Map<string, { again: boolean }>()
  const stopping = new AbortController()

  /** BullMQ remembers for ever that PostgreSQL was away when a queue was first used: then the next use begins anew. */
  const forgetUnlessReady = (name: string, made: bullmq.Queue): Promise<void> =>
    made.waitUntilReady().then(
      () => {},
      async error => {
        queues.delete(name)
        onError(error, `queue ${name}`)
        await made.close().catch(() => {})
      },
    )

  return {
    backend: redisUrl ? 'redis' : 'postgres',
    async enqueue(name, payload, delayMs = 0) {
      if (delayMs > 0) return add(name, payload, delayMs)
      const key = `${name} ${JOBS[name].key(payload as never)}`
      const here = running.get(key)
      if (here) {
        here.again = true
        return
      }
      return add(name, payload, 0)
    },
    async work(name, processors, concurrency) {
      const run = async (job: bullmq.Job) => {
        const jobName = job.name as JobName
        const processor = processors[jobName] as Processor<JobName> | undefined
        if (!processor) throw new bullmq.UnrecoverableError(`no processor for a job "${job.name}" on ${name}`)
        const payload = JOBS[jobName].payload.parse(job.data) as Payload<JobName>
        const key = `${jobName} ${JOBS[jobName].key(payload as never)}`
        const lastAttempt = job.attemptsMade + 1 >= JOBS[jobName].attempts
        const state = { again: false }
        running.set(key, state)
        try {
          do {
            state.again = false
            await processor(payload, { lastAttempt, stopping: stopping.signal })
          } while (state.again && !stopping.signal.aborted)
        } finally {
          if (running.get(key) === state) running.delete(key)
          // Wanted again by somebody, but not here any more: a later process does it.
          if (state.again) await add(jobName, payload, 0)
        }
      }
      const runner = new Worker(name, run, {
        ...RUNNING,
        ...namespace,
        connection: connect(true) as never,
        concurrency,
        // Run before it is ready, a Worker whose backend failed would loop over that one rejection and never yield.
        autorun: false,
      })
      runner.on('error', error => onError(error, `processor ${name}`))
      runner.on('failed', (job, error) => onError(error, `job ${job?.name} ${JSON.stringify(job?.data)}`))
      runners.push(runner)
      await readyInTime(runner, `queue ${name}`)
      void runner.run().catch(error => onError(error, `processor ${name}`))
    },
    async wipe(names) {
      for (const name of names) await queue(name).obliterate({ force: true })
    },
    waiting: async name => {
      const counts = await queue(name).getJobCounts('waiting', 'active', 'delayed', 'prioritized')
      return Object.values(counts).reduce((sum, count) => sum + count, 0)
    },
    async close() {
      stopping.abort(new Error('the process stops'))
      await Promise.allSettled(runners.map(runner => runner.close()))
      await Promise.allSettled([...queues.values()].map(each => each.close()))
      // Once nothing holds a connection any more; what a queue that failed holds is not waited for.
      await Promise.race([pool?.end(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })])
      await Promise.all(redis.map(client => client.quit().catch(() => client.disconnect())))
    },
  }
}

/**
 * A backend that fails to become ready never tries again, and one that does not answer rejects nothing: either is closed.
 * @throws Error what the backend said, or that it did not answer in time.
 */
async function readyInTime(runner: bullmq.Worker, name: string): Promise<void> {
  try {
    await inTime(
      runner.waitUntilReady(),
      `timeout: the ${name} was not ready within ${READY_WITHIN_MS / 1_000} s`,
    )
  } catch (error) {
    await Promise.race([runner.close(true), sleep(CLOSE_WITHIN_MS)])
    throw error
  }
}

/** @throws Error with these words when it takes longer than a backend may. */
async function inTime<T>(work: Promise<T>, otherwise: string): Promise<T> {
  const late = new AbortController()
  const timeout = sleep(READY_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(otherwise)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    late.abort()
    timeout.catch(() => {})
  }
}

/** @throws Error in plain words when a REDIS_URL leads to nothing that jobs can be kept in. The password is never in it. */
export async function assertRedis(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 3_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let reason = 'no answer'
  client.on('error', error => {
    reason = error.message
  })
  try {
    // Written to: a replica, or a role without rights, would answer a PING and fail the first job.
    await inTime(
      client.connect().then(() => client.set('linli:check', '', 'PX', 1_000)),
      reason,
    )
  } catch (error) {
    // What the server says to a command is thrown, what befalls the connection is an event.
    if (error instanceof ReplyError) reason = (error as Error).message
    const { hostname, port } = new URL(redisUrl)
    const said = /NOAUTH|WRONGPASS/.test(reason) ? 'it wants another password' : reason
    throw new Error(
      `Redis at ${hostname}:${port || 6379} cannot be used (${said}). Check REDIS_URL, or leave it out: jobs then run on PostgreSQL.`,
    )
  } finally {
    client.disconnect()
  }
}
