/**
 * Recomputes the facts in a slow, independent way: replays each history with the rules of the domain and
 * notes the facts. When it differs from the SQL, one of the two is wrong.
 */
import { advance, open } from '../../domain/ticket/advance.ts'
import { type Ticket } from '../../domain/ticket/ticket.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'
import type { Closing, Facts, Kept, TicketFacts, WhistleFacts } from '../facts.ts'

export interface History {
  id: string
  events: readonly TicketEvent[]
}

/** Facts of a ticket so far. Immutable: an `undone` returns to an older one. */
interface Seen {
  ticket: Ticket
  facts: TicketFacts
  closings: readonly Closing[]
  whistles: readonly (WhistleFacts & { over: boolean; reported: boolean })[]
}

/** @throws Error when a history could not have happened. */
export function recompute(histories: readonly History[], now: Date): Facts {
  const lives = histories.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(history => live(history, now))
  return {
    tickets: lives.map(({ facts }) => facts),
    closings: lives.flatMap(({ closings }) => closings),
    whistles: lives.flatMap(({ whistles }) =>
      whistles.map(({ ticketId, unitId, calledAt, report, act, stars }) => ({
        ticketId,
        unitId,
        calledAt,
        report,
        act,
        stars,
      })),
    ),
  }
}

function live({ id, events }: History, now: Date): Seen {
  const [first, ...rest] = events
  if (first?.kind !== 'opened') throw new Error(`${id}: begins with "${first?.kind}"`)
  const past: Seen[] = [begun(open(id, first))]
  for (const event of rest) {
    const before = past.at(-1) as Seen
    const next = advance(before.ticket, event)
    if (!next.ok) throw new Error(`${id}: "${event.kind}" in "${before.ticket.state}" is ${next.refusal}`)
    // Drops both events; a deadline that passed meanwhile fails at the next event.
    const seen =
      event.kind === 'undone'
        ? (past.at(-2) as Seen)
        : withEvent(withTime(before, event.at), next.ticket, event)
    past.push({ ...seen, ticket: next.ticket })
  }
  const { ticket, ...seen } = withTime(past.at(-1) as Seen, now)
  const merged = ticket.parentId !== null
  const { accept, answer, resolve } = seen.facts
  const unlessMerged = (kept: Kept): Kept => (merged && kept ? null : kept)
  return {
    ...seen,
    ticket,
    facts: {
      ...seen.facts,
      gridId: ticket.gridId,
      unitId: ticket.unitId,
      category: ticket.category,
      accept: unlessMerged(accept),
      answer: unlessMerged(answer),
      resolve: unlessMerged(resolve),
      merged,
    },
  }
}

function begun(ticket: Ticket): Seen {
  const { id, number, gridId, unitId, category } = ticket
  const times = { assignedAt: null, acceptedAt: null, answeredAt: null, resolvedAt: null }
  const counts = { urges: 0, returns: 0, reopens: 0, supervised: 0 }
  const facts: TicketFacts = {
    id,
    number,
    gridId,
    unitId,
    category,
    openedAt: ticket.createdAt.getTime(),
    ...times,
    accept: null,
    answer: null,
    resolve: null,
    ...counts,
    merged: false,
    excluded: null,
  }
  return { ticket, facts, closings: [], whistles: [] }
}

/** Applies deadlines that passed before `at`. */
function withTime(seen: Seen, at: Date): Seen {
  const { ticket, facts } = seen
  const runs = ['assigned', 'accepted', 'whistled'].includes(ticket.state) && ticket.waitingSince === null
  const broken = (due: Date | null, done: number | null, kept: Kept): Kept =>
    runs && done === null && due !== null && due < at ? false : kept
  return {
    ...seen,
    facts: {
      ...facts,
      accept: broken(ticket.acceptBy, facts.acceptedAt, facts.accept),
      answer: broken(ticket.answerBy, facts.answeredAt, facts.answer),
      resolve: broken(ticket.resolveBy, facts.resolvedAt, facts.resolve),
    },
    whistles: seen.whistles.map(whistle => {
      const task = ticket.tasks.find(({ unitId }) => unitId === whistle.unitId)
      if (!runs || whistle.over || !task) return whistle
      return {
        ...whistle,
        report: !whistle.reported && new Date(task.reportBy) < at ? false : whistle.report,
        act: whistle.act === null && new Date(task.actBy) < at ? false : whistle.act,
      }
    }),
  }
}

