/** /readyz asks the database and the queue: 503 with the reason while one is away, and 200 again by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { cutAtOpen } from '../../src/testing/cutting-proxy.ts'
import { createTestDatabase } from '../../src/testing/test-database.ts'

const PATIENCE = { timeout: 30_000, interval: 100 }

it('says 503 and why while the database is away, and 200 once it is back', async () => {
  const db = await createTestDatabase()
  const proxy = await cutAtOpen(db.url)
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-ready-'))
  const config = readConfig({ DATABASE_URL: proxy.url, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent' })
  const app = await startApp(config)
  const ask = async () => {
    const answer = await fetch(`${app.url}/readyz`, { headers: { 'Accept-Language': 'en' } })
    return { status: answer.status, body: await answer.text() }
  }
  try {
    expect((await ask()).status).toBe(200)
    proxy.away(true)
    await vi.waitFor(async () => expect((await ask()).status).toBe(503), PATIENCE)
    expect((await ask()).body).toContain('the database does not answer')
    expect((await fetch(`${app.url}/livez`)).status).toBe(200)
    proxy.away(false)
    await vi.waitFor(async () => expect((await ask()).status).toBe(200), PATIENCE)
  } finally {
    await app.stop()
    await proxy.close()
    await db.close()
    rmSync(dir, { recursive: true, force: true })
  }
}, 120_000)
