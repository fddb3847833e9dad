/**
 * The organisation at one moment, in memory: who works where, in which groups, and the gazetteer. Never altered;
 * a newer one takes its place.
 */
import type { ChannelName, Language } from '../domain/message.ts'
import type { Gazetteer, Grid, Place } from './gazetteer.ts'
import { groupBy } from './group-by.ts'

interface Named {
  nameZh: string
  nameEn: string
}

export interface OrgCommunity extends Named {
  id: string
  code: string
}

export interface OrgGrid extends Grid {
  communityId: string
}

export interface OrgPlace extends Place {
  /** The property company that serves it. */
  propertyId: string | null
}

export interface OrgUnit extends Named {
  id: string
  code: string
  kind: 'department' | 'property_company'
  phone: string | null
}

export interface OrgMember {
  id: string
  name: string
  role: 'grid_worker' | 'duty_officer' | 'unit_contact' | 'arbiter' | 'supervisor' | 'admin'
  gridId: string | null
  communityId: string | null
  unitId: string | null
  active: boolean
  lastServedAt: Date | null
}

export interface OrgConversation {
  id: string
  channel: ChannelName
  externalId: string
  reachable: boolean
}

export interface OrgWorkGroup extends Named {
  id: string
  kind: 'grid' | 'unit' | 'duty'
  language: Language
  gridId: string | null
  unitId: string | null
  communityId: string | null
  /** Chats that are bound to it, the first bound first. */
  conversations: readonly OrgConversation[]
}

/** What is read from the database; everything else of a snapshot follows from it. */
export interface OrgRows {
  communities: readonly OrgCommunity[]
  grids: readonly OrgGrid[]
  places: readonly OrgPlace[]
  units: readonly OrgUnit[]
  members: readonly OrgMember[]
  workGroups: readonly OrgWorkGroup[]
}

export type OrgSnapshot = ReturnType<typeof buildSnapshot>

export function buildSnapshot(rows: OrgRows, gazetteer: Gazetteer) {
  const { communities, grids, places, units, members, workGroups } = rows
  const active = members.filter(member => member.active)
  const workersByGrid = groupBy(
    active.filter(member => member.role === 'grid_worker'),
    member => member.gridId,
  )
  const groupOfGrid = keyed(ofKind('grid'), group => group.gridId)
  const groupOfUnit = keyed(ofKind('unit'), group => group.unitId)
  const dutyOfCommunity = keyed(ofKind('duty'), group => group.communityId)
  const gridById = keyed(grids, grid => grid.id)
  const workGroupById = keyed(workGroups, group => group.id)

  return Object.freeze({
    ...rows,
    gazetteer,
    gridById,
    workGroupById,
    communityById: keyed(communities, community => community.id),
    placeById: keyed(places, place => place.id),
    unitById: keyed(units, unit => unit.id),
    memberById: keyed(members, member => member.id),
    gridByCode: keyed(grids, grid => grid.code),
    placeByCode: keyed(places, place => place.code),
    unitByCode: keyed(units, unit => unit.code),
    communityByCode: keyed(communities, community => community.code),

    /** Active grid workers 网格员 of a grid. */
    workersOf: (gridId: string): readonly OrgMember[] => workersByGrid.get(gridId) ?? [],
    /** Active members of a role who see all of the district: arbiter, supervisor, admin. */
    withRole: (role: OrgMember['role']): readonly OrgMember[] =>
      active.filter(member => member.role === role),
    workGroupOf: (gridId: string): OrgWorkGroup | null => groupOfGrid.get(gridId) ?? null,
    unitGroupOf: (unitId: string): OrgWorkGroup | null => groupOfUnit.get(unitId) ?? null,
    /**
     * The duty officers' group of the community that a grid is in. Nobody knows the grid, or the community has none:
     * the district's own desk (a group of no community), else the first there is: somebody must look.
     */
    dutyGroupOf: (gridId: string | null): OrgWorkGroup | null =>
      dutyOfCommunity.get(gridById.get(gridId ?? '')?.communityId ?? null) ??
      dutyOfCommunity.get(null) ??
      ofKind('duty')[0] ??
      null,
    /** Bound chats in which something still arrives. */
    conversationsOf: (workGroupId: string): readonly OrgConversation[] =>
      workGroupById.get(workGroupId)?.conversations.filter(({ reachable }) => reachable) ?? [],
    /** The name of a grid, place, unit, group or member; empty for nobody. */
    nameOf: (thing: Named | { name: string } | null | undefined, language: Language): string =>
      !thing ? '' : 'name' in thing ? thing.name : language === 'en' ? thing.nameEn : thing.nameZh,
  })

  function ofKind(kind: OrgWorkGroup['kind']) {
    return workGroups.filter(group => group.kind === kind)
  }
}

/** The first of a key stays. */
function keyed<T, K>(things: readonly T[], keyOf: (thing: T) => K): ReadonlyMap<K, T> {
  return new Map(things.toReversed().map(thing => [keyOf(thing), thing]))
}
