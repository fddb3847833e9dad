/**
 * Makes the PostgreSQL programs of the npm packages ready to run, whether or not npm ran their install
 * script, also when another user owns node_modules.
 */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, explain, USE_YOUR_OWN } from './embedded-postgres-error.ts'
import type { PostgresHome, RunAs } from './postgres-home.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const PROGRAMS = ['initdb', 'postgres', 'pg_ctl'] as const

export interface PostgresBinaries {
  initdb: string
  postgres: string
  pgCtl: string
  /** PostgreSQL's major version, such as 18. */
  major: number
}

/**
 * Finds the programs for this platform. They run from node_modules when the user that runs them can;
 * otherwise they are copied (0.3 s, 45 MB, once per version) into the home.
 * @throws EmbeddedPostgresError when there are none for this platform, or they do not run on it.
 */
export async function prepareBinaries(home: PostgresHome): Promise<PostgresBinaries> {
  const { native, version } = installed()
  if (makeReady(native) && (await runs(native, home.runAs)).ok) return programs(native, version)

  const copy = path.join(home.dir, 'postgres-binaries', version)
  if (!fs.existsSync(copy)) copyPrograms(native, copy)
  const { ok, reason } = await runs(copy, home.runAs)
  if (!ok) {
    throw new EmbeddedPostgresError(
      `the PostgreSQL programs in ${copy} do not run here (${reason}): ` +
        `choose another DATA_DIR, ${USE_YOUR_OWN}`,
    )
  }
  return programs(copy, version)
}

function installed(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const root = path.resolve(path.dirname(require.resolve(name)), '..')
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    return { native: path.join(root, 'native'), version }
  } catch (error) {
    throw new EmbeddedPostgresError(
      `no PostgreSQL comes with Linli for this machine: ${name} is not installed. ` +
        'Set DATABASE_URL to a PostgreSQL of your own; if npm was told to leave out optional packages, ' +
        'npm install --include=optional brings it',
      { cause: error },
    )
  }
}

/**
 * Does what the install script would have done. @returns false when the current user may not: a checkout that
 * root installed.
 */
export function makeReady(native: string): boolean {
  try {
    linkLibraries(native)
    for (const name of PROGRAMS) makeExecutable(path.join(native, 'bin', name + SUFFIX))
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
    throw explain(error, native)
  }
}

/** npm packages cannot contain symbolic links: they ship as a list for an install script that may not have run. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    // The list says native/lib/…; the directory may have another name by now.
    const [from, to] = [source, target].map(file => path.join(native, path.relative('native', file))) as [
      string,
      string,
    ]
    if (fs.existsSync(to)) continue
    fs.rmSync(to, { force: true })
    fs.symlinkSync(path.relative(path.dirname(to), from), to)
  }
}

function makeExecutable(file: string): void {
  if (process.platform === 'win32') return
  if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755)
}

async function runs(native: string, runAs: RunAs | undefined): Promise<{ ok: boolean; reason: string }> {
  const postgres = path.join(native, 'bin', `postgres${SUFFIX}`)
  return run(postgres, ['--version'], { ...runAs, cwd: path.parse(native).root, env: { LC_ALL: 'C' } }).then(
    () => ({ ok: true, reason: '' }),
    (error: Error & { stderr?: string }) => ({ ok: false, reason: (error.stderr || error.message).trim() }),
  )
}

/** Copies under another name first: an interrupted copy must not look complete. */
export function copyPrograms(native: string, copy: string): void {
  const unfinished = `${copy}.${process.pid}`
  try {
    fs.cpSync(native, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
      filter: source => !source.endsWith('.a'),
    })
    linkLibraries(unfinished)
    for (const name of PROGRAMS) makeExecutable(path.join(unfinished, 'bin', name + SUFFIX))
    fs.renameSync(unfinished, copy)
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    // A concurrent start has finished its copy, which is as good.
    if (!fs.existsSync(copy)) throw explain(error, path.dirname(copy))
  }
}

function programs(native: string, version: string): PostgresBinaries {
  const [initdb, postgres, pgCtl] = PROGRAMS.map(name => path.join(native, 'bin', name + SUFFIX)) as [
    string,
    string,
    string,
  ]
  return { initdb, postgres, pgCtl, major: Number.parseInt(version, 10) }
}
