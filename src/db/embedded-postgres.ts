/**
 * PostgreSQL without installing PostgreSQL: the real server, from npm packages, on a directory of its own.
 * Nothing set up, nothing lost: it outlives a crash of node and is adopted by the next start; it is started
 * again when it is the one that crashes.
 */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { explain } from './embedded-postgres-error.ts'
import { APP_ROLE, settleRole } from './least-role.ts'
import { prepareBinaries } from './postgres-binaries.ts'
import { ensureCluster, SUPERUSER } from './postgres-cluster.ts'
import { linkToCluster, settleHome } from './postgres-home.ts'
import {
  freePort,
  isServing,
  type LaunchOptions,
  launch,
  removeStalePidFile,
  settledPostmaster,
  shutDown,
} from './postmaster.ts'

export { EmbeddedPostgresError } from './embedded-postgres-error.ts'

const DATABASE = 'linli'
/** After a hard crash the old server's children take a moment to notice (on a busy machine, seconds). */
const RETRY_MS = 250
const GIVE_UP_MS = 15_000
const WATCH_MS = 1_000

export interface EmbeddedPostgres {
  /** postgresql://linli_app:…@127.0.0.1:…/linli, whose owner that role is; stays the same until stop(). */
  url: string
  /** As the superuser: for tests, which make databases. The service never connects with it. */
  adminUrl: string
  /** True when the server was already running: the last process that used it did not stop it. */
  adopted: boolean
  /** Shuts the server down and waits until it is gone; adopted or not. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** The cluster is <dataDir>/postgres, the log <dataDir>/postgres.log. Created when missing. */
  dataDir: string
  /** Hears of what an operator may want to know: adopted, restarted. */
  log?: (message: string) => void
  /** PostgreSQL settings for this run, over those in postgresql.conf. */
  settings?: Record<string, string>
}

interface Running {
  pid: number
  port: number
  adopted: boolean
}

/**
 * Starts PostgreSQL on `dataDir`, or adopts the server that already runs there. 1 s for a new directory, 0.1
 * s after that. It listens on 127.0.0.1 only, on a free port, with a password.
 * @throws EmbeddedPostgresError in plain words, with what to do.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log = () => {},
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = await settleHome(dataDir)
  const binaries = await prepareBinaries(home)
  const passwords = await ensureCluster(home, binaries, { sync: settings.fsync !== 'off' })
  const password = passwords.superuser
  if (linkToCluster(dataDir, home)) log(`the database is in ${home.cluster}`)
  const logFile = path.join(path.resolve(dataDir), 'postgres.log')
  const launching = { home, binaries, logFile, settings }

  let server = await bringUp(launching, password)
  const { port, adopted } = server
  if (adopted) log(`PostgreSQL was still running (pid ${server.pid}): adopted`)
  try {
    await ensureDatabase(password, port)
    await query(address(password, port, DATABASE), client => settleRole(client, passwords.app))
  } catch (error) {
    if (!adopted) await shutDown(home.cluster)
    throw explain(error, home.cluster)
  }
  const keeper = keepUp()

  return {
    url: address(passwords.app, port, DATABASE, APP_ROLE),
    adminUrl: address(password, port, DATABASE),
    adopted,
    stop: async () => {
      await keeper.stop()
      await shutDown(home.cluster)
    },
  }

  /** Looks after the server once a second, and starts it again on the same port when it was killed. */
  function keepUp() {
    let step = Promise.resolve()
    const timer = setInterval(() => {
      if (isServing(home.cluster, server.pid)) return
      step = step.then(restart)
    }, WATCH_MS)
    timer.unref()
    const restart = async () => {
      if (isServing(home.cluster, server.pid)) return
      log('PostgreSQL is gone: starting it again')
      server = await bringUp(launching, password, port).catch((error: Error) => {
        log(error.message)
        return server
      })
    }
    return {
      stop: () => {
        clearInterval(timer)
        return step
      },
    }
  }
}

/** Adopts or launches; tries again while the remains of a crashed server are in the way. */
async function bringUp(
  launching: Omit<LaunchOptions, 'port'>,
  password: string,
  port?: number,
): Promise<Running> {
  const { cluster } = launching.home
  const deadline = Date.now() + GIVE_UP_MS
  for (;;) {
    const running = await settledPostmaster(cluster)
    if (running && (await answersFor(cluster, password, running.port))) return { ...running, adopted: true }
    removeStalePidFile(cluster)
    const chosen = port ?? (await freePort())
    const launched = await launch({ ...launching, port: chosen })
    if (launched.ready) return { pid: launched.pid, port: chosen, adopted: false }
    if (HOPELESS.test(launched.reason) || Date.now() > deadline) {
      throw explain(new Error(`${launched.reason} (see ${launching.logFile})`), cluster)
    }
    await sleep(RETRY_MS)
  }
}

/** What a second try does not change. */
const HOPELESS =
  /No space left|Permission denied|not compatible|invalid value|unrecognized config|shared libraries/

/**
 * A port in an old lock file may by now be another server's: only one that names this very directory counts.
 */
async function answersFor(cluster: string, password: string, port: number): Promise<boolean> {
  try {
    return await query(address(password, port, 'postgres'), async client => {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
      return rows[0]?.data_directory === cluster
    })
  } catch {
    return false
  }
}

async function ensureDatabase(password: string, port: number): Promise<void> {
  try {
    await query(address(password, port, DATABASE), async () => {})
  } catch (error) {
    if ((error as pg.DatabaseError).code !== '3D000') throw error
    await query(address(password, port, 'postgres'), async client => {
      await client.query(`CREATE DATABASE ${DATABASE}`).catch((failure: pg.DatabaseError) => {
        // Two starts at once: the other one has created it.
        if (failure.code !== '42P04' && failure.code !== '23505') throw failure
      })
    })
  }
}

async function query<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function address(password: string, port: number, database: string, role = SUPERUSER): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`
}
