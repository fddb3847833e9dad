/**
 * The PostgreSQL connections that all queues of a process share. BullMQ would open a pool for each queue and
 * direction: 37 connections per process, so three processes exceed a server's 100.
 */
import { callbackify } from 'node:util'
import * as bullmq from 'bullmq'
import pg from 'pg'
import { PROBE_AFTER_MS } from '../db/client.ts'

/**
 * Jobs carry ids of rows that are already on disk, and the sweep restores a lost job: a commit need not wait
 * for the disk. Every job is also announced by NOTIFY, whose commits PostgreSQL serialises, so a slow commit
 * delays all.
 */
const HASTY = '-c synchronous_commit=off'
const SCHEMA = 'bullmq'
/** A network that drops packets never answers. A queue's statements are short, and the sweep restores their jobs. */
const ANSWER_WITHIN_MS = 15_000

/**
 * BullMQ takes connections out of its pool without an error listener: a lost connection would end the
 * process. The pending query rejects anyway.
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

  /** @param max concurrent statements; every listener for jobs adds a connection. */
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
    // Every queue and processor adds a listener; Node's limit of 10 would print a warning.
    this.setMaxListeners(0)
  }

  /** Adds a connection for a processor that keeps one to listen on. */
  makeRoomForListener(): void {
    this.options.max++
  }

  override connect(): Promise<pg.PoolClient>
  override connect(done: Done): void
  override connect(done?: Done): Promise<pg.PoolClient> | void {
    // A failed migration is not cached: PostgreSQL was away, or a right was missing, and the next call
    // retries.
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

  /** Creates BullMQ's own tables. */
  async #migrate(): Promise<void> {
    const client = await super.connect()
    try {
      await bullmq.runMigrations(client as never, SCHEMA)
    } finally {
      client.release()
    }
  }
}
