/**
 * The life of a ticket 工单. `advance` is the one place that decides what may happen to it; everything that
 * writes a ticket goes through it. The edges are in transitions.ts.
 */
import type { Urgency } from './category.ts'
import type { Language } from './message.ts'
import type {
  Back,
  ClockName,
  Decision,
  ExclusionReason,
  HappeningOf,
  Outcome,
  Task,
  TicketEvent,
  Warned,
} from './ticket-event.ts'
import { type Edge, edgeOf, type TicketState } from './transitions.ts'

/** What community, owners and property company are to decide, or have. */
export interface Meeting {
  plan: string
  unitId: string | null
  /** ISO 8601. */
  calledAt: string
  /** ISO 8601: since when the promises stand still. */
  stoodSince: string
  decision: Decision | null
  note: string
}

export const NOT_WARNED: Warned = { reminded: [], missed: [], level: 0, at: null }

/** A department's clocks are its own. */
export const clockKey = (clock: ClockName, unitId: string | null): string =>
  unitId ? `${clock}:${unitId}` : clock

/** Has whoever has the ticket missed a clock, not only a department? */
export const hasMissedOwn = ({ missed }: Warned): boolean => missed.some(key => !key.includes(':'))

export interface Ticket {
  id: string
  /** `20261120-0231` */
  number: string
  state: TicketState
  /** How many events made it. */
  version: number
  residentId: string
  conversationId: string
  language: Language
  category: string
  urgency: Urgency
  text: string
  summary: string
  gridId: string | null
  placeId: string | null
  placeText: string | null
  ownerId: string | null
  /** The unit that is to do it; null: the grid itself. */
  unitId: string | null
  /** Handed over and not yet accepted: who answers for it until then. */
  heldById: string | null
  outcome: Outcome | null
  rating: number | null
  returns: number
  reopens: number
  acceptBy: Date | null
  answerBy: Date | null
  resolveBy: Date | null
  /** From when the promises count. */
  promisedAt: Date | null
  /** They count in office hours; else round the clock. */
  workingTime: boolean
  /** A person must have decided by then. */
  decideBy: Date | null
  /** First answer of substance to the resident. */
  answeredAt: Date | null
  /** The clocks stand still since a worker asked the resident something. */
  waitingSince: Date | null
  /** Departments that were whistled. */
  tasks: readonly Task[]
  meeting: Meeting | null
  warned: Warned
  photos: number
  /** Many neighbours, one cause. */
  hot: boolean
  excluded: ExclusionReason | null
  followUpAt: Date | null
  confirmBy: Date | null
  parentId: string | null
  createdAt: Date
  assignedAt: Date | null
  acceptedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
  updatedAt: Date
}

/** Why an event was refused; the reply files have words for each. */
export type Refusal = 'not_now' | 'not_yours' | 'already' | 'final' | 'out_of_order' | 'too_late'
export type Advanced = { ok: true; ticket: Ticket } | { ok: false; refusal: Refusal }

/** The first event of every ticket. */
export function open(id: string, event: HappeningOf<'opened'> & { at: Date }): Ticket {
  const { emergency: _, ...facts } = event.data
  return {
    id,
    ...facts,
    state: 'needs_info',
    version: 1,
    gridId: null,
    placeId: null,
    placeText: null,
    ownerId: null,
    unitId: null,
    heldById: null,
    outcome: null,
    rating: null,
    returns: 0,
    reopens: 0,
    acceptBy: null,
    answerBy: null,
    resolveBy: null,
    promisedAt: null,
    workingTime: false,
    decideBy: null,
    answeredAt: null,
    waitingSince: null,
    tasks: [],
    meeting: null,
    warned: NOT_WARNED,
    photos: 0,
    hot: false,
    excluded: null,
    followUpAt: null,
    confirmBy: null,
    parentId: null,
    createdAt: event.at,
    assignedAt: null,
    acceptedAt: null,
    resolvedAt: null,
    closedAt: null,
    updatedAt: event.at,
  }
}

