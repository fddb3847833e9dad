/** What a group has to do with a ticket: it decides what its card looks like and which orders it may give. */
import { HIGHEST_LEVEL } from '../sla/next-check.ts'
import { isAtWork, type Ticket } from './ticket.ts'
import { isUndecided } from './ticket-state.ts'

/**
 * holder: it is theirs to do. duty: the duty officers, who may do anything. called: a department that was whistled.
 * watcher: the grid in which it is, while a unit has it. former: had it once.
 */
export type Standing = 'holder' | 'duty' | 'called' | 'watcher' | 'former'

export interface Group {
  kind: 'grid' | 'unit' | 'duty'
  gridId: string | null
  unitId: string | null
  /** Of duty officers: the grids of their area. Absent: everywhere. */
  gridIds?: readonly string[] | undefined
}

type OfTicket = Pick<Ticket, 'gridId' | 'unitId' | 'tasks'> & Partial<Pick<Ticket, 'confidential'>>

export function standingOf(group: Group, ticket: OfTicket): Standing {
  if (group.kind === 'duty') return looksAfter(group, ticket) ? 'duty' : 'former'
  if (group.kind === 'unit') {
    if (ticket.unitId !== null && group.unitId === ticket.unitId) return 'holder'
    return ticket.tasks.some(task => task.unitId === group.unitId && task.state !== 'called_off')
      ? 'called'
      : 'former'
  }
  // A complaint is the desk's until a person there gives it to a grid.
  if (group.gridId !== ticket.gridId || ticket.confidential?.atDesk) return 'former'
  return ticket.unitId === null ? 'holder' : 'watcher'
}

/** What went to another community is for its own officers to decide; what has no grid yet, for whoever was asked. */
const looksAfter = ({ gridIds }: Group, { gridId, confidential }: OfTicket): boolean =>
  gridIds === undefined ||
  // What is about the community is for the district alone.
  ((confidential?.level ?? 1) < HIGHEST_LEVEL && (gridId === null || gridIds.includes(gridId)))

/** The task of a department's own group. */
export const taskOf = (group: Group, { tasks }: Pick<Ticket, 'tasks'>) =>
  tasks.find(({ unitId }) => unitId === group.unitId)

/** A department that still has something to do. */
export const owesWork = (group: Group, ticket: Pick<Ticket, 'tasks'>): boolean => {
  const task = taskOf(group, ticket)
  return task !== undefined && isAtWork(task)
}

/** Theirs to do now; duty officers look after all. */
export function hasInHand(group: Group, ticket: Pick<Ticket, 'state'> & OfTicket): boolean {
  if (group.kind === 'duty') return looksAfter(group, ticket)
  // Handed back, it is for others to decide.
  if (isUndecided(ticket.state)) return false
  return standingOf(group, ticket) === 'holder' || owesWork(group, ticket)
}
