/**
 * Location and user of the embedded cluster. A plain user keeps it in the data directory. PostgreSQL refuses
 * to run as root, so under root it runs as another user, who must be able to enter the directory: a checkout
 * under /root is closed to all others.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { makeDirectory } from '../lib/make-directory.ts'
import { EmbeddedPostgresError, explain, USE_YOUR_OWN } from './embedded-postgres-error.ts'

const run = promisify(execFile)

/** Under root, used when PostgreSQL's user cannot enter the data directory. */
const SYSTEM_DIR = '/var/lib/linli'

export interface RunAs {
  uid: number
  gid: number
}

export interface PostgresHome {
  /** A directory that PostgreSQL's user can enter: for the cluster and, if need be, a copy of the programs. */
  dir: string
  /** The cluster's directory, without symbolic links; may not exist yet. */
  cluster: string
  /** Undefined: as the current user. */
  runAs: RunAs | undefined
}

/**
 * Chooses location and user, and creates missing directories. A cluster that cannot be in `dataDir` goes
 * below /var/lib/linli, under a name derived from the path of `dataDir`; see linkToCluster.
 * @throws EmbeddedPostgresError
 */
export async function settleHome(dataDir: string): Promise<PostgresHome> {
  const root = path.resolve(dataDir)
  try {
    makeDirectory(root)
    const existing = existingCluster(root)
    const runAs = process.getuid?.() === 0 ? await whoRuns(existing) : undefined
    const cluster = existing ?? (await placeForCluster(root, runAs))
    const dir = path.dirname(cluster)
    if (runAs && !(await canEnter(dir, runAs))) {
      throw new EmbeddedPostgresError(
        `PostgreSQL runs as uid ${runAs.uid}, who may not enter ${dir}: ` +
          'open it and the directories above it (chmod o+x)',
      )
    }
    if (!runAs) fs.accessSync(existing ?? dir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
    return { dir, cluster, runAs }
  } catch (error) {
    throw explain(error, root)
  }
}

/**
 * Leaves a symbolic link in `dataDir` to a cluster that lies elsewhere, so that an operator finds the data,
 * also after `dataDir` has moved. Only once the cluster exists: a dangling link means that the data was lost.
 * @returns whether the cluster lies elsewhere.
 */
export function linkToCluster(dataDir: string, { cluster }: PostgresHome): boolean {
  const entry = path.join(path.resolve(dataDir), 'postgres')
  if (!fs.lstatSync(entry, { throwIfNoEntry: false })) fs.symlinkSync(cluster, entry)
  return fs.lstatSync(entry).isSymbolicLink()
}

function existingCluster(root: string): string | undefined {
  const entry = path.join(root, 'postgres')
  if (!fs.lstatSync(entry, { throwIfNoEntry: false })) return undefined
  if (fs.existsSync(entry)) return fs.realpathSync(entry)
  // A new empty database would look like the loss of every ticket.
  throw new EmbeddedPostgresError(
    `${entry} points to ${fs.readlinkSync(entry)}, where the database was, and it is gone: ` +
      `bring it back, or remove ${entry} to begin with an empty database`,
  )
}

async function placeForCluster(root: string, runAs: RunAs | undefined): Promise<string> {
  const here = path.join(fs.realpathSync(root), 'postgres')
  if (!runAs || (await canEnter(root, runAs))) return here
  const elsewhere = path.join(SYSTEM_DIR, createHash('sha256').update(here).digest('hex').slice(0, 12))
  const cluster = path.join(elsewhere, 'postgres')
  try {
    makeDirectory(elsewhere)
  } catch (error) {
    throw new EmbeddedPostgresError(
      `PostgreSQL cannot run as root, other users may not enter ${root}, and ${elsewhere} cannot be made ` +
        `(${(error as Error).message}): move Linli to a directory such as /opt/linli, ${USE_YOUR_OWN}`,
      { cause: error },
    )
  }
  return cluster
}

/** The owner of the existing cluster; else the user linli or postgres, else a new one. */
async function whoRuns(existing: string | undefined): Promise<RunAs> {
  if (existing) {
    const { uid, gid } = fs.statSync(existing)
    if (uid !== 0) return { uid, gid }
  }
  return (
    (await lookUp('linli')) ??
    (await lookUp('postgres')) ??
    (await createUser()) ??
    fail(
      'PostgreSQL cannot run as root, and no user for it could be made: ' +
        `create one (useradd --system linli), start Linli as a plain user, ${USE_YOUR_OWN}`,
    )
  )
}

async function lookUp(name: string): Promise<RunAs | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async flag => Number((await run('id', [flag, name])).stdout)),
    )
    return uid && gid ? { uid, gid } : undefined
  } catch {
    return undefined
  }
}

async function createUser(): Promise<RunAs | undefined> {
  // The second spelling is BusyBox's, on Alpine.
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'linli']],
    ['adduser', ['-S', '-D', '-H', 'linli']],
  ]
  for (const [program, args] of ways) {
    if (
      await run(program, args).then(
        () => true,
        () => false,
      )
    )
      break
  }
  return lookUp('linli')
}

/** Asks the kernel instead of reading modes: access lists and mount options count, too. */
async function canEnter(dir: string, runAs: RunAs): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...runAs, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

function fail(message: string): never {
  throw new EmbeddedPostgresError(message)
}
