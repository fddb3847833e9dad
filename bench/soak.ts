/** `npm run bench -- soak`: ten minutes at Telegram's limits, and not one message too many. See docs/benchmarks.md. */
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { migrateDeploy } from '../src/db/migrate.ts'
import { startTemporaryPostgres } from '../src/db/temporary-postgres.ts'
import { ROOT } from '../src/lib/root.ts'
import { round } from './figures.ts'
import { USUAL } from './month/options.ts'
import { makeReports } from './month/reports.ts'
import { check } from './soak/check.ts'
import { createCrowd } from './soak/crowd.ts'
import { isClean, report } from './soak/report.ts'
import { openSoakStage } from './soak/stage.ts'
import { startStrictTelegram } from './soak/strict-telegram.ts'

const USAGE = `npm run bench -- soak [options]
  --minutes N   how long there is always something to send   10
  --seed N      everything at random                         1`

/** What is enough for half an hour: residents say no more than there is. */
const REPORTS = 40_000
const LOOK_EVERY_MS = 250
/** At the end what waits is still sent: a full group gets twenty a minute. */
const DRAINED_WITHIN_MS = 5 * 60_000
const MB = 1024 * 1024

function options(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit(0)
  }
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
  if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error(USAGE)
  return { minutes, seed }
}

/** @returns whether everything held. */
export async function soak(args: string[]): Promise<boolean> {
  const { minutes, seed } = options(args)
  const loadBefore = os.loadavg()[0] ?? 0
  const postgres = await startTemporaryPostgres()
  const telegram = await startStrictTelegram(seed)
  try {
    await migrateDeploy(postgres.url, path.join(ROOT, 'prisma', 'migrations'))
    const stage = await openSoakStage(postgres.url, telegram.url)
    const { context, prompts } = stage
    try {
      const plan = { ...USUAL, tickets: REPORTS, seed }
      const reports = makeReports(plan, prompts.tree, context.directory.current())
      const crowd = createCrowd(stage, telegram, reports, seed)
      const memory: number[] = []
      const waiting: number[] = []
      const remember = () => memory.push(Math.round(process.memoryUsage().rss / MB))
      remember()
      const from = performance.now()
      const passed = () => performance.now() - from
      while (passed() < minutes * 60_000) {
        waiting.push(await crowd.look())
        if (passed() > memory.length * 60_000) {
          remember()
          console.log(
            `${memory.length - 1} min: ${telegram.counts.sent} sent, ${telegram.counts.refused} refused`,
          )
        }
        await sleep(LOOK_EVERY_MS)
      }
      const seconds = passed() / 1_000
      const inTime = { ...telegram.counts, bySecond: [...telegram.counts.bySecond] }
      telegram.onShown = () => {}
      const drained = await drain(context.pool)
      remember()
      const checked = await check(context.pool, telegram, crowd.busy)
      const load: [number, number] = [loadBefore, os.loadavg()[0] ?? 0]
      const result = {
        seconds,
        counts: inTime,
        refused: telegram.counts.refused,
        waiting,
        memory,
        checked,
        drained,
        load,
      }
      console.log(report(result))
      return isClean(result)
    } finally {
      await stage.close()
    }
  } finally {
    await telegram.stop()
    await postgres.remove()
  }
}

/** @returns how long it took, seconds. */
async function drain(pool: Awaited<ReturnType<typeof openSoakStage>>['context']['pool']): Promise<number> {
  const from = performance.now()
  while (performance.now() - from < DRAINED_WITHIN_MS) {
    const { rows } = await pool.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM inbound_message WHERE state = 'received')::int
            + (SELECT count(*) FROM outbound_message WHERE state = 'pending')::int AS open`,
    )
    if (rows[0]?.open === 0) break
    await sleep(LOOK_EVERY_MS)
  }
  return round((performance.now() - from) / 1_000)
}
