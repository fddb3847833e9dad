/** An immutable snapshot of the organisation: members, groups, and the gazetteer. A newer snapshot replaces it. */
import type { WorkCalendar } from '../domain/sla/deadline.ts'
import { parseHours, type UnitHours } from '../domain/sla/business-hours.ts'
import type { ChannelName, Language } from '../domain/message.ts'
import { calendarWith, endOfAnnounced } from '../tickets/work-calendar.ts'
import type { Gazetteer, Grid, Place } from './gazetteer.ts'
import { groupBy } from '../lib/group-by.ts'
import type { OrgLeave, OrgShift } from './roster.ts'

interface Named {
  nameZh: string
  nameEn: string
}

interface OrgSubdistrict extends Named {
  id: string
  code: string
}

interface OrgCommunity extends Named {
  id: string
  code: string
  subdistrictId: string
}

export interface OrgGrid extends Grid {
  communityId: string
}

export interface OrgPlace extends Place {
  /** The property company of the place. */
  propertyId: string | null
}

export interface OrgUnit extends Named {
  id: string
  code: string
  kind: 'department' | 'property_company'
  phone: string | null
  /** As in domain/sla/business-hours.ts; null: the district's office hours. */
  hours: string | null
  /** Ids of categories or of their groups. */
  responsibilities: readonly string[]
}

export interface OrgMember {
  id: string
  code: string | null
  name: string
  role:
    | 'grid_worker'
    | 'community_officer'
    | 'duty_officer'
    | 'unit_contact'
    | 'property_manager'
    | 'arbiter'
    | 'supervisor'
    | 'admin'
  partTime: boolean
  deputyId: string | null
  gridId: string | null
  communityId: string | null
  unitId: string | null
  active: boolean
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
  subdistrictId: string | null
  /** Chats bound to the group, the first bound first. */
  conversations: readonly OrgConversation[]
}

/** The rows of the database; the rest of a snapshot is derived from them. */
export interface OrgRows {
  subdistricts: readonly OrgSubdistrict[]
  communities: readonly OrgCommunity[]
  grids: readonly OrgGrid[]
  places: readonly OrgPlace[]
  units: readonly OrgUnit[]
  members: readonly OrgMember[]
  workGroups: readonly OrgWorkGroup[]
  shifts: readonly OrgShift[]
  leaves: readonly OrgLeave[]
  calendarDays: readonly { day: string; working: boolean }[]
}

export type OrgSnapshot = ReturnType<typeof buildSnapshot>

