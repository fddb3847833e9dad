/**
 * A PostgreSQL that lives as long as this process: for tests, benchmarks and the comparison of schema and
 * migrations. Its files are removed even after kill -9.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

/** The data need not survive a crash of the machine, and writing is much faster without fsync. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

export interface TemporaryPostgres {
  url: string
  /** Address of the superuser, who creates databases. */
  adminUrl: string
  dataDir: string
  /** Stops the server and removes its directory. */
  remove(): Promise<void>
}

/** @throws EmbeddedPostgresError */
export async function startTemporaryPostgres(): Promise<TemporaryPostgres> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-postgres-'))
  // Under root, PostgreSQL runs as another user, who must be able to enter.
  fs.chmodSync(dataDir, 0o755)
  const reaper = spawn(
    process.execPath,
    [fileURLToPath(new URL('./temporary-postgres-reaper.mjs', import.meta.url)), dataDir],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  reaper.unref()
  const gone = once(reaper, 'exit')
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, settings: CARELESS })
    return {
      url: postgres.url,
      adminUrl: postgres.adminUrl,
      dataDir,
      remove: async () => {
        await postgres.stop()
        reaper.ref()
        reaper.stdin.end()
        await gone
      },
    }
  } catch (error) {
    reaper.stdin.end()
    throw error
  }
}
