/**
 * PostgreSQL without an installation: the real server, from npm packages, in a directory of its own. It
 * outlives a crash of node, and the next start adopts it; a server that crashes is restarted.
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
/** After a crash the old server's child processes take a moment to exit (seconds on a busy machine). */
const RETRY_MS = 250
const GIVE_UP_MS = 15_000
const WATCH_MS = 1_000

export interface EmbeddedPostgres {
  /** postgresql://linli_app:…@127.0.0.1:…/linli; that role owns the database. Stays the same until stop(). */
  url: string
  /** Address of the superuser: for tests, which create databases. The service never connects with it. */
  adminUrl: string
  /** True when the server was already running: the process that started it did not stop it. */
  adopted: boolean
  /** Shuts the server down, adopted or not, and waits until it is gone. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** The cluster is <dataDir>/postgres, the log <dataDir>/postgres.log. Created when missing. */
  dataDir: string
  /** Receives the operator's messages: adopted, restarted. */
  log?: (message: string) => void
  /** PostgreSQL settings for this run; they override postgresql.conf. */
  settings?: Record<string, string>
}

interface Running {
  pid: number
  port: number
  adopted: boolean
}

/**
 * Starts PostgreSQL on `dataDir`, or adopts the server that already runs there. Takes 1 s for a new
 * directory, 0.1 s after that. The server listens on a free port of 127.0.0.1 only, with a password.
 * @throws EmbeddedPostgresError in plain words, with the fix.
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

  /** Checks the server once a second, and restarts it on the same port when it was killed. */
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

/** Adopts or launches the server; retries while processes of a crashed server hold its resources. */
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

/** Errors that a retry does not change. */
const HOPELESS =
  /No space left|Permission denied|not compatible|invalid value|unrecognized config|shared libraries/

/** The port of an old lock file may belong to another server by now: it must report this very directory. */
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
        // Two concurrent starts: the other one has created it.
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
