/** `npm run bench -- month`: a month of a district, lived through in minutes, and checked. See docs/benchmarks.md. */
import path from 'node:path'
import { migrateDeploy } from '../src/db/migrate.ts'
import { startTemporaryPostgres } from '../src/db/temporary-postgres.ts'
import { ROOT } from '../src/lib/root.ts'
import { check } from './month/check.ts'
import { live } from './month/live.ts'
import { monthOptions } from './month/options.ts'
import { report } from './month/report.ts'
import { openMonthStage } from './month/stage.ts'
import { processorTime } from './processor-time.ts'

/** @returns whether everything held. */
export async function month(args: string[]): Promise<boolean> {
  const options = monthOptions(args)
  const postgres = await startTemporaryPostgres()
  try {
    await migrateDeploy(postgres.url, path.join(ROOT, 'prisma', 'migrations'))
    const stage = await openMonthStage(postgres.url, options)
    const { pool } = stage.context
    try {
      const before = await processorTime(pool)
      const from = performance.now()
      const lived = await live(stage, options, console.log)
      const seconds = (performance.now() - from) / 1_000
      const after = await processorTime(pool)
      const checked = await check(stage, lived, options.step)
      const processor = { node: after.node - before.node, postgres: after.postgres - before.postgres }
      const told = { options, tally: lived.tally, checked, seconds, processor }
      console.log(`\n${await report(pool, told)}`)
      return checked.verdicts.every(({ wrong }) => wrong === 0)
    } finally {
      await stage.close()
    }
  } finally {
    await postgres.remove()
  }
}
