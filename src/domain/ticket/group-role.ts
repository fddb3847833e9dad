/** A group's role on a ticket. It determines the group's card and the orders that the group may give. */
import { HIGHEST_LEVEL } from '../sla/next-check.ts'
import { isAtWork, type Ticket } from './ticket.ts'
import { isUndecided } from './ticket-state.ts'

/**
 * holder: has to do the work. duty: the duty officers, who may do everything. called: a whistled department.
 * watcher: the ticket's grid, while a unit has the ticket. former: had the ticket before.
 */
export type GroupRole = 'holder' | 'duty' | 'called' | 'watcher' | 'former'

export interface Group {
  kind: 'grid' | 'unit' | 'duty'
  gridId: string | null
  unitId: string | null
  /** For duty officers: the grids of their area. Absent: all grids. */
  gridIds?: readonly string[] | undefined
}

type OfTicket = Pick<Ticket, 'gridId' | 'unitId' | 'tasks'> & Partial<Pick<Ticket, 'confidential'>>

export function groupRoleOf(group: Group, ticket: OfTicket): GroupRole {
  if (group.kind === 'duty') return looksAfter(group, ticket) ? 'duty' : 'former'
  if (group.kind === 'unit') {
    if (ticket.unitId !== null && group.unitId === ticket.unitId) return 'holder'
    return ticket.tasks.some(task => task.unitId === group.unitId && task.state !== 'called_off')
      ? 'called'
      : 'former'
  }
  // A complaint stays with the desk until a person there hands it to a grid.
  if (group.gridId !== ticket.gridId || ticket.confidential?.atDesk) return 'former'
  return ticket.unitId === null ? 'holder' : 'watcher'
}

/** Duty officers look after the tickets of their own grids and after tickets without a grid. */
const looksAfter = ({ gridIds }: Group, { gridId, confidential }: OfTicket): boolean =>
  gridIds === undefined ||
  // Only the district sees a complaint about the community's own desk.
  ((confidential?.level ?? 1) < HIGHEST_LEVEL && (gridId === null || gridIds.includes(gridId)))

/** The task of a department's own group. */
export const taskOf = (group: Group, { tasks }: Pick<Ticket, 'tasks'>) =>
  tasks.find(({ unitId }) => unitId === group.unitId)

/** A department that still has something to do. */
export const owesWork = (group: Group, ticket: Pick<Ticket, 'tasks'>): boolean => {
  const task = taskOf(group, ticket)
  return task !== undefined && isAtWork(task)
}

/** Does the group have to act on the ticket now? Duty officers always may. */
export function hasInHand(group: Group, ticket: Pick<Ticket, 'state'> & OfTicket): boolean {
  if (group.kind === 'duty') return looksAfter(group, ticket)
  // While a decision about the ticket is pending, no grid or unit may act on it.
  if (isUndecided(ticket.state)) return false
  return groupRoleOf(group, ticket) === 'holder' || owesWork(group, ticket)
}
