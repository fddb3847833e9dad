/**
 * The running server, as its lock file postmaster.pid describes it. The file tells whether the server runs
 * and where it listens, even when the process that started it is gone.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { explain } from './embedded-postgres-error.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { isAlive, PROGRAM_ENV } from './postgres-cluster.ts'
import type { PostgresHome } from './postgres-home.ts'

const POLL_MS = 10
/** Crash recovery replays the write-ahead log since the last checkpoint: seconds, on a slow disk minutes. */
const RECOVERY_MS = 300_000
const MAX_LOG_BYTES = 10_000_000

export interface Postmaster {
  pid: number
  port: number
  status: 'starting' | 'ready' | 'stopping' | 'standby' | ''
}

export interface LaunchOptions {
  home: PostgresHome
  binaries: PostgresBinaries
  port: number
  logFile: string
  settings: Record<string, string>
}

/** Content of postmaster.pid; its process may be dead. Undefined when there is no file, or it is half written. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = fs.readFileSync(pidFile(cluster), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 && port > 0
      ? { pid, port, status: (lines[7] ?? '').trim() as Postmaster['status'] }
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether the process of postmaster.pid is this cluster's server, and not an unrelated one with its pid after
 * a reboot. A server's working directory is its cluster; only Linux tells it, so elsewhere a live process
 * counts.
 */
export function isServing(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === cluster
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' && looksLikeServer(cluster, pid)
  }
}

/** Root in a container may not read other users' processes: owner and name must suffice. */
function looksLikeServer(cluster: string, pid: number): boolean {
  try {
    const sameOwner = fs.statSync(`/proc/${pid}`).uid === fs.statSync(cluster).uid
    return sameOwner && fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
  } catch {
    return false
  }
}

/**
 * PostgreSQL refuses to start while any process has the pid of postmaster.pid, even an unrelated one. The
 * file may go only when no process of the old server is left: it would share the cluster with the new one.
 */
export function removeStalePidFile(cluster: string): void {
  const postmaster = readPostmaster(cluster)
  if (process.platform !== 'linux' || !postmaster || !isAlive(postmaster.pid)) return
  const processes = fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))
  if (processes.some(pid => isServing(cluster, Number(pid)))) return
  fs.rmSync(pidFile(cluster), { force: true })
}

/** Waits while the server starts or stops. Undefined when it is gone. */
export async function settledPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + RECOVERY_MS
  while (Date.now() < deadline) {
    const postmaster = readPostmaster(cluster)
    if (!postmaster || !isServing(cluster, postmaster.pid)) return undefined
    if (postmaster.status === 'ready') return postmaster
    await sleep(POLL_MS)
  }
  return undefined
}

export type Launch = { ready: true; pid: number } | { ready: false; reason: string }

/**
 * Starts the server and waits until it accepts connections. It has its own process group and a log file
 * instead of pipes, so it survives a crash of node: the next start adopts it.
 */
export async function launch({ home, binaries, port, logFile, settings }: LaunchOptions): Promise<Launch> {
  const log = openLog(logFile)
  const begin = fs.fstatSync(log).size
  const options = {
    ...settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    // No socket file: its path may have 107 bytes, which a deep checkout exceeds; and Windows has none.
    unix_socket_directories: '',
  }
  const args = [
    '-D',
    home.cluster,
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(binaries.postgres, args, {
    ...home.runAs,
    cwd: home.cluster,
    env: PROGRAM_ENV,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  })
  fs.closeSync(log)
  child.unref()
  let ended: string | undefined
  child.once('error', error => {
    ended = error.message
  })
  child.once('exit', () => {
    ended ??= ''
  })

  const deadline = Date.now() + RECOVERY_MS
  while (ended === undefined && Date.now() < deadline) {
    const postmaster = readPostmaster(home.cluster)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') {
      return { ready: true, pid: postmaster.pid }
    }
    await sleep(POLL_MS)
  }
  if (ended === undefined) return { ready: false, reason: 'it is still recovering after five minutes' }
  return { ready: false, reason: ended || lastWords(logFile, begin) }
}

/**
 * Fast shutdown: ends sessions and flushes all data. Waits until the server is gone; after `patienceMs` it is
 * killed, which loses nothing and costs the next start a recovery.
 */
export async function shutDown(cluster: string, patienceMs = 20_000): Promise<void> {
  const postmaster = readPostmaster(cluster)
  if (!postmaster || !isServing(cluster, postmaster.pid)) return
  process.kill(postmaster.pid, 'SIGINT')
  const impatient = Date.now() + patienceMs
  let cut = false
  while (isServing(cluster, postmaster.pid)) {
    if (!cut && Date.now() > impatient) {
      cut = true
      process.kill(postmaster.pid, 'SIGQUIT')
    }
    await sleep(POLL_MS)
  }
}

/** @returns a port that is free now. When another program takes it before the server does, the server tries again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function openLog(file: string): number {
  try {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size > MAX_LOG_BYTES) fs.renameSync(file, `${file}.1`)
    return fs.openSync(file, 'a', 0o600)
  } catch (error) {
    throw explain(error, file)
  }
}

function lastWords(logFile: string, begin: number): string {
  const lines = fs.readFileSync(logFile).subarray(begin).toString('utf8').trim().split('\n')
  const fatal = lines.filter(line => /FATAL|PANIC|error while loading/.test(line))
  return (fatal.length > 0 ? fatal : lines.slice(-3)).join('; ') || 'it ended without a word'
}

function pidFile(cluster: string): string {
  return path.join(cluster, 'postmaster.pid')
}
