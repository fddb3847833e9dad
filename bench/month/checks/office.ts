/** Office time by counting minutes one by one: slow to make, quick to ask, and not the way in which the product does it. */
import type { WorkCalendar } from '../../../src/domain/sla/deadline.ts'
import { DAY, MINUTE } from '../time.ts'

export interface Office {
  /** When so many minutes of office time have passed since then. */
  after(from: number, minutes: number): number
  /** Minutes of office time between two moments. */
  between(from: number, to: number): number
}

/** @param start midnight in China. */
export function countMinutes(calendar: WorkCalendar, start: number, days: number): Office {
  const minutes = days * 24 * 60
  /** Office minutes before each minute. */
  const before = new Float64Array(minutes + 1)
  for (let day = 0; day < days; day++) {
    const name = new Date(start + day * DAY + calendar.utcOffset * MINUTE).toISOString().slice(0, 10)
    const works = calendar.isWorkday(name)
    for (let minute = 0; minute < 24 * 60; minute++) {
      const open = works && calendar.hours.some(([from, to]) => from <= minute && minute < to)
      const index = day * 24 * 60 + minute
      before[index + 1] = (before[index] as number) + Number(open)
    }
  }
  const upTo = (at: number): number => {
    const exact = Math.min(Math.max((at - start) / MINUTE, 0), minutes)
    const whole = Math.floor(exact)
    const [low = 0, high = 0] = [before[whole], before[Math.min(whole + 1, minutes)]]
    return low + (high - low) * (exact - whole)
  }
  return {
    between: (from, to) => upTo(to) - upTo(from),
    after(from, wanted) {
      const target = upTo(from) + wanted
      let [low, high] = [Math.max(0, (from - start) / MINUTE), minutes]
      if (upTo(start + high * MINUTE) < target) return Infinity
      while (high - low > 1 / 600) {
        const middle = (low + high) / 2
        if (upTo(start + middle * MINUTE) >= target - 1e-9) high = middle
        else low = middle
      }
      return start + high * MINUTE
    },
  }
}