/** Decides whether an event may happen to a ticket now, and what the ticket is after it. Pure. */
export function advance(ticket: Ticket, event: TicketEvent): Advanced {
  const edge = edgeOf(ticket.state, event.kind)
  if (!edge) return { ok: false, refusal: 'not_now' }
  if (!edge.by.includes(event.actor.kind)) return { ok: false, refusal: 'not_yours' }
  const refusal = guard(ticket, event)
  if (refusal) return { ok: false, refusal }
  const after = apply(ticket, event)
  return {
    ok: true,
    ticket: {
      ...after,
      state: stateAfter(ticket, event, edge),
      version: ticket.version + 1,
      updatedAt: event.at,
    },
  }
}

function stateAfter(ticket: Ticket, event: TicketEvent, { to = ticket.state }: Edge): TicketState {
  switch (event.kind) {
    // Answered on the spot, no grid ever had it: when that was no answer, a person looks for one that does.
    case 'reopened':
      return ticket.gridId === null ? 'unrouted' : to
    case 'undone':
      return event.data.back.state
    case 'meeting_held':
      if (event.data.decision === 'postponed') return to
      return ticket.acceptedAt && !agreedUnit(ticket, event) ? 'accepted' : 'assigned'
    default:
      return to
  }
}

/** What was agreed may be for a unit to do: then it is theirs from now on. */
const agreedUnit = (ticket: Ticket, { data }: HappeningOf<'meeting_held'>): string | null =>
  data.decision === 'agreed' && ticket.meeting?.unitId !== ticket.unitId
    ? (ticket.meeting?.unitId ?? null)
    : null

/** What the table cannot say: counts, persons and times. */
function guard(ticket: Ticket, event: TicketEvent): Refusal | null {
  if (event.at < ticket.updatedAt) return 'out_of_order'
  if (event.actor.kind === 'resident' && event.actor.id !== ticket.residentId) return 'not_yours'
  switch (event.kind) {
    case 'returned':
      return ticket.returns > 0 ? 'already' : null
    case 'disputed':
      if (ticket.returns === 0) return 'not_now'
      return ticket.returns > 1 ? 'final' : null
    case 'rated':
      return ticket.rating === null ? null : 'already'
    case 'merged':
      return event.data.parentId === ticket.id || ticket.hot ? 'not_now' : null
    case 'inquired':
      return ticket.waitingSince ? 'already' : null
    case 'resumed':
      return ticket.waitingSince ? null : 'already'
    case 'heated':
      return ticket.hot ? 'already' : null
    // Only the very last thing can be taken back: what came after it was built on it.
    case 'undone':
      return event.data.version === ticket.version ? null : 'not_now'
    case 'excluded':
      return ticket.excluded ? 'already' : null
    case 'included':
      return ticket.excluded ? null : 'already'
    case 'reported_in':
      return taskRefusal(ticket, event.data.unitId, ['called'])
    case 'unit_done':
    case 'unit_declined':
      return taskRefusal(ticket, event.data.unitId, ['called', 'reported_in'])
    case 'unit_rated':
      return ticket.tasks.some(task => task.unitId === event.data.unitId && task.state !== 'called_off')
        ? null
        : 'not_now'
    default:
      return null
  }
}

function taskRefusal({ tasks }: Ticket, unitId: string, states: Task['state'][]): Refusal | null {
  const task = tasks.find(each => each.unitId === unitId)
  if (!task) return 'not_yours'
  return states.includes(task.state) ? null : 'already'
}

/** A department that is not finished. */
export const isAtWork = ({ state }: Task): boolean => state === 'called' || state === 'reported_in'

/** Somebody waits for a department still. */
export const tasksAtWork = ({ tasks }: Pick<Ticket, 'tasks'>): Task[] => tasks.filter(isAtWork)

const withTask = (ticket: Ticket, unitId: string, change: Partial<Task>): readonly Task[] =>
  ticket.tasks.map(task => (task.unitId === unitId ? { ...task, ...change } : task))

/** Whoever is still under way need not come any more. */
const calledOff = ({ tasks }: Ticket): readonly Task[] =>
  tasks.map(task => (isAtWork(task) ? { ...task, state: 'called_off' as const } : task))

