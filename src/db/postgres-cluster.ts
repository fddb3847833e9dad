/** Creates the cluster, the directory of all of PostgreSQL's data: complete, or not at all. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, explain } from './embedded-postgres-error.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { PostgresHome } from './postgres-home.ts'

const run = promisify(execFile)

export const SUPERUSER = 'linli'
/** Passwords of the two roles, readable only for the user that PostgreSQL runs as. */
const PASSWORD_FILE = 'linli.password'
const APP_PASSWORD_FILE = 'linli_app.password'

export interface Passwords {
  superuser: string
  app: string
}

/**
 * Written into the new cluster's postgresql.conf, where an operator may change them. Sized for a small
 * machine; fsync and synchronous_commit stay on, so no commit is lost. The log must not quote residents:
 * `terse` omits DETAIL, which quotes rows.
 */
const SETTINGS = {
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  synchronous_commit: 'on',
  fsync: 'on',
  log_error_verbosity: 'terse',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/**
 * Environment of PostgreSQL's programs: no keys of ours, no PG* variables. Without TZ, initdb would search
 * all time zones for a name.
 */
export const PROGRAM_ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_ALL: 'C',
  TZ: 'UTC',
}

/**
 * Creates the cluster when there is none. Without `sync` it may not survive a power cut in its first seconds.
 * @throws EmbeddedPostgresError also when the cluster is of another major version.
 */
export async function ensureCluster(
  home: PostgresHome,
  binaries: PostgresBinaries,
  { sync }: { sync: boolean },
): Promise<Passwords> {
  try {
    if (!fs.existsSync(path.join(home.cluster, 'PG_VERSION'))) await createCluster(home, binaries, sync)
    const major = fs.readFileSync(path.join(home.cluster, 'PG_VERSION'), 'utf8').trim()
    if (major !== String(binaries.major)) {
      throw new EmbeddedPostgresError(
        `the database in ${home.cluster} is of PostgreSQL ${major}, and this Linli brings ` +
          `${binaries.major}: start the former Linli once more, save the data with pg_dump, ` +
          `move ${home.cluster} away, and load it here`,
      )
    }
    return {
      superuser: fs.readFileSync(path.join(home.cluster, PASSWORD_FILE), 'utf8'),
      app: appPassword(home),
    }
  } catch (error) {
    throw explain(error, home.cluster)
  }
}

/** initdb works under a temporary name; a rename makes the complete directory the cluster in one step. */
async function createCluster(home: PostgresHome, binaries: PostgresBinaries, sync: boolean): Promise<void> {
  removeUnfinished(home)
  const draft = `${home.cluster}.init-${process.pid}`
  const passwordFile = `${draft}.password`
  try {
    fs.mkdirSync(draft, { mode: 0o700 })
    if (home.runAs) fs.chownSync(draft, home.runAs.uid, home.runAs.gid)
    writePassword(passwordFile, home)
    const extra = sync ? [] : ['--no-sync']
    await initdb(home, binaries, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...extra])
    fs.copyFileSync(passwordFile, path.join(draft, PASSWORD_FILE))
    if (home.runAs) fs.chownSync(path.join(draft, PASSWORD_FILE), home.runAs.uid, home.runAs.gid)
    fs.renameSync(draft, home.cluster)
  } catch (error) {
    // A concurrent start may have created the cluster already.
    if (!fs.existsSync(path.join(home.cluster, 'PG_VERSION'))) throw error
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
    fs.rmSync(passwordFile, { force: true })
  }
}

/**
 * The password of Linli's role, in a separate step: older clusters have only the superuser's. Two concurrent
 * starts agree on one.
 */
function appPassword(home: PostgresHome): string {
  const file = path.join(home.cluster, APP_PASSWORD_FILE)
  if (!fs.existsSync(file)) {
    const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
    writePassword(draft, home)
    try {
      fs.linkSync(draft, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      fs.rmSync(draft)
    }
  }
  return fs.readFileSync(file, 'utf8')
}

function writePassword(file: string, { runAs }: PostgresHome): void {
  fs.writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (runAs) fs.chownSync(file, runAs.uid, runAs.gid)
}

async function initdb(
  { dir, runAs }: PostgresHome,
  binaries: PostgresBinaries,
  where: string[],
): Promise<void> {
  // With ctype C, pg_trgm finds no letters in Chinese. Not every system has C.UTF-8.
  const ctypes = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8']
  for (const ctype of ctypes) {
    const args = [
      ...where,
      `--username=${SUPERUSER}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--lc-ctype=${ctype}`,
      '--no-instructions',
      ...Object.entries(SETTINGS).map(([name, value]) => `--set=${name}=${value}`),
    ]
    try {
      await run(binaries.initdb, args, { ...runAs, cwd: dir, env: PROGRAM_ENV })
      return
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string }
      if (/invalid locale/.test(stderr ?? '') && ctype !== ctypes.at(-1)) continue
      throw new Error(stderr?.replace(/^.*(warning|hint):.*$/gm, '').trim() || message, { cause: error })
    }
  }
}

/** Removes what a start left that was killed half-way. */
function removeUnfinished({ dir }: PostgresHome): void {
  for (const name of fs.readdirSync(dir)) {
    const pid = /^postgres\.init-(\d+)(\.password)?$/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(dir, name), { recursive: true, force: true })
  }
}

/** Whether a process of that id exists, of any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
