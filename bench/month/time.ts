/** Time in a simulated month: no process sleeps, the clock goes from one look to the next at which there is something to do. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Monday 23 November 2026, 00:00 in China: a plain working week, and a month with a local holiday in it. */
export const START = Date.parse('2026-11-23T00:00:00+08:00')

export interface Clock {
  now(): Date
  /** To the next look. */
  set(at: number): void
  /** Every turn is a moment of its own: what happens in the same one was done in one breath. */
  tick(): void
}

export function createClock(at: number): Clock {
  let now = at
  return {
    now: () => new Date(now),
    set: next => {
      now = Math.max(now, next)
    },
    tick: () => {
      now += 1
    },
  }
}

/** What people are going to do, by the look at which they do it. */
export interface Agenda<T> {
  add(at: number, item: T): void
  /** Takes all that is due, in the order in which it was planned for. */
  due(at: number): T[]
  /** When an actor does something next; null: never. */
  next(): number | null
}

export function createAgenda<T>(step: number): Agenda<T> {
  const looks = new Map<number, { at: number; item: T }[]>()
  const order: number[] = []
  const lookOf = (at: number) => Math.ceil(at / step)
  /** Few looks wait at a time in a heap's place: a sorted list is quick enough. */
  const place = (look: number) => {
    let [low, high] = [0, order.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((order[middle] as number) > look) low = middle + 1
      else high = middle
    }
    order.splice(low, 0, look)
  }
  return {
    add(at, item) {
      const look = lookOf(at)
      const planned = looks.get(look)
      if (planned) return void planned.push({ at, item })
      looks.set(look, [{ at, item }])
      place(look)
    },
    due(at) {
      const items: { at: number; item: T }[] = []
      while (order.length > 0 && (order.at(-1) as number) * step <= at) {
        const look = order.pop() as number
        items.push(...(looks.get(look) ?? []))
        looks.delete(look)
      }
      return items.sort((a, b) => a.at - b.at).map(({ item }) => item)
    },
    next: () => (order.length > 0 ? (order.at(-1) as number) * step : null),
  }
}
