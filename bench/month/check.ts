/** Everything that must hold at the end of the month, counted again from the events. */
import type { Figures } from '../../src/statistics/figures.ts'
import type { Period } from '../../src/statistics/period.ts'
import { checkCaps } from './checks/caps.ts'
import { checkDeadlines } from './checks/deadlines.ts'
import { checkFigures } from './checks/figures.ts'
import { lives } from './checks/lives.ts'
import { checkMessages } from './checks/messages.ts'
import { checkStates } from './checks/states.ts'
import type { Verdict } from './checks/verdict.ts'
import type { Lived } from './live.ts'
import type { MonthStage } from './stage.ts'
import { MINUTE, START } from './time.ts'

export interface Checked {
  verdicts: Verdict[]
  figures: Figures
  caps: Pick<ReturnType<typeof checkCaps>, 'over' | 'most'>
}

export async function check(
  { context }: MonthStage,
  { tally, end }: Lived,
  minutes: number,
): Promise<Checked> {
  const { pool, turn } = context
  const { rules } = turn.settings()
  const org = turn.directory.current()
  const now = new Date(end)
  const step = minutes * MINUTE
  const states = checkStates(now)
  const caps = checkCaps(org, rules.caps)
  const figures = checkFigures(now)
  const deadlines = checkDeadlines({ start: START, end, step, calendarOf: org.calendarOf })
  for await (const some of lives(pool)) {
    figures.seeAll(some)
    for (const life of some) {
      states.see(life)
      caps.see(life)
      deadlines.see(life)
    }
  }
  caps.finish()
  const period: Period = { from: new Date(START), to: now }
  const reported = await figures.finish(pool, period)
  return {
    figures: reported,
    caps,
    verdicts: [
      ...states.verdicts,
      ...(await checkMessages(pool, tally, step)),
      ...deadlines.verdicts,
      ...caps.verdicts,
      ...figures.verdicts,
    ],
  }
}
