/** Histories of typical tickets: assigned, answered, fixed, closed. */
import { newId } from '../../lib/ids.ts'
import { parseHappening, SYSTEM, type Actor, type TicketEvent } from '../../domain/ticket/ticket-event.ts'
import type { Cast } from './random-histories.ts'
import type { History } from './recompute.ts'

const HOUR = 3_600_000

/** One begins every twenty minutes. Every fifth is answered late, every seventh is reopened. */
export function usualLives(cast: Cast, count: number, from: Date): History[] {
  return Array.from({ length: count }, (_, i) => usualLife(cast, i, from.getTime() + (i * HOUR) / 3))
}

function usualLife(cast: Cast, i: number, start: number): History {
  const of = <T>(all: readonly T[]): T => all[i % all.length] as T
  const resident: Actor = { kind: 'resident', id: of(cast.residentIds) }
  const member: Actor = { kind: 'member', id: of(cast.memberIds) }
  const events: TicketEvent[] = []
  const happens = (hours: number, actor: Actor, kind: string, data: unknown) =>
    events.push({ ...parseHappening(kind, data), actor, at: new Date(start + hours * HOUR) })
  const by = (hours: number) => new Date(start + hours * HOUR).toISOString()
  happens(0, resident, 'opened', {
    number: `R-usual-${i}`,
    residentId: resident.id,
    conversationId: cast.conversationId,
    language: 'zh-CN',
    category: of(cast.categories),
    urgency: 'normal',
    text: '楼道灯坏了',
    summary: '楼道灯坏了',
  })
  happens(0, SYSTEM, 'assigned', {
    gridId: of(cast.gridIds),
    ownerId: member.id,
    unitId: i % 2 ? of(cast.unitIds) : null,
    rule: 'place',
    acceptBy: by(2),
    answerBy: by(8),
    resolveBy: by(72),
  })
  happens(1, member, 'accepted', {})
  happens(i % 5 === 0 ? 12 : 3, member, 'noted', { text: '明天来修', toResident: true })
  happens(26, member, 'resolved', { outcome: 'fixed', note: '换好了', confirmBy: by(98) })
  if (i % 2) happens(30, resident, 'confirmed', {})
  else happens(98, SYSTEM, 'lapsed', {})
  if (i % 7 === 0)
    happens(100, resident, 'reopened', {
      text: '又坏了',
      ownerId: member.id,
      acceptBy: by(102),
      answerBy: by(108),
      resolveBy: by(172),
    })
  else if (i % 2) happens(31, resident, 'rated', { stars: 1 + (i % 5) })
  return { id: newId(), events }
}
