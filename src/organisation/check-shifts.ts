/** Two overlapping shifts of one person are a mistake. */
import { groupBy } from '../lib/group-by.ts'
import { shiftEnd } from './organisation.ts'
import type { Review } from './review.ts'
import type { Row } from './tables.ts'

type Shift = Row<'shifts'>

const DAY = 24 * 60
const WEEK = 7 * DAY

export function checkShifts({ after, error, spotOf }: Review): void {
  for (const shifts of groupBy(after.shifts, ({ member }) => member).values())
    shifts.forEach((shift, i) => {
      if (shift.from === DAY)
        error('shifts', shift, 'from', { zh: '一天从 00:00 开始', en: 'a day begins at 00:00' })
      const earlier = shifts.slice(0, i).find(other => overlap(other, shift))
      if (!earlier) return
      const at = spotOf(earlier)?.line
      error('shifts', shift, 'from', {
        zh: `与同一个人第 ${at} 行的班次重叠`,
        en: `overlaps the shift of the same person on line ${at}`,
      })
    })
}

function overlap(a: Shift, b: Shift): boolean {
  return times(a).some(([from, to]) =>
    times(b).some(([start, end]) =>
      // Sunday's night shift reaches into Monday.
      [0, WEEK, -WEEK].some(turn => from < end + turn && start + turn < to),
    ),
  )
}

const times = (shift: Shift): [from: number, to: number][] =>
  shift.days.map(day => [(day - 1) * DAY + shift.from, (day - 1) * DAY + shiftEnd(shift)])
