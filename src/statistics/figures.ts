/** Computes figures from facts: what counts, for which key, in which period. docs/figures.md says it in words. */
import type { Closing, Facts, Kept, TicketFacts, WhistleFacts } from './facts.ts'
import { isWithin, type Period } from './period.ts'
import { type Rate, type Spread, spreadOf } from './rate.ts'

export interface Figures {
  /** Tickets opened in the period; all figures up to `closed` are about them. */
  opened: number
  /** 响应率: a first answer within its deadline. */
  response: Rate
  accept: Rate
  resolve: Rate
  answerHours: Spread
  acceptHours: Spread
  resolveHours: Spread
  urged: number
  returned: number
  supervised: number
  /** Closings in the period. */
  closed: number
  /** 解决率: closed as fixed or answered, and not reopened. */
  resolution: Rate
  /** Share of these closings that were reopened. */
  reopened: Rate
  /** 满意率: 4 and 5 among the stars of these closings. */
  satisfaction: Rate
  /** Whistles in the period. */
  whistles: number
  report: Rate
  act: Rate
  /** 1..5, mean of the stars that grids gave. */
  stars: { mean: number | null; of: number }
  /** Tickets excluded from all figures above. */
  excluded: number
}

/** Key under which a fact counts; null: none. `at` is the time of the opening, closing or whistle. */
export type KeyOf = (ticket: TicketFacts, at: number, whistle: WhistleFacts | null) => string | null

interface Tally extends Omit<Figures, 'answerHours' | 'acceptHours' | 'resolveHours' | 'stars'> {
  hours: Record<'answer' | 'accept' | 'resolve', number[]>
  starsGiven: number[]
}

const none = (): Rate => ({ count: 0, of: 0 })
const emptyTally = (): Tally => ({
  opened: 0,
  urged: 0,
  returned: 0,
  supervised: 0,
  closed: 0,
  whistles: 0,
  excluded: 0,
  response: none(),
  accept: none(),
  resolve: none(),
  resolution: none(),
  reopened: none(),
  satisfaction: none(),
  report: none(),
  act: none(),
  hours: {
    answer: [],
    accept: [],
    resolve: [],
  },
  starsGiven: [],
})

export function figuresBy(facts: Facts, period: Period, keyOf: KeyOf): Map<string, Figures> {
  const tallies = new Map<string, Tally>()
  const ticketById = new Map(facts.tickets.map(ticket => [ticket.id, ticket]))
  /** An excluded ticket is counted once per key. */
  const leftOut = new Set<string>()
  const count = (
    ticket: TicketFacts | undefined,
    at: number,
    whistle: WhistleFacts | null,
    add: (tally: Tally) => void,
  ) => {
    const key = ticket && isWithin(period, at) ? keyOf(ticket, at, whistle) : null
    if (!ticket || key === null) return
    let tally = tallies.get(key)
    if (!tally) tallies.set(key, (tally = emptyTally()))
    if (!ticket.excluded) add(tally)
    else if (!leftOut.has(`${key} ${ticket.id}`)) {
      leftOut.add(`${key} ${ticket.id}`)
      tally.excluded++
    }
  }
  for (const ticket of facts.tickets) count(ticket, ticket.openedAt, null, tally => addOpened(tally, ticket))
  for (const each of facts.closings)
    count(ticketById.get(each.ticketId), each.at, null, tally => addClosing(tally, each))
  for (const each of facts.whistles)
    count(ticketById.get(each.ticketId), each.calledAt, each, tally => addWhistle(tally, each))
  return new Map([...tallies].map(([key, tally]) => [key, finished(tally)]))
}

/** Figures of all keys together, or of the key `''`. */
export const figuresOf = (facts: Facts, period: Period, keyOf: KeyOf = () => ''): Figures =>
  figuresBy(facts, period, keyOf).get('') ?? finished(emptyTally())

const HOUR = 3_600_000

function addOpened(tally: Tally, ticket: TicketFacts): void {
  tally.opened++
  tally.urged += ticket.urges
  tally.returned += ticket.returns
  tally.supervised += Number(ticket.supervised > 0)
  promise(tally.response, ticket.answer)
  promise(tally.accept, ticket.accept)
  promise(tally.resolve, ticket.resolve)
  // A follower's times are those of its parent.
  if (ticket.merged) return
  const took = (hours: number[], at: number | null) =>
    at !== null && hours.push((at - ticket.openedAt) / HOUR)
  took(tally.hours.answer, ticket.answeredAt)
  took(tally.hours.accept, ticket.acceptedAt)
  took(tally.hours.resolve, ticket.resolvedAt)
}

function addClosing(tally: Tally, { outcome, reopened, stars }: Closing): void {
  tally.closed++
  promise(tally.resolution, (outcome === 'fixed' || outcome === 'answered') && !reopened)
  promise(tally.reopened, reopened)
  promise(tally.satisfaction, stars === null ? null : stars >= 4)
}

function addWhistle(tally: Tally, { report, act, stars }: WhistleFacts): void {
  tally.whistles++
  promise(tally.report, report)
  promise(tally.act, act)
  if (stars !== null) tally.starsGiven.push(stars)
}

function promise(rate: Rate, kept: Kept): void {
  if (kept === null) return
  rate.of++
  rate.count += Number(kept)
}

function finished({ hours, starsGiven, ...tally }: Tally): Figures {
  const of = starsGiven.length
  return {
    ...tally,
    answerHours: spreadOf(hours.answer),
    acceptHours: spreadOf(hours.accept),
    resolveHours: spreadOf(hours.resolve),
    stars: { mean: of ? starsGiven.reduce((sum, each) => sum + each, 0) / of : null, of },
  }
}