const OVER = ['whistle_ended', 'assigned', 'meeting_called', 'resolved', 'merged', 'withdrawn']

function withEvent(seen: Seen, ticket: Ticket, event: TicketEvent): Seen {
  const at = event.at.getTime()
  let { facts, closings, whistles } = seen
  const first = (name: 'assigned' | 'accepted' | 'answered' | 'resolved') => {
    facts = { ...facts, [`${name}At`]: facts[`${name}At`] ?? at }
  }
  const keep = (name: 'accept' | 'answer' | 'resolve', done: number | null) => {
    if (done === null && facts[name] === null && facts.assignedAt !== null) facts = { ...facts, [name]: true }
  }
  const answer = () => {
    keep('answer', facts.answeredAt)
    first('answered')
  }
  const accept = () => {
    keep('accept', facts.acceptedAt)
    first('accepted')
  }
  const latest = (change: Partial<Closing>) => {
    closings = closings.map((each, i) => (i === closings.length - 1 ? { ...each, ...change } : each))
  }
  const task = (unitId: string, change: Partial<Seen['whistles'][number]>) => {
    const index = whistles.findLastIndex(each => each.unitId === unitId)
    whistles = whistles.map((each, i) => (i === index ? { ...each, ...change } : each))
  }
  if (OVER.includes(event.kind)) whistles = whistles.map(each => ({ ...each, over: true }))

  switch (event.kind) {
    case 'assigned':
      first('assigned')
      break
    case 'accepted':
      accept()
      break
    case 'noted':
      if (event.data.toResident) answer()
      break
    case 'inquired':
      answer()
      break
    case 'meeting_called':
      accept()
      answer()
      break
    case 'whistled': {
      accept()
      answer()
      const { units } = event.data
      const called = [...new Set(units)].toSorted().map(unitId => ({
        ticketId: ticket.id,
        unitId,
        calledAt: at,
        report: null,
        act: null,
        stars: null,
        over: false,
        reported: false,
      }))
      for (const unitId of units) task(unitId, { over: true })
      whistles = [...whistles, ...called]
      break
    }
    case 'resolved':
      accept()
      answer()
      keep('resolve', facts.resolvedAt)
      first('resolved')
      break
    case 'urged':
      facts = { ...facts, urges: facts.urges + 1 }
      break
    case 'returned':
    case 'disputed':
      facts = { ...facts, returns: facts.returns + 1 }
      break
    case 'supervised':
      facts = { ...facts, supervised: Math.max(facts.supervised, event.data.level) }
      break
    case 'reopened':
      facts = { ...facts, reopens: facts.reopens + 1 }
      latest({ reopened: true })
      break
    case 'confirmed':
    case 'lapsed':
      if (ticket.outcome)
        closings = [
          ...closings,
          {
            ticketId: ticket.id,
            at,
            outcome: ticket.outcome,
            byWord: event.kind === 'confirmed',
            reopened: false,
            stars: null,
          },
        ]
      break
    case 'rated':
      latest({ stars: event.data.stars })
      break
    case 'reported_in':
    case 'unit_done':
    case 'unit_declined': {
      const { unitId } = event.data
      const now = whistles.findLast(each => each.unitId === unitId)
      if (event.kind === 'unit_declined') task(unitId, { over: true })
      else
        task(unitId, {
          reported: true,
          report: now?.report ?? true,
          ...(event.kind === 'unit_done' && { act: now?.act ?? true, over: true }),
        })
      break
    }
    case 'unit_rated':
      task(event.data.unitId, { stars: event.data.stars })
      break
    case 'excluded': {
      const { reason, note } = event.data
      facts = { ...facts, excluded: { reason, note, memberId: event.actor.id, at } }
      break
    }
    case 'included':
      facts = { ...facts, excluded: null }
      break
  }
  return { ticket, facts, closings, whistles }
}
