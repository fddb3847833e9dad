/** The program as an operator starts it: a process of its own, what it wrote, how it ended. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../lib/root.ts'

/** A start that is neither ready nor over so long after it first asked for the database has failed. */
export const START_BOUND_MS = 60_000
/** Loading the program is the machine's matter: beside a whole suite that may take long. */
const LOAD_BOUND_MS = 180_000
/** More than this is no message but a flood. */
export const LOG_BOUND = 100_000
/** What is under way may finish; a process that is still there afterwards is deaf. */
const STOP_BOUND_MS = 30_000

export interface Program {
  /** What it wrote, output and errors in one; cut at ten times the bound. */
  said(): string
  /** How many bytes it wrote. */
  bytes(): number
  /** Its exit code once it is over. */
  code(): number | null | undefined
  /** Whether it says that it is ready. */
  ready(): boolean
  /**
   * Waits until it is ready or over; `stuck` when it is neither in time.
   * @param loaded whether it has begun: the bound counts from there.
   */
  settled(loaded: () => boolean): Promise<'ready' | 'over' | 'stuck'>
  /** @returns whether SIGTERM ended it; otherwise it is killed. */
  stop(): Promise<boolean>
}

export function startProgram(env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'src/main.ts')], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
  })
  // Later than `exit`: then everything that it wrote has arrived.
  const over = once(child, 'close')
  let isOver = false
  void over.then(() => {
    isOver = true
  })
  let said = ''
  let bytes = 0
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (said.length < LOG_BOUND * 10) said += chunk.toString()
    })
  const isReady = () => said.includes('is ready')
  return {
    said: () => said,
    bytes: () => bytes,
    code: () => (isOver ? child.exitCode : undefined),
    ready: isReady,
    async settled(loaded) {
      let deadline = performance.now() + LOAD_BOUND_MS
      let begun = false
      while (performance.now() < deadline) {
        if (isOver) return 'over'
        if (isReady()) return 'ready'
        if (!begun && loaded()) {
          begun = true
          deadline = performance.now() + START_BOUND_MS
        }
        await sleep(20)
      }
      return 'stuck'
    },
    async stop() {
      if (isOver) return true
      child.kill('SIGTERM')
      const ended = await Promise.race([over.then(() => true), sleep(STOP_BOUND_MS, false)])
      if (!ended) {
        child.kill('SIGKILL')
        await over
      }
      return ended
    },
  }
}
