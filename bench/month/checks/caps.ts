/** No member was given more than the house rules allow: what each had in hand is counted again from the events alone. */
import type { Rules } from '../../../src/domain/house-rules.ts'
import { advance, open } from '../../../src/domain/ticket/advance.ts'
import { type Ticket } from '../../../src/domain/ticket/ticket.ts'
import type { TicketEventKind } from '../../../src/domain/ticket/ticket-event.ts'
import type { OrgSnapshot } from '../../../src/routing/directory.ts'
import type { Life } from './lives.ts'
import { verdict } from './verdict.ts'

interface Move {
  at: number
  from: string | null
  to: string | null
  kind: TicketEventKind
  /** Given by the rules, not by a person's word. */
  byRule: boolean
  number: string
}

const IN_HAND: readonly Ticket['state'][] = ['assigned', 'accepted', 'whistled']
const holderOf = (ticket: Ticket | null) => (ticket && IN_HAND.includes(ticket.state) ? ticket.ownerId : null)

export function checkCaps(org: OrgSnapshot, caps: Rules['caps']) {
  const given = verdict('tickets that the rules gave to somebody with room for them')
  const moves: Move[] = []
  /** Over the cap all the same, by what brought them there. */
  const over = new Map<string, number>()
  const most = { full: 0, part: 0, officer: 0 }
  return {
    over,
    most,
    verdicts: [given],
    see({ ticket: { id, number }, events }: Life) {
      let ticket: Ticket | null = null
      for (const event of events) {
        const before: string | null = holderOf(ticket)
        if (ticket === null) {
          if (event.kind !== 'opened') return
          ticket = open(id, event)
        } else {
          const next = advance(ticket, event)
          if (!next.ok) return
          ticket = next.ticket
        }
        const to = holderOf(ticket)
        if (to === before) continue
        const byRule = event.kind === 'assigned' && event.data.choice !== null
        moves.push({ at: event.at.getTime(), from: before, to, kind: event.kind, byRule, number })
      }
    },
    finish() {
      const open = new Map<string, number>()
      // What is given back in the same moment is given back first.
      for (const { from, to, kind, byRule, number } of moves.sort(
        (a, b) => a.at - b.at || (a.to ? 1 : 0) - (b.to ? 1 : 0),
      )) {
        if (from) open.set(from, (open.get(from) ?? 0) - 1)
        if (!to) continue
        const has = (open.get(to) ?? 0) + 1
        open.set(to, has)
        const member = org.memberById.get(to)
        const group = member?.role !== 'grid_worker' ? 'officer' : member.partTime ? 'part' : 'full'
        most[group] = Math.max(most[group], has)
        const cap = member?.partTime ? caps.part_time : caps.full_time
        if (byRule) given.look()
        if (has <= cap) continue
        if (byRule) given.miss(`${number}: ${member?.name} (${group}) has ${has}`)
        else over.set(kind, (over.get(kind) ?? 0) + 1)
      }
    },
  }
}
