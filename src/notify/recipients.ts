/** Which chats hear of a ticket, in which language, and where its card hangs. */
import type { Language } from '../domain/message.ts'
import { deskLevel, isAtDesk } from '../domain/ticket/confidentiality.ts'
import { tasksAtWork, type Ticket } from '../domain/ticket/ticket.ts'
import { isOpen } from '../domain/ticket/transitions.ts'
import { areaOf } from '../routing/area.ts'
import type { Hearers, Reader } from './render/compose.ts'
import type { RenderContext } from './render/render-context.ts'

/** The groups around a ticket, as chats. */
interface ChatsAround {
  of: (hearers: Hearers) => string[]
  readerIn: (conversationId: string) => Reader
}

export function chatsAround(rendering: RenderContext, ticket: Ticket): ChatsAround {
  const { org } = rendering
  // What is about the community is not for its own desk.
  const duty = (level: number) => deskChats(rendering, ticket, level)
  const unit = (unitId: string) => chatsOf(rendering, org.unitGroupOf(unitId))
  const holder = () => {
    const own = ticket.unitId ? unit(ticket.unitId) : []
    const grid = chatsOf(rendering, ticket.gridId ? org.workGroupOf(ticket.gridId) : null)
    if (isAtDesk(ticket)) return duty(1)
    return own.length > 0 ? own : grid.length > 0 ? grid : duty(1)
  }
  const of = (hearers: Hearers): string[] => {
    switch (hearers.kind) {
      case 'duty':
        return duty(hearers.level)
      case 'unit':
        return unit(hearers.unitId)
      case 'former':
        return chatsAround(rendering, hearers.of).of(hearers.as)
      case 'holder':
        return holder()
    }
  }
  return {
    of,
    readerIn: readerIn(rendering),
  }
}

/** Of a group, by its chat. */
export const languageIn =
  ({ org }: RenderContext) =>
  (conversationId: string): Language =>
    org.workGroups.find(({ conversations }) => conversations.some(({ id }) => id === conversationId))
      ?.language ?? 'zh-CN'

/** The group of a chat, as far as it decides what may be read there. A chat that was unbound just now reads as little as can be. */
const readerIn =
  ({ org }: RenderContext) =>
  (conversationId: string): Reader => {
    const group = org.workGroups.find(({ conversations }) =>
      conversations.some(({ id }) => id === conversationId),
    )
    return group
      ? { ...group, gridIds: areaOf(org, group).gridIds }
      : { kind: 'unit', gridId: null, unitId: null, language: 'zh-CN' }
  }

/**
 * The grid in which it is, the unit that has it, departments that were whistled; the duty officers when a person must
 * decide, and at once in an emergency. What follows another ticket has no card of its own.
 */
export function whereCardHangs(rendering: RenderContext, ticket: Ticket): string[] {
  const { org } = rendering
  if (ticket.parentId !== null || (ticket.state === 'needs_info' && ticket.urgency !== 'emergency')) return []
  const undecided = ticket.state === 'unrouted' || ticket.state === 'arbitration'
  // Its owner may be one of the duty officers, who sees it where they are.
  const above = UPSTAIRS.has(org.memberById.get(ticket.ownerId ?? '')?.role ?? '')
  const watched = undecided || above || ticket.state === 'meeting' || ticket.urgency === 'emergency'
  const duty = watched || ticket.confidential ? deskChats(rendering, ticket) : []
  const grid = ticket.gridId && !undecided && !isAtDesk(ticket) ? org.workGroupOf(ticket.gridId) : null
  // An arbiter is of the district, and decides where they are.
  const desk = ticket.state === 'arbitration' ? org.dutyGroupOf(ticket.gridId, 3) : null
  const units = undecided ? [] : [ticket.unitId, ...tasksAtWork(ticket).map(({ unitId }) => unitId)]
  const groups = [grid, desk, ...units.map(id => (id ? org.unitGroupOf(id) : null))]
  const chats = [...duty, ...groups.flatMap(group => chatsOf(rendering, group))]
  // The grid's group is bound to no chat, or the chat is unreachable: the desk above must see the ticket.
  return chats.length > 0 || !isOpen(ticket.state) ? chats : deskChats(rendering, ticket)
}

/** Of the desk at that level, or as far up as the ticket must go; a desk without a chat is no desk. */
function deskChats(rendering: RenderContext, ticket: Ticket, level = 1): string[] {
  const lowest = Math.max(level, deskLevel(ticket))
  const upwards = [lowest, lowest + 1, lowest + 2].map(each =>
    chatsOf(rendering, rendering.org.dutyGroupOf(ticket.gridId, each)),
  )
  return upwards.find(chats => chats.length > 0) ?? []
}

/** Who sits at a desk. */
export const UPSTAIRS: ReadonlySet<string> = new Set([
  'duty_officer',
  'community_officer',
  'supervisor',
  'arbiter',
])

const chatsOf = ({ org }: RenderContext, group: { id: string } | null): string[] =>
  group ? org.conversationsOf(group.id).map(({ id }) => id) : []
