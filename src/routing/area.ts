/** The scope of a work group: the grids of its area, or the work of its unit. */
import type { OrgSnapshot, OrgWorkGroup } from './directory.ts'

export interface Area {
  nameZh: string
  nameEn: string
  /** Absent: all tickets, those without a grid included. */
  gridIds?: readonly string[]
  unitId?: string
}

export function areaOf(org: OrgSnapshot, group: OrgWorkGroup): Area {
  const unit = org.unitById.get(group.unitId ?? '')
  if (unit) return { ...named(unit), unitId: unit.id }
  const grid = org.gridById.get(group.gridId ?? '')
  if (grid) return { ...named(grid), gridIds: [grid.id] }
  const community = org.communityById.get(group.communityId ?? '')
  if (community) return { ...named(community), gridIds: gridsIn(org, new Set([community.id])) }
  const subdistrict = org.subdistricts.find(({ id }) => id === group.subdistrictId)
  if (!subdistrict) return named(group)
  const within = org.communities.filter(({ subdistrictId }) => subdistrictId === subdistrict.id)
  return { ...named(subdistrict), gridIds: gridsIn(org, new Set(within.map(({ id }) => id))) }
}

const named = ({ nameZh, nameEn }: Pick<Area, 'nameZh' | 'nameEn'>) => ({ nameZh, nameEn })

const gridsIn = ({ grids }: OrgSnapshot, communities: ReadonlySet<string>): string[] =>
  grids.filter(({ communityId }) => communities.has(communityId)).map(({ id }) => id)