export function buildSnapshot(rows: OrgRows, gazetteer: Gazetteer) {
  const { communities, grids, places, units, members, workGroups } = rows
  const active = members.filter(member => member.active)
  const workersByGrid = groupBy(
    active.filter(member => member.role === 'grid_worker'),
    member => member.gridId,
  )
  const contactsByUnit = groupBy(
    active.filter(({ role }) => role === 'unit_contact' || role === 'property_manager'),
    member => member.unitId,
  )
  const officersByCommunity = groupBy(
    active.filter(({ role }) => role === 'duty_officer' || role === 'community_officer'),
    member => member.communityId,
  )
  const shiftsByMember = groupBy(rows.shifts, shift => shift.memberId)
  const leavesByMember = groupBy(rows.leaves, leave => leave.memberId)
  const localDays = new Map(rows.calendarDays.map(({ day, working }) => [day, working]))
  const calendars = new Map<string | null, WorkCalendar>([[null, calendarWith(localDays, null)]])
  const groupOfGrid = keyed(ofKind('grid'), group => group.gridId)
  const groupOfUnit = keyed(ofKind('unit'), group => group.unitId)
  const dutyOfCommunity = keyed(ofKind('duty'), group => group.communityId)
  const dutyOfSubdistrict = keyed(ofKind('duty'), group => group.subdistrictId)
  const desk = ofKind('duty').find(group => group.communityId === null && group.subdistrictId === null)
  const communityById = keyed(communities, community => community.id)
  const unitById = keyed(units, unit => unit.id)
  const gridById = keyed(grids, grid => grid.id)
  const placeById = keyed(places, place => place.id)
  const workGroupById = keyed(workGroups, group => group.id)

  return Object.freeze({
    ...rows,
    gazetteer,
    gridById,
    workGroupById,
    communityById,
    placeById,
    unitById,
    memberById: keyed(members, member => member.id),
    gridByCode: keyed(grids, grid => grid.code),
    placeByCode: keyed(places, place => place.code),
    unitByCode: keyed(units, unit => unit.code),
    communityByCode: keyed(communities, community => community.code),

    /** Whether the district has a desk above the communities. */
    hasDistrictDesk: desk !== undefined,
    /** The property company of a compound. */
    propertyOf: (placeId: string | null): OrgUnit | undefined =>
      unitById.get(placeById.get(placeId ?? '')?.propertyId ?? ''),
    /** Active grid workers 网格员 of a grid. */
    workersOf: (gridId: string): readonly OrgMember[] => workersByGrid.get(gridId) ?? [],
    /** Contacts who work for a unit and answer for it. */
    contactsOf: (unitId: string): readonly OrgMember[] => contactsByUnit.get(unitId) ?? [],
    /** The people of a unit, or of a grid without one. */
    peopleOf: (unitId: string | null, gridId: string | null): readonly OrgMember[] =>
      (unitId ? contactsByUnit.get(unitId) : workersByGrid.get(gridId ?? '')) ?? [],
    /** Duty officers and community officers of a community, the duty officers first. */
    officersOf: (communityId: string): readonly OrgMember[] =>
      (officersByCommunity.get(communityId) ?? []).toSorted((a, b) => b.role.localeCompare(a.role)),
    shiftsOf: (memberId: string): readonly OrgShift[] => shiftsByMember.get(memberId) ?? [],
    leavesOf: (memberId: string): readonly OrgLeave[] => leavesByMember.get(memberId) ?? [],
    /** From this instant on, make-up workdays are neither announced nor imported. */
    calendarKnownUntil: endOfAnnounced(localDays),
    /** The calendar of a unit with hours of its own, or of the district. */
    calendarOf: (unitId: string | null): WorkCalendar => {
      const known = calendars.get(unitId)
      if (known) return known
      const made = calendarWith(localDays, hoursOf(unitById.get(unitId ?? '')?.hours))
      calendars.set(unitId, made)
      return made
    },
    /** Active members of a role with access to the whole district: arbiter, supervisor, admin. */
    withRole: (role: OrgMember['role']): readonly OrgMember[] =>
      active.filter(member => member.role === role),
    workGroupOf: (gridId: string): OrgWorkGroup | null => groupOfGrid.get(gridId) ?? null,
    unitGroupOf: (unitId: string): OrgWorkGroup | null => groupOfUnit.get(unitId) ?? null,
    /**
     * The duty officers' group one, two or three levels up: of the grid's community, its subdistrict, the
     * district. When the grid is unknown or the level has no group, the next level's, else the first that
     * exists: every ticket needs one.
     */
    dutyGroupOf: (gridId: string | null, level = 1): OrgWorkGroup | null => {
      const community = communityById.get(gridById.get(gridId ?? '')?.communityId ?? '')
      const ofCommunity = dutyOfCommunity.get(community?.id ?? '')
      const ofSubdistrict = dutyOfSubdistrict.get(community?.subdistrictId ?? '')
      const below = (level <= 1 && ofCommunity) || (level <= 2 && ofSubdistrict)
      return below || desk || ofSubdistrict || ofKind('duty')[0] || null
    },
    /** Bound chats that are still reachable. */
    conversationsOf: (workGroupId: string): readonly OrgConversation[] =>
      workGroupById.get(workGroupId)?.conversations.filter(({ reachable }) => reachable) ?? [],
    /** The name of a grid, place, unit, group or member; empty for null. */
    nameOf: (thing: Named | { name: string } | null | undefined, language: Language): string =>
      !thing ? '' : 'name' in thing ? thing.name : language === 'en' ? thing.nameEn : thing.nameZh,
  })

  function ofKind(kind: OrgWorkGroup['kind']) {
    return workGroups.filter(group => group.kind === kind)
  }
}

/** Hours that cannot be parsed must not stop the directory: the district's hours apply. */
function hoursOf(text: string | null | undefined): UnitHours | null {
  try {
    return text ? parseHours(text) : null
  } catch {
    return null
  }
}

/** The first value of a key wins. */
function keyed<T, K>(things: readonly T[], keyOf: (thing: T) => K): ReadonlyMap<K, T> {
  return new Map(things.toReversed().map(thing => [keyOf(thing), thing]))
}
