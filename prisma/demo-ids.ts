/** What the demo's tickets need to know of the organisation: who is who. */
import type { Prisma } from '../src/db/client.ts'

/** Ids by code; members by name, work groups by the code of their grid, unit or community. */
export interface DemoCommunity {
  /** False: there was a district already, and nothing was written. */
  seeded: boolean
  grids: ReadonlyMap<string, string>
  places: ReadonlyMap<string, string>
  units: ReadonlyMap<string, string>
  communities: ReadonlyMap<string, string>
  members: ReadonlyMap<string, string>
  workGroups: ReadonlyMap<string, string>
}

export async function readIds(tx: Prisma.TransactionClient): Promise<Omit<DemoCommunity, 'seeded'>> {
  const select = { id: true, code: true }
  const grids = await tx.grid.findMany({ select })
  const places = await tx.place.findMany({ select })
  const units = await tx.unit.findMany({ select })
  const communities = await tx.community.findMany({ select })
  const subdistricts = await tx.subdistrict.findMany({ select })
  const members = await tx.member.findMany({ select: { id: true, name: true } })
  const groups = await tx.workGroup.findMany()
  const codes = new Map(
    [...grids, ...units, ...communities, ...subdistricts].map(({ id, code }) => [id, code]),
  )
  // The district's own desk has no area below it.
  const codeOf = ({ gridId, unitId, communityId, subdistrictId }: (typeof groups)[number]) =>
    codes.get(gridId ?? unitId ?? communityId ?? subdistrictId ?? '') ?? 'desk'
  return {
    grids: byCode(grids),
    places: byCode(places),
    units: byCode(units),
    communities: byCode(communities),
    members: new Map(members.map(({ id, name }) => [name, id])),
    workGroups: new Map(groups.map(group => [codeOf(group), group.id])),
  }
}

const byCode = (rows: { id: string; code: string }[]) => new Map(rows.map(({ id, code }) => [code, id]))
