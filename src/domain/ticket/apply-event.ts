/** Applies an event to a ticket's facts, after advance.ts has accepted it. */
import { confided, isAtDesk } from './confidentiality.ts'
import { clocks, later, promised, warnedStill } from './sla-targets.ts'
import { isAtWork, NOT_WARNED, clockKey, type Ticket, wordsKept } from './ticket.ts'
import type { EventBodyOf, Task, TicketEvent } from './ticket-event.ts'
import { dated, taken } from './undo.ts'

/** The unit that has to carry out the meeting's agreement, if the ticket changes hands. */
export const agreedUnit = (ticket: Ticket, { data }: EventBodyOf<'meeting_held'>): string | null =>
  data.decision === 'agreed' && ticket.meeting?.unitId !== ticket.unitId
    ? (ticket.meeting?.unitId ?? null)
    : null

const withTask = (ticket: Ticket, unitId: string, change: Partial<Task>): readonly Task[] =>
  ticket.tasks.map(task => (task.unitId === unitId ? { ...task, ...change } : task))

/** Cancels the tasks of departments that are still at work. */
const calledOff = ({ tasks }: Ticket): readonly Task[] =>
  tasks.map(task => (isAtWork(task) ? { ...task, state: 'called_off' as const } : task))

/** The assignment rules always give a complaint to the desk; only a person at the desk hands it over. */
const deskHasIt = ({ confidential }: Ticket, atDesk: boolean): Ticket['confidential'] =>
  confidential && { ...confidential, atDesk }

export function applyEvent(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.kind) {
    case 'placed': {
      const { gridId, placeId, placeText } = event.data
      return { ...ticket, gridId, placeId, placeText }
    }
    case 'added':
      return { ...ticket, text: wordsKept(`${ticket.text}\n${event.data.text}`) }
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
        confidential: deskHasIt(ticket, ticket.confidential?.why === 'complaint'),
      }
    case 'transferred': {
      const { gridId, unitId, ownerId, atDesk = false } = event.data
      const heldById = ticket.heldById ?? ticket.ownerId ?? event.actor.id
      const confidential = deskHasIt(ticket, atDesk && isAtDesk(ticket))
      return { ...ticket, gridId, unitId, ownerId, heldById, acceptedAt: null, confidential }
    }
    case 'handed_on':
      return {
        ...ticket,
        ownerId: event.data.ownerId,
        heldById: null,
        // Without an owner the group has to accept it again. A whistled ticket stays accepted: departments work on it.
        acceptedAt: event.data.ownerId || ticket.state === 'whistled' ? ticket.acceptedAt : null,
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
    // A whistle implies acceptance by the worker who whistles.
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
      return { ...ticket, tasks: calledOff(ticket), acceptedAt: ticket.ownerId ? ticket.acceptedAt : null }
    case 'meeting_called': {
      const { plan, unitId, decideBy } = event.data
      const calledAt = event.at.toISOString()
      return {
        ...ticket,
        // The pause begins with the meeting, or with an earlier question to the resident: one pause, counted once.
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
        // The new deadlines include the pause up to now; an open question to the resident keeps waiting from here.
        waitingSince: ticket.waitingSince && decision !== 'postponed' ? event.at : ticket.waitingSince,
        decideBy: dated(decideBy),
        ...(promises && clocks(promises)),
        ...(unitId && { unitId, ownerId: null, heldById: ticket.ownerId, acceptedAt: null }),
        warned: NOT_WARNED,
      }
    }
    case 'unrouted':
    case 'returned':
    case 'disputed':
      return {
        ...ticket,
        decideBy: dated(event.data.decideBy),
        warned: NOT_WARNED,
        // The pause ends, because its worker gave the ticket back. The decider has a deadline of their own.
        waitingSince: null,
        ...(event.kind !== 'unrouted' && { returns: ticket.returns + 1, acceptedAt: null }),
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
    // A worker who resolves an unaccepted ticket becomes its owner, so that a reopened ticket goes to them.
    case 'resolved':
      return {
        ...ticket,
        ownerId:
          (ticket.acceptedAt && ticket.ownerId) || event.actor.kind !== 'member'
            ? ticket.ownerId
            : event.actor.id,
        heldById: null,
        outcome: event.data.outcome,
        confirmBy: new Date(event.data.confirmBy),
        tasks: calledOff(ticket),
        answeredAt: ticket.answeredAt ?? event.at,
        waitingSince: null,
        resolvedAt: event.at,
      }
    case 'confirmed':
    case 'lapsed':
      return { ...ticket, closedAt: event.at, followUpAt: dated(event.data.followUpAt) }
    case 'followed_up':
      return { ...ticket, followUpAt: null }
    case 'reopened':
      return {
        ...ticket,
        ownerId: event.data.ownerId,
        ...promised(event.data, event.at),
        // Without a grid a person has to decide, within the time that a worker has to accept.
        decideBy: ticket.gridId === null ? new Date(event.data.acceptBy) : null,
        // A reopened follower no longer follows: the parent is solved for the others.
        parentId: null,
        reopens: ticket.reopens + 1,
        text: event.data.text ? wordsKept(`${ticket.text}\n${event.data.text}`) : ticket.text,
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
    case 'made_confidential':
      return { ...ticket, confidential: confided(ticket, event) }
    case 'excluded':
      return { ...ticket, excluded: event.data.reason }
    case 'included':
      return { ...ticket, excluded: null }
    case 'linked':
      return { ...ticket, residentId: event.data.residentId }
    case 'undone':
      return { ...ticket, ...taken(event.data.back) }
    case 'reminded': {
      const key = clockKey(event.data.clock, event.data.unitId)
      return { ...ticket, warned: { ...ticket.warned, reminded: [...ticket.warned.reminded, key] } }
    }
    case 'supervised': {
      const { clock, level, unitId } = event.data
      const { missed, reminded } = ticket.warned
      // A member may escalate before the deadline; only the system's escalation marks the clock as missed.
      const key = event.actor.kind === 'system' ? [clockKey(clock, unitId)] : []
      // A further missed clock at the same level does not postpone the next level.
      const at = level > ticket.warned.level ? event.at.toISOString() : ticket.warned.at
      return { ...ticket, warned: { reminded, missed: [...new Set([...missed, ...key])], level, at } }
    }
    // Recorded only: these events change no fact of the ticket.
    case 'opened':
    case 'asked':
    case 'offered':
    case 'urged':
    case 'doubted':
      return ticket
  }
}
