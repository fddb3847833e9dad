/** A Redis that a test may wipe: a server of its own, or one database of the server at REDIS_URL. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface OwnRedis {
  url: string
  close(): Promise<void>
}

const BINARY = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
  .map(folder => path.join(folder, 'redis-server'))
  .find(file => existsSync(file))

/** Neither a program nor an address: then a test may be left out, except where the run must be complete. */
const canRunRedis = BINARY !== undefined || process.env.REDIS_URL !== undefined
export const mayLeaveOutRedis = !canRunRedis && !process.env.CI

/** Other tests use database 0 of a server that is given. */
const OWN_DATABASE = 13

/** @throws Error when there is no Redis at all. */
export async function openOwnRedis(): Promise<OwnRedis> {
  if (!BINARY) {
    if (!process.env.REDIS_URL)
      throw new Error('this test needs Redis: install redis-server, or set REDIS_URL')
    const url = new URL(process.env.REDIS_URL)
    url.pathname = `/${OWN_DATABASE}`
    return { url: url.href, close: async () => {} }
  }
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-redis-'))
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    dir,
  ]
  const server = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await ready(server)
  return {
    url: `redis://127.0.0.1:${port}`,
    async close() {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function ready(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.once('exit', code => reject(new Error(`redis-server ended with ${code}: ${said}`)))
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (/Ready to accept connections/.test(said)) resolve()
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
