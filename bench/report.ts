/** The figures for people. */
import type { BareFigures } from './bare.ts'
import { round } from './figures.ts'
import type { FirstAnswerFigures } from './first-answer.ts'
import type { LifecycleFigures } from './lifecycles.ts'

export interface Figures {
  node: string
  postgres: string
  queue: 'postgres' | 'redis'
  cores: number
  cpu: string
  /** Of the last minute, when the benchmark began and ended: more than 0 at the beginning is another program's. */
  loadAverage: { before: number; after: number }
  lifecycles?: LifecycleFigures
  firstAnswer?: FirstAnswerFigures
  /** Measured before the rest and after it, on a machine whose speed may change in between. */
  bare?: BareFigures[]
}

/** What we want to reach on two cores with the embedded database. */
export const AIMS = { lifecyclesPerSecond: 60, idleP50Ms: 100, loadP95Ms: 1000 } as const

type Row = [what: string, figure: string, aim?: string]

export function report(figures: Figures): string {
  const { node, postgres, queue, cores, cpu, loadAverage } = figures
  const rows: Row[] = [...lifecycleRows(figures), ...answerRows(figures), ...bareRows(figures)]
  const wide = Math.max(...rows.map(([what]) => what.length))
  const number = Math.max(...rows.map(([, figure]) => figure.length))
  return [
    '',
    `Node ${node}, PostgreSQL ${postgres} (fsync on), jobs on ${queue}, ${cores} cores${cpu ? ` (${cpu})` : ''}`,
    `load average ${round(loadAverage.before)} before, ${round(loadAverage.after)} after`,
    '',
    ...rows.map(([what, figure, aim = '']) =>
      figure ? `  ${what.padEnd(wide)}  ${figure.padStart(number)}  ${aim}`.trimEnd() : what,
    ),
    '',
  ].join('\n')
}

const aim = (reached: boolean, what: string) => `aim ${what}: ${reached ? 'reached' : 'missed'}`
const ms = (value: number) => `${value} ms`

function lifecycleRows({ lifecycles: is }: Figures): Row[] {
  if (!is) return []
  const { perLifecycle: each, checked } = is
  const { closed, ...wrong } = checked
  const problems = Object.entries(wrong).filter(([, count]) => count !== 0)
  return [
    [`Whole lifecycles (${is.lifecycles}, ${is.residents} residents at once)`, ''],
    [
      'lifecycles a second',
      String(is.perSecond),
      aim(is.perSecond >= AIMS.lifecyclesPerSecond, `>= ${AIMS.lifecyclesPerSecond}`),
    ],
    ['by tenth of the run', is.byTenth.join(' ')],
    ['one lifecycle, p50', ms(is.lifecycleMs.p50)],
    ['one lifecycle, p95', ms(is.lifecycleMs.p95)],
    ['messages in / out for each', `${each.inbound} / ${each.outbound}`],
    ["statements for each: ours / the queue's", `${each.own} / ${each.queue}`],
    ['transactions for each', String(each.transactions)],
    ['processor time for each: Node / PostgreSQL', `${each.nodeMs} / ${ms(each.postgresMs)}`],
    ['closed with stars, by the database', String(closed)],
    [
      'lost, unhandled, unsent, doubled',
      problems.length === 0 ? 'none' : problems.map(([name, count]) => `${name} ${count}`).join(', '),
    ],
    ['', ''],
  ]
}

function answerRows({ firstAnswer: is }: Figures): Row[] {
  if (!is) return []
  const { idle, load } = is
  return [
    ['First answer to a resident', ''],
    [
      'one at a time, p50',
      ms(idle.answer.p50),
      aim(idle.answer.p50 < AIMS.idleP50Ms, `< ${AIMS.idleP50Ms} ms`),
    ],
    ['one at a time, p95', ms(idle.answer.p95)],
    ['  of it until it is on disk, p50', ms(idle.accepted.p50)],
    [`at ${load.perSecond} messages a second, p50`, ms(load.answer.p50)],
    [
      `at ${load.perSecond} messages a second, p95`,
      ms(load.answer.p95),
      aim(load.answer.p95 < AIMS.loadP95Ms, `< ${AIMS.loadP95Ms} ms`),
    ],
    [`at ${load.perSecond} messages a second, p99`, ms(load.answer.p99)],
    ['  of it until it is on disk, p95', ms(load.accepted.p95)],
    ['without an answer', String(load.unanswered)],
    ['', ''],
  ]
}

function bareRows({ bare, lifecycles }: Figures): Row[] {
  if (!bare) return []
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const jobs = mean(bare.map(each => each.jobsPerSecond))
  const transactions = mean(bare.map(each => each.transactionsPerSecond))
  const worth = (bareRate: number) =>
    lifecycles ? `one lifecycle costs as much as ${round(bareRate / lifecycles.perSecond)}` : ''
  const both = (pick: (each: BareFigures) => number) => bare.map(pick).join(', ')
  return [
    ['The yardstick, before and after', ''],
    ['empty jobs added and processed a second', both(each => each.jobsPerSecond), worth(jobs)],
    ['transactions of four inserts a second', both(each => each.transactionsPerSecond), worth(transactions)],
  ]
}
