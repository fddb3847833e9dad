/** Starts the program as an operator does: signals at any moment of the start, and a WeChat that does not work. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROOT } from './lib/root.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
let dir: string
let port: number
let child: ChildProcess | undefined
let said: string

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'linli-main-'))
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  port = (probe.address() as AddressInfo).port
  probe.close()
})
afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const cluster = path.join(dir, 'postgres')
  if (existsSync(cluster)) rmSync(realpathSync(cluster), { recursive: true, force: true })
  rmSync(dir, { recursive: true, force: true })
})

/** @param puppet the source of the package that WECHATY_PUPPET names. */
function start(puppet?: string): ChildProcess {
  said = ''
  const hooks = path.join(dir, 'hooks.mjs')
  if (puppet !== undefined)
    writeFileSync(
      hooks,
      `import { register } from 'node:module'
       const source = ${JSON.stringify(puppet)}
       const hook = \`export const resolve = (name, context, next) => name === 'wechaty-puppet-strange'
         ? { url: 'data:text/javascript,' + encodeURIComponent(\${JSON.stringify(source)}), shortCircuit: true } : next(name, context)\`
       register('data:text/javascript,' + encodeURIComponent(hook))`,
    )
  const before = puppet === undefined ? [] : ['--import', hooks]
  const started = spawn(process.execPath, ['--import', 'tsx', ...before, path.join(ROOT, 'src/main.ts')], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dir,
      PORT: String(port),
      LOG_LEVEL: 'info',
      ...(puppet !== undefined && { WECHATY_PUPPET: 'wechaty-puppet-strange' }),
    },
  })
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  child = started
  return started
}

const says = (words: RegExp) => vi.waitFor(() => expect(said).toMatch(words), PATIENCE)

/** Sends the signal. @returns the exit code; checks that no PostgreSQL is left. */
async function ends(signal: NodeJS.Signals): Promise<number | null> {
  if (!child) throw new Error('nothing was started')
  const gone = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  const [code] = await gone
  const cluster = path.join(dir, 'postgres')
  // PostgreSQL removes postmaster.pid last.
  if (existsSync(cluster)) expect(existsSync(path.join(realpathSync(cluster), 'postmaster.pid'))).toBe(false)
  return code
}

describe('a signal in the middle of the start', () => {
  it.each([
    ['as PostgreSQL begins', 'SIGTERM', () => existsSync(path.join(dir, 'postgres.log'))],
    ['as soon as PostgreSQL is there', 'SIGINT', () => existsSync(path.join(dir, 'postgres'))],
  ] as const)(
    '%s: %s ends everything',
    async (_, signal, reached) => {
      start()
      await vi.waitFor(() => expect(reached()).toBe(true), { timeout: 60_000, interval: 2 })
      expect(await ends(signal)).toBe(0)
      expect(said).not.toContain('is ready')
      expect(said).not.toMatch(/Error/)
    },
    120_000,
  )
})

describe('a WeChat', () => {
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status

  it('that never ends loading delays neither the start nor the stop', async () => {
    start('await new Promise(() => setInterval(() => {}, 1000)); export default class {}')
    await says(/is ready/)
    expect(await isReady()).toBe(200)
    const since = performance.now()
    expect(await ends('SIGTERM')).toBe(0)
    expect(performance.now() - since).toBeLessThan(20_000)
  }, 120_000)

  it('that fails leaves all other channels at work, and the log says why', async () => {
    start('throw new Error("no token in the moon"); export default class {}')
    await says(/is ready/)
    await says(/WeChat does not start; everything else goes on.*no token in the moon/)
    expect(await isReady()).toBe(200)
    expect(await ends('SIGTERM')).toBe(0)
  }, 120_000)
})