function apply(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.kind) {
    case 'placed': {
      const { gridId, placeId, placeText } = event.data
      return { ...ticket, gridId, placeId, placeText }
    }
    case 'added':
      return { ...ticket, text: `${ticket.text}\n${event.data.text}` }
    case 'assigned':
      return {
        ...ticket,
        gridId: event.data.gridId,
        unitId: event.data.unitId,
        ownerId: event.data.ownerId,
        ...promised(event.data, event.at),
        tasks: calledOff(ticket),
        assignedAt: ticket.assignedAt ?? event.at,
        acceptedAt: null,
      }
    case 'transferred': {
      const { gridId, unitId, ownerId } = event.data
      const heldById = ticket.heldById ?? ticket.ownerId ?? event.actor.id
      return { ...ticket, gridId, unitId, ownerId, heldById, acceptedAt: null }
    }
    case 'accepted':
      return { ...ticket, ownerId: event.actor.id, heldById: null, acceptedAt: event.at }
    case 'noted':
      return {
        ...ticket,
        photos: ticket.photos + event.data.photos,
        answeredAt: event.data.toResident ? (ticket.answeredAt ?? event.at) : ticket.answeredAt,
      }
    case 'inquired':
      return { ...ticket, waitingSince: event.at, answeredAt: ticket.answeredAt ?? event.at }
    case 'resumed':
      return {
        ...ticket,
        ...later(ticket, event.at.getTime() - (ticket.waitingSince ?? event.at).getTime()),
        waitingSince: null,
        ...(event.data.promises && clocks(event.data.promises)),
      }
    case 'rescheduled':
      return { ...ticket, ...clocks(event.data.promises) }
    // Whoever whistles has taken it up, with or without pressing another button first.
    case 'whistled': {
      const { units, ground, note, reportBy, actBy } = event.data
      const called = units.map((unitId): Task => {
        const calledAt = event.at.toISOString()
        return { unitId, state: 'called', ground, calledAt, reportBy, actBy, note, stars: null }
      })
      return {
        ...ticket,
        tasks: [...ticket.tasks.filter(({ unitId }) => !units.includes(unitId)), ...called],
        ownerId: ticket.ownerId ?? event.actor.id,
        heldById: null,
        acceptedAt: ticket.acceptedAt ?? event.at,
        answeredAt: ticket.answeredAt ?? event.at,
      }
    }
    case 'reported_in':
      return { ...ticket, tasks: withTask(ticket, event.data.unitId, { state: 'reported_in' }) }
    case 'unit_done':
      return {
        ...ticket,
        tasks: withTask(ticket, event.data.unitId, { state: 'done', note: event.data.note }),
      }
    case 'unit_declined':
      return {
        ...ticket,
        tasks: withTask(ticket, event.data.unitId, { state: 'declined', note: event.data.note }),
      }
    case 'unit_rated':
      return { ...ticket, tasks: withTask(ticket, event.data.unitId, { stars: event.data.stars }) }
    case 'whistle_ended':
      return { ...ticket, tasks: calledOff(ticket) }
    case 'meeting_called': {
      const { plan, unitId, decideBy } = event.data
      const calledAt = event.at.toISOString()
      return {
        ...ticket,
        // From here on, or since the resident was asked: one pause, counted once.
        meeting: {
          plan,
          unitId,
          calledAt,
          stoodSince: (ticket.waitingSince ?? event.at).toISOString(),
          decision: null,
          note: '',
        },
        decideBy: new Date(decideBy),
        tasks: calledOff(ticket),
        answeredAt: ticket.answeredAt ?? event.at,
        warned: NOT_WARNED,
      }
    }
    case 'meeting_held': {
      const { decision, note, promises, decideBy } = event.data
      const unitId = agreedUnit(ticket, event)
      return {
        ...ticket,
        meeting: ticket.meeting && { ...ticket.meeting, decision, note },
        // What stood still until here is made good; the resident may have more to say.
        waitingSince: ticket.waitingSince && decision !== 'postponed' ? event.at : ticket.waitingSince,
        decideBy: decideBy === null ? null : new Date(decideBy),
        ...(promises && clocks(promises)),
        ...(unitId && { unitId, ownerId: null, heldById: ticket.ownerId, acceptedAt: null }),
        warned: NOT_WARNED,
      }
    }
    case 'unrouted':
    case 'returned':
    case 'disputed': {
      const decideBy = event.data.decideBy === null ? null : new Date(event.data.decideBy)
      return {
        ...ticket,
        decideBy,
        warned: NOT_WARNED,
        // Whoever asked has let go of it: whoever decides is held to their own time.
        waitingSince: null,
        ...(event.kind !== 'unrouted' && { returns: ticket.returns + 1, acceptedAt: null }),
      }
    }
    case 'recategorised':
      return {
        ...ticket,
        category: event.data.to,
        urgency: event.data.urgency,
        ...(event.data.promises && {
          ...clocks(event.data.promises),
          warned: warnedStill(ticket, event.data.promises, event.at),
        }),
      }
    // Who mends what nobody has taken has taken it: if it breaks again, it is theirs.
    case 'resolved':
      return {
        ...ticket,
        ownerId: ticket.acceptedAt || event.actor.kind !== 'member' ? ticket.ownerId : event.actor.id,
        heldById: null,
        outcome: event.data.outcome,
        confirmBy: new Date(event.data.confirmBy),
        tasks: calledOff(ticket),
        answeredAt: ticket.answeredAt ?? event.at,
        waitingSince: null,
        resolvedAt: event.at,
      }
    case 'confirmed':
    case 'lapsed': {
      const { followUpAt } = event.data
      return { ...ticket, closedAt: event.at, followUpAt: followUpAt === null ? null : new Date(followUpAt) }
    }
    case 'followed_up':
      return { ...ticket, followUpAt: null }
    case 'reopened':
      return {
        ...ticket,
        ownerId: event.data.ownerId,
        ...promised(event.data, event.at),
        // No grid ever had it: whoever decides has as long as a worker has to take it.
        decideBy: ticket.gridId === null ? new Date(event.data.acceptBy) : null,
        // Solved for the neighbours, not for this one: it goes its own way.
        parentId: null,
        reopens: ticket.reopens + 1,
        text: event.data.text ? `${ticket.text}\n${event.data.text}` : ticket.text,
        outcome: null,
        rating: null,
        confirmBy: null,
        followUpAt: null,
        photos: 0,
        assignedAt: ticket.assignedAt ?? (ticket.gridId === null ? null : event.at),
        acceptedAt: null,
        resolvedAt: null,
        closedAt: null,
      }
    case 'rated':
      return { ...ticket, rating: event.data.stars }
    case 'merged':
      return {
        ...ticket,
        parentId: event.data.parentId,
        tasks: calledOff(ticket),
        heldById: null,
        waitingSince: null,
      }
    case 'parted':
      return { ...ticket, parentId: null, acceptedAt: null }
    case 'withdrawn':
      return { ...ticket, tasks: calledOff(ticket), waitingSince: null }
    case 'heated':
      return { ...ticket, hot: true }
    case 'excluded':
      return { ...ticket, excluded: event.data.reason }
    case 'included':
      return { ...ticket, excluded: null }
    case 'undone':
      return { ...ticket, ...taken(event.data.back) }
    case 'reminded': {
      const key = clockKey(event.data.clock, event.data.unitId)
      return { ...ticket, warned: { ...ticket.warned, reminded: [...ticket.warned.reminded, key] } }
    }
    case 'supervised': {
      const { clock, level, unitId } = event.data
      const { missed, reminded } = ticket.warned
      // A person may send it up before it is late: its own deadline still counts then.
      const key = event.actor.kind === 'system' ? [clockKey(clock, unitId)] : []
      // What else is late at the same level does not put off when the next one hears.
      const at = level > ticket.warned.level ? event.at.toISOString() : ticket.warned.at
      return { ...ticket, warned: { reminded, missed: [...new Set([...missed, ...key])], level, at } }
    }
    // Recorded, and nothing about the ticket's own facts changes.
    case 'opened':
    case 'asked':
    case 'urged':
    case 'doubted':
      return ticket
  }
}

