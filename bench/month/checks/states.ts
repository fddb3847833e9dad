/** Every ticket is what its events add up to, and a person or a deadline will move it on. */
import { isDeepStrictEqual } from 'node:util'
import { HIGHEST_LEVEL } from '../../../src/domain/sla/next-check.ts'
import { replay } from '../../../src/domain/ticket/advance.ts'
import { type Ticket } from '../../../src/domain/ticket/ticket.ts'
import { isOpen } from '../../../src/domain/ticket/transitions.ts'
import { FIELDS } from '../../../src/tickets/store.ts'
import type { Life } from './lives.ts'
import { verdict } from './verdict.ts'

export function checkStates(now: Date) {
  const replayed = verdict('tickets that are what their events add up to')
  const moving = verdict('open tickets with an owner or a decider, and a moment to come')
  return {
    verdicts: [replayed, moving],
    see({ ticket, events, alarmAt }: Life) {
      replayed.look()
      const differs = differences(ticket, events)
      if (differs) replayed.miss(`${ticket.number} ${differs}`)
      if (!isOpen(ticket.state)) return
      moving.look()
      const why = stuck(ticket, alarmAt, now)
      if (why) moving.miss(`${ticket.number} ${ticket.state}: ${why}`)
    },
  }
}

function differences(ticket: Ticket, events: Life['events']): string {
  try {
    const lived = replay(ticket.id, events)
    // A resident may speak another language by now; that is no event.
    return FIELDS.filter(
      field => field !== 'language' && !isDeepStrictEqual(lived[field], ticket[field]),
    ).join(', ')
  } catch (error) {
    return (error as Error).message
  }
}

function stuck(ticket: Ticket, alarmAt: Date | null, now: Date): string | null {
  if (ticket.state === 'merged') return ticket.parentId ? null : 'follows nothing'
  if (alarmAt && alarmAt < now) return `its moment was ${alarmAt.toISOString()}`
  const atTheTop = ticket.warned.level >= HIGHEST_LEVEL
  if (!alarmAt && !atTheTop) return 'no moment to come, and the district does not know'
  // Without an owner all of the grid's group have it.
  const held = ticket.gridId !== null
  const decided = ['needs_info', 'unrouted', 'arbitration', 'meeting'].includes(ticket.state)
  return held || decided || ticket.state === 'resolved' ? null : 'nobody has it'
}
