/**
 * The connections that all queues of a process share on PostgreSQL. BullMQ would take a pool for each queue and direction:
 * 37 connections of one process, and three processes more than a server's 100.
 */
import { callbackify } from 'node:util'
import * as bullmq from 'bullmq'
import pg from 'pg'
import { PROBE_AFTER_MS } from '../db/client.ts'

/**
 * Jobs carry ids of rows that are on disk already, and the sweep brings back a job that is lost: nobody has to wait for
 * the disk. It matters doubly because every job is announced by NOTIFY, whose commits PostgreSQL lets through one by one.
 */
const HASTY = '-c synchronous_commit=off'
const SCHEMA = 'bullmq'
/** Over a network that swallows packets no answer ever comes; a queue's statements are short, and its jobs come back. */
const ANSWER_WITHIN_MS = 15_000

/**
 * BullMQ takes connections out of its pool without listening to them: unheard, the loss of one would end the process.
 * Whoever waits for its answer hears of the loss anyway.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    this.on('error', () => {})
  }
}

type Done = (error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => void

export class QueuePool extends pg.Pool {
  #migrated: Promise<void> | undefined

  /** @param max statements at a time; whoever listens for jobs has a connection besides. */
  constructor(databaseUrl: string, max: number, connectWithinMs: number) {
    super({
      connectionString: databaseUrl,
      application_name: 'linli queue',
      max,
      keepAlive: true,
      keepAliveInitialDelayMillis: PROBE_AFTER_MS,
      query_timeout: ANSWER_WITHIN_MS,
      connectionTimeoutMillis: connectWithinMs,
      options: `${HASTY} -c search_path=${SCHEMA}`,
      Client: HeardClient,
    } as pg.PoolConfig)
    // Every queue and processor listens for what becomes of it.
    this.setMaxListeners(0)
  }

  /** One more processor, which keeps the connection that it listens on. */
  makeRoomForListener(): void {
    this.options.max++
  }

  override connect(): Promise<pg.PoolClient>
  override connect(done: Done): void
  override connect(done?: Done): Promise<pg.PoolClient> | void {
    // Of a failure the next one tries again: PostgreSQL was away, or a right was missing.
    const ready = (this.#migrated ??= this.#migrate().catch(error => {
      this.#migrated = undefined
      throw error
    }))
    const client = ready.then(() => super.connect())
    if (!done) return client
    callbackify(() => client)((error, made) =>
      done(error ?? undefined, made, made ? made.release.bind(made) : () => {}),
    )
  }

  /** BullMQ's own tables. */
  async #migrate(): Promise<void> {
    const client = await super.connect()
    try {
      await bullmq.runMigrations(client as never, SCHEMA)
    } finally {
      client.release()
    }
  }
}
