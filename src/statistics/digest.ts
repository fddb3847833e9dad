/** The digest of a work group: a few lines about its day, week or month. It ranks no people. */
import type { Pool } from 'pg'
import type { Span } from '../domain/sla/digest-schedule.ts'
import { shortNumber, type Ticket } from '../domain/ticket/ticket.ts'
import { cut } from '../notify/render/truncate.ts'
import { placeLabel } from '../notify/render/resident-buttons.ts'
import { shownTo } from '../notify/render/visible-ticket.ts'
import { categoryLabel } from '../notify/render/template-values.ts'
import { categoryOf, holderName, memberName, type RenderContext } from '../notify/render/render-context.ts'
import { type Area, areaOf } from '../routing/area.ts'
import type { OrgWorkGroup } from '../routing/directory.ts'
import { openTicketsOf } from '../tickets/store.ts'
import { type Figures, figuresOf, type KeyOf } from './figures.ts'
import { inHandOf } from './workload.ts'
import { dayOf, inDays, lastMonth, lastWeek, type Period, today } from './period.ts'
import { rateInWords, type Spread } from './rate.ts'
import { readFacts } from './read-facts.ts'
import { recurringTopics } from './repeat-issues.ts'

export interface DigestDeps {
  pool: Pool
  rendering: () => RenderContext
  now: () => Date
}

export interface Digest {
  text: string
  /** The digest would be empty. */
  quiet: boolean
  /** Of a daily digest: open tickets of the group. */
  open: number
}

/** Maximum number of tickets and topics that are named; the rest is a number, so that a digest stays short. */
const NAMED = 5
const TOPICS = 3
const SUMMARY = 24

export const digestOf = (deps: DigestDeps, group: OrgWorkGroup, span: Span): Promise<Digest> =>
  span === 'day' ? ofDay(deps, group) : ofPeriods(deps, group, span)

async function ofDay(
  { pool, rendering: current, now: clock }: DigestDeps,
  group: OrgWorkGroup,
): Promise<Digest> {
  const [rendering, now, { language }] = [current(), clock(), group]
  const area = areaOf(rendering.org, group)
  const period = today(now)
  const { opened, closed, whistles } = (await figuresIn(pool, area, period, now))(period)
  const tickets = inHandOf({ ...group, gridIds: area.gridIds }, await openTicketsOf(pool, area))
  const due = tickets.filter(({ next }) => next && next.due < period.to)
  const late = due.filter(({ next }) => next && next.due < now)
  const values = { area: rendering.org.nameOf(area, language), day: inDays(period) }
  if (tickets.length + opened + closed + whistles === 0)
    return { text: rendering.replies.say(language, 'digest_quiet', values), quiet: true, open: 0 }
  const text = rendering.replies.say(language, 'digest', {
    ...values,
    open: tickets.length,
    late: late.length,
    today: due.length - late.length,
    opened,
    closed,
    whistles,
    tickets: due.slice(0, NAMED).map(({ ticket, next }) => ({
      number: shortNumber(ticket.number),
      summary: cut(shownTo(rendering.org, { ...group, gridIds: area.gridIds }, ticket).summary, SUMMARY),
      clock: next ? rendering.replies.label(language, `clock_${next.clock}`) : '',
      due: next ? rendering.times.due(next.due, now, language) : '',
      late: next !== null && next.due < now,
      // Above the grids a late worker's name is of no use: the grid or unit is named.
      who:
        group.kind === 'duty'
          ? holderName(rendering, ticket, language)
          : memberName(rendering, ticket.ownerId),
    })),
    more: Math.max(due.length - NAMED, 0),
    unannounced: group.kind === 'duty' ? yearUnannounced(rendering, tickets) : '',
  })
  return { text, quiet: false, open: tickets.length }
}

/**
 * The year whose make-up workdays a deadline in working time needs, but which is neither announced nor
 * imported; else ''.
 */
function yearUnannounced({ org }: RenderContext, tickets: readonly { ticket: Ticket }[]): string {
  const end = org.calendarKnownUntil
  const beyond = tickets.some(
    ({ ticket: { workingTime, resolveBy } }) => workingTime && resolveBy && resolveBy >= end,
  )
  return beyond ? dayOf(end.getTime()).slice(0, 4) : ''
}

const LAST = { week: lastWeek, month: lastMonth }

async function ofPeriods(
  { pool, rendering: current, now: clock }: DigestDeps,
  group: OrgWorkGroup,
  span: Exclude<Span, 'day'>,
): Promise<Digest> {
  const [rendering, now, { language }] = [current(), clock(), group]
  const area = areaOf(rendering.org, group)
  const period = LAST[span](now)
  const before = LAST[span](period.from)
  const figuresOfTime = await figuresIn(pool, area, { from: before.from, to: period.to }, now)
  const figures = figuresOfTime(period)
  const values = { area: rendering.org.nameOf(area, language), days: inDays(period), span }
  if (figures.opened + figures.closed + figures.whistles + figures.excluded === 0)
    return { text: rendering.replies.say(language, 'report_quiet', values), quiet: true, open: 0 }
  const topics = await recurringTopics(pool, period.to, area)
  const text = rendering.replies.say(language, 'report', {
    ...values,
    ...inWords(figures),
    before: inWords(figuresOfTime(before)),
    excluded: figures.excluded,
    whistles: figures.whistles,
    topics: topics.slice(0, TOPICS).map(({ place, category, residents, tickets, open }) => ({
      place: placeLabel(place, language),
      category: categoryLabel(categoryOf(rendering.tree, category), language),
      residents,
      tickets,
      open,
    })),
  })
  return { text, quiet: false, open: 0 }
}

const inWords = (figures: Figures) => ({
  opened: figures.opened,
  closed: figures.closed,
  response: rateInWords(figures.response),
  resolution: rateInWords(figures.resolution),
  satisfaction: rateInWords(figures.satisfaction),
  accept_hours: inHours(figures.acceptHours),
  answer_hours: inHours(figures.answerHours),
  resolve_hours: inHours(figures.resolveHours),
  reported: rateInWords(figures.report),
  acted: rateInWords(figures.act),
})

/** The median. Minutes are not rounded to zero. */
const inHours = ({ median }: Spread): string =>
  median === null ? '–' : median < 0.1 ? '<0.1' : median.toFixed(1)

/** Reads the facts once for several periods. A unit's figures are its tickets and the whistles to it. */
async function figuresIn(pool: Pool, area: Area, time: Period, now: Date): Promise<(of: Period) => Figures> {
  const { unitId, gridIds } = area
  const facts = await readFacts(pool, time, now, gridIds)
  const keyOf: KeyOf = ({ unitId: holder }, _, whistle) =>
    unitId === undefined || unitId === (whistle ? whistle.unitId : holder) ? '' : null
  return period => figuresOf(facts, period, keyOf)
}
