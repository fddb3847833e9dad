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
  const byCode = (rows: { id: string; code: string }[]) => new Map(rows.map(row => [row.code, row.id]))
  const groups = await tx.workGroup.findMany({
    select: { id: true, grid: { select }, unit: { select }, community: { select } },
  })
  return {
    grids: byCode(await tx.grid.findMany({ select })),
    places: byCode(await tx.place.findMany({ select })),
    units: byCode(await tx.unit.findMany({ select })),
    communities: byCode(await tx.community.findMany({ select })),
    members: new Map((await tx.member.findMany()).map(member => [member.name, member.id])),
    workGroups: new Map(
      groups.flatMap(({ id, grid, unit, community }) => {
        const code = (grid ?? unit ?? community)?.code
        return code ? [[code, id] as const] : []
      }),
    ),
  }
}