interface PromiseData {
  acceptBy: string
  answerBy: string
  resolveBy: string
  workingTime: boolean
  promisedAt: string | null
}

const clocks = (data: PromiseData) => ({
  acceptBy: new Date(data.acceptBy),
  answerBy: new Date(data.answerBy),
  resolveBy: new Date(data.resolveBy),
  workingTime: data.workingTime,
  ...(data.promisedAt !== null && { promisedAt: new Date(data.promisedAt) }),
})

/** All promises made anew: nothing of them has been missed yet. */
const promised = (data: PromiseData, at: Date) => ({
  promisedAt: at,
  ...clocks(data),
  decideBy: null,
  answeredAt: null,
  waitingSince: null,
  heldById: null,
  warned: NOT_WARNED,
})

/**
 * What has rung for a promise that stays, or that is over by the new ones too, does not ring again; a promise that has time
 * again starts from the beginning.
 */
function warnedStill(ticket: Ticket, data: PromiseData, at: Date): Warned {
  const due = clocks(data)
  const pairs = [
    ['accept', ticket.acceptBy, due.acceptBy],
    ['answer', ticket.answerBy, due.answerBy],
    ['resolve', ticket.resolveBy, due.resolveBy],
  ] as const
  const fresh = new Set<string>(
    pairs.filter(([, old, now]) => now > at && now.getTime() !== old?.getTime()).map(([clock]) => clock),
  )
  const { warned } = ticket
  const reminded = warned.reminded.filter(key => !fresh.has(key))
  const missed = warned.missed.filter(key => !fresh.has(key))
  return missed.length > 0 ? { ...warned, reminded, missed } : { ...NOT_WARNED, reminded }
}

