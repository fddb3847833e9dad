/** `npm run bench`: what Linli does in a second, and how long a resident waits. See docs/benchmarks.md. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { type BareFigures, measureBare } from './bare.ts'
import { measureFirstAnswers } from './first-answer.ts'
import { runLifecycles } from './lifecycles.ts'
import { month } from './month.ts'
import { type Figures, report } from './report.ts'
import { soak } from './soak.ts'
import { countStatements, openStage } from './stage.ts'

const PARTS = ['lifecycles', 'first-answer', 'bare'] as const
type Part = (typeof PARTS)[number]

const USAGE = `npm run bench -- month [options]   a district's month, see bench/month/options.ts
npm run bench -- soak [options]    ten minutes at Telegram's limits, see bench/soak.ts
npm run bench -- [options]
  --lifecycles N   lifecycles to run                        1000
  --residents N    residents at once                          48
  --seconds N      how long messages come at 20 a second      15
  --only PART      ${PARTS.join(' | ')}
  --json           the figures as JSON, and nothing else`

function options() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      lifecycles: { type: 'string', default: '1000' },
      residents: { type: 'string', default: '48' },
      seconds: { type: 'string', default: '15' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const number = (name: 'lifecycles' | 'residents' | 'seconds') => {
    const value = Number(values[name])
    if (Number.isInteger(value) && value > 0) return value
    throw new Error(`--${name} takes a whole number above 0\n${USAGE}`)
  }
  if (values.help) {
    console.log(USAGE)
    process.exit(0)
  }
  if (values.only && !(PARTS as readonly string[]).includes(values.only))
    throw new Error(`--only takes ${PARTS.join(', ')}\n${USAGE}`)
  return {
    json: values.json,
    only: values.only as Part | undefined,
    lifecycles: number('lifecycles'),
    residents: number('residents'),
    seconds: number('seconds'),
  }
}

/** Of one bare measure, seconds: two of them in each of two rounds. */
const BARE_SECONDS = 3
const MESSAGES_PER_SECOND = 20

async function main(): Promise<void> {
  const [part, ...args] = process.argv.slice(2)
  if (part === 'month') {
    if (!(await month(args))) process.exitCode = 1
    return
  }
  if (part === 'soak') {
    if (!(await soak(args))) process.exitCode = 1
    return
  }
  const { json, only, lifecycles, residents, seconds } = options()
  const does = (part: Part) => only === undefined || only === part
  const tell = (what: string) => {
    if (!json) console.log(what)
  }
  const [before = 0] = os.loadavg()
  const counter = countStatements()
  const stage = await openStage()
  try {
    const { rows } = await stage.context.pool.query<{ server_version: string }>('SHOW server_version')
    const figures: Figures = {
      node: process.version,
      postgres: rows[0]?.server_version ?? '',
      queue: stage.context.queues.backend,
      cores: os.availableParallelism(),
      cpu: os.cpus()[0]?.model ?? '',
      loadAverage: { before, after: before },
    }
    const bare: BareFigures[] = []
    if (does('bare')) {
      tell('the yardstick …')
      bare.push(await measureBare(stage, BARE_SECONDS))
    }
    if (does('first-answer')) {
      tell(`first answers: one at a time, then ${MESSAGES_PER_SECOND} messages a second for ${seconds} s …`)
      figures.firstAnswer = await measureFirstAnswers(stage, { perSecond: MESSAGES_PER_SECOND, seconds })
    }
    if (does('lifecycles')) {
      tell(`${lifecycles} lifecycles, ${residents} residents at once …`)
      figures.lifecycles = await runLifecycles(stage, counter.read, { lifecycles, residents })
    }
    if (does('bare')) {
      bare.push(await measureBare(stage, BARE_SECONDS))
      figures.bare = bare
    }
    figures.loadAverage.after = os.loadavg()[0] ?? 0
    console.log(json ? JSON.stringify(figures, null, 2) : report(figures))
  } finally {
    await stage.close()
  }
}

main().catch((error: Error) => {
  console.error(error)
  process.exit(1)
})
