/** Who gets a ticket first. */
import type { OrgMember, OrgSnapshot } from './org-snapshot.ts'

export interface Assignment {
  gridId: string
  /** Makes no difference yet: every worker of a grid takes every kind of request. */
  category: string
  /** Open tickets by member id; nobody there is nobody busy. */
  openLoad: ReadonlyMap<string, number>
}

/**
 * The grid's active worker with the fewest open tickets; among equals who waited longest for one.
 * @returns a null owner when the grid has no active worker: the group sees the ticket, and whoever can takes it.
 */
export function chooseOwner(
  { gridId, openLoad }: Assignment,
  snapshot: Pick<OrgSnapshot, 'workersOf'>,
): { ownerId: string | null } {
  const load = ({ id }: OrgMember) => openLoad.get(id) ?? 0
  const waitingSince = ({ lastServedAt }: OrgMember) => lastServedAt?.getTime() ?? 0
  const [next] = snapshot
    .workersOf(gridId)
    .toSorted((a, b) => load(a) - load(b) || waitingSince(a) - waitingSince(b) || (a.id < b.id ? -1 : 1))
  return { ownerId: next?.id ?? null }
}