/** What runs beside the promises stood still as well: departments' clocks, a decision, the next level. */
function later(ticket: Ticket, ms: number): Pick<Ticket, 'tasks' | 'decideBy' | 'warned'> {
  const moved = (text: string) => new Date(Date.parse(text) + ms).toISOString()
  const { decideBy, warned } = ticket
  return {
    tasks: ticket.tasks.map(task =>
      isAtWork(task) ? { ...task, reportBy: moved(task.reportBy), actBy: moved(task.actBy) } : task,
    ),
    decideBy: decideBy && new Date(decideBy.getTime() + ms),
    warned: { ...warned, at: warned.at && moved(warned.at) },
  }
}

const dated = (text: string | null): Date | null => (text === null ? null : new Date(text))

const taken = (back: Back): Partial<Ticket> => ({
  ...back,
  acceptBy: dated(back.acceptBy),
  answerBy: dated(back.answerBy),
  resolveBy: dated(back.resolveBy),
  promisedAt: dated(back.promisedAt),
  decideBy: dated(back.decideBy),
  confirmBy: dated(back.confirmBy),
  acceptedAt: dated(back.acceptedAt),
  answeredAt: dated(back.answeredAt),
  resolvedAt: dated(back.resolvedAt),
  waitingSince: dated(back.waitingSince),
})

/** What `undone` needs to know to take back the event after which the ticket was no longer so. */
export const backTo = (ticket: Ticket): Back => ({
  state: ticket.state,
  gridId: ticket.gridId,
  unitId: ticket.unitId,
  ownerId: ticket.ownerId,
  heldById: ticket.heldById,
  outcome: ticket.outcome,
  returns: ticket.returns,
  acceptBy: ticket.acceptBy?.toISOString() ?? null,
  answerBy: ticket.answerBy?.toISOString() ?? null,
  resolveBy: ticket.resolveBy?.toISOString() ?? null,
  promisedAt: ticket.promisedAt?.toISOString() ?? null,
  workingTime: ticket.workingTime,
  decideBy: ticket.decideBy?.toISOString() ?? null,
  confirmBy: ticket.confirmBy?.toISOString() ?? null,
  acceptedAt: ticket.acceptedAt?.toISOString() ?? null,
  answeredAt: ticket.answeredAt?.toISOString() ?? null,
  resolvedAt: ticket.resolvedAt?.toISOString() ?? null,
  waitingSince: ticket.waitingSince?.toISOString() ?? null,
  photos: ticket.photos,
  tasks: ticket.tasks,
  warned: ticket.warned,
})

/** A ticket is what its events add up to. @throws Error when the history could not have happened. */
export function replay(id: string, history: readonly TicketEvent[]): Ticket {
  const [first, ...rest] = history
  if (first?.kind !== 'opened') throw new Error(`ticket ${id}: a history begins with "opened"`)
  let ticket = open(id, first)
  for (const event of rest) {
    const next = advance(ticket, event)
    if (!next.ok)
      throw new Error(`ticket ${id}: "${event.kind}" in state "${ticket.state}" is ${next.refusal}`)
    ticket = next.ticket
  }
  return ticket
}

/** `20261120-0231` -> `1120-0231`: what people say aloud. */
export const spokenNumber = (number: string): string => number.slice(4)
/** `20261120-0231` -> `0231`: enough inside a group. */
export const shortNumber = (number: string): string => number.slice(9)
