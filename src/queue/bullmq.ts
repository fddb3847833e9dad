/** The only file that knows BullMQ, and whether it runs on PostgreSQL or on Redis. Both pass the same tests. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as bullmq from 'bullmq'
import { Redis, ReplyError } from 'ioredis'
import { BACKOFF, JOBS, type JobName, type Payload, queueOf } from './jobs.ts'
import { QueuePool } from './queue-pool.ts'

/** What a processor is told of the run besides its payload. */
export interface JobRun {
  /** The job is not retried after this attempt. */
  lastAttempt: boolean
  /** Aborted when the process stops: long work ends here and the next process resumes it. */
  stopping: AbortSignal
}

export type Processor<N extends JobName> = (payload: Payload<N>, run: JobRun) => Promise<void>

export interface Queues {
  readonly backend: 'postgres' | 'redis'
  /** Adds a job after `delayMs` milliseconds; `key` in jobs.ts says how duplicates are dropped. */
  enqueue<N extends JobName>(name: N, payload: Payload<N>, delayMs?: number): Promise<void>
  /** Runs processors for one queue in this process. */
  work(
    queue: string,
    processors: Partial<{ [N in JobName]: Processor<N> }>,
    concurrency: number,
  ): Promise<void>
  /** Deletes every job: only for a process that is alone on its database. The sweep queues lost work again. */
  wipe(queues: readonly string[]): Promise<void>
  /** Number of jobs of a queue that wait or run: for health checks and benchmarks. */
  waiting(queue: string): Promise<number>
  /** Takes no new jobs, waits for running ones, closes every connection. */
  close(): Promise<void>
}

export interface QueueOptions {
  databaseUrl: string
  /** When set, jobs live in Redis instead of PostgreSQL. */
  redisUrl?: string | undefined
  /** Key prefix for several services on one Redis. */
  prefix?: string | undefined
  /** PostgreSQL connections of all queues together; every `work` adds one to listen on. */
  poolMax?: number
  onError: (error: Error, where: string) => void
}

/**
 * Another process takes over a killed process's jobs after 10 s. A job may stall often before it counts as
 * failed: deploys and crashes are not its fault.
 */
const RUNNING = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 20, runRetryDelay: 500 }

/** Timeouts of PostgreSQL or Redis to be ready for a queue, and of closing a queue that failed. */
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
    // A processor retries a lost Redis without limit. Adding a job fails soon: the sweep adds it again.
    const client = new Redis(redisUrl, { maxRetriesPerRequest: forProcessors ? null : 2, lazyConnect: false })
    client.on('error', error => onError(error, 'redis'))
    redis.push(client)
    return client
  }

  const queues = new Map<string, bullmq.Queue>()
  /** BullMQ's term is worker; in Linli a worker is a person. */
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
  /** Jobs that this process runs now. Such a job is enqueued again through this map, without the queue. */
  const running = new Map<string, { again: boolean }>()
  const stopping = new AbortController()

  /**
   * BullMQ caches a failed first connection to PostgreSQL for ever: drop the queue, so that the next use
   * reconnects.
   */
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
          // The job was enqueued again, but this run is over: add it to the queue.
          if (state.again) await add(jobName, payload, 0)
        }
      }
      const runner = new Worker(name, run, {
        ...RUNNING,
        ...namespace,
        connection: connect(true) as never,
        concurrency,
        // A Worker that runs before it is ready loops on a failed backend's rejection and never yields.
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
      // Waits until no connection is in use, but not longer: a queue that failed may keep its own.
      await Promise.race([pool?.end(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })])
      await Promise.all(redis.map(client => client.quit().catch(() => client.disconnect())))
    },
  }
}

/**
 * Closes a backend that failed, because it never retries, or that does not answer, because it never rejects.
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

/** @throws Error with the message `otherwise` after READY_WITHIN_MS. */
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

/** @throws Error in plain words when Redis cannot keep jobs. The message never contains the password. */
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
    // Writes a key: a read-only replica, or a role without rights, answers a PING but fails the first job.
    await inTime(
      client.connect().then(() => client.set('linli:check', '', 'PX', 1_000)),
      reason,
    )
  } catch (error) {
    // A reply to a command is thrown; a connection failure is only emitted as an event.
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
