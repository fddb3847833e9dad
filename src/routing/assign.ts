/**
 * Assigns a ticket: the first matching rule of prompts/rules.yaml names the grid or unit; of its people the
 * one on duty with the smallest workload gets it. When none is available: the deputy, then the community's
 * duty officer, then the whole group.
 */
import type { Category, Urgency } from '../domain/category.ts'
import { addOfficeMinutes, isOfficeHour } from '../domain/sla/deadline.ts'
import type { AssignRule, Rules } from '../domain/house-rules.ts'
import type { AssignmentStep } from '../domain/ticket/ticket-event.ts'
import type { OrgMember, OrgSnapshot, OrgUnit } from './org-snapshot.ts'
import { isOnDuty } from './roster.ts'

export interface Case {
  category: Category
  urgency: Urgency
  gridId: string
  placeId: string | null
  at: Date
}

export interface Target {
  unitId: string | null
  /** Id of the rule that decided. */
  rule: string
}

/** The default rule. */
const THE_GRID: AssignRule = { id: 'grid', when: {}, to: 'grid' }

/** Chooses the grid or unit: the first rule that matches and whose unit exists. */
export function chooseTarget(about: Case, rules: Rules, org: OrgSnapshot): Target {
  for (const rule of [...rules.assign, THE_GRID]) {
    if (!holds(rule, about, org)) continue
    if (rule.to === 'grid' || rule.to === 'duty') return { unitId: null, rule: rule.id }
    const unit = unitOf(rule, about, org)
    // A unit without a reachable group cannot be assigned a ticket: the next rule is tried.
    if (unit && isReachable(unit, org)) return { unitId: unit.id, rule: rule.id }
  }
  return { unitId: null, rule: THE_GRID.id }
}

/** Whether the rule assigns to the community's duty officers. */
export const isForDuty = (rule: string, rules: Rules): boolean =>
  rules.assign.some(({ id, to }) => id === rule && to === 'duty')

function holds(
  { when }: AssignRule,
  { category, urgency, gridId, placeId, at }: Case,
  org: OrgSnapshot,
): boolean {
  const grid = org.gridById.get(gridId)
  const place = org.placeById.get(placeId ?? '')
  const community = org.communityById.get(grid?.communityId ?? '')
  const among = (wanted: readonly string[] | undefined, ...actual: (string | undefined)[]) =>
    !wanted || actual.some(one => one !== undefined && wanted.includes(one))
  return (
    among(when.category, category.id, category.group) &&
    among(when.handler, category.handler) &&
    among(when.urgency, urgency) &&
    among(when.grid, grid?.code) &&
    among(when.place, place?.code) &&
    among(when.community, community?.code) &&
    (!when.time || (when.time === 'office') === isOfficeHour(at, org.calendarOf(null)))
  )
}

function unitOf({ to }: AssignRule, { category, placeId }: Case, org: OrgSnapshot): OrgUnit | undefined {
  if (typeof to === 'object') return org.unitByCode.get(to.unit)
  if (to === 'property') return org.propertyOf(placeId)
  return responsibleUnits(category, org)[0]
}

/** Whether the unit has a group with a reachable chat. */
export const isReachable = ({ id }: Pick<OrgUnit, 'id'>, org: OrgSnapshot): boolean => {
  const group = org.unitGroupOf(id)
  return group !== null && org.conversationsOf(group.id).length > 0
}

/** Units to whistle for a category, the likeliest first: by the district's own list, then by categories.yaml. */
export function responsibleUnits(category: Category, org: OrgSnapshot): OrgUnit[] {
  const listed = org.units.filter(({ responsibilities: list }) =>
    list.some(id => id === category.id || id === category.group),
  )
  const usual = category.departments.map(code => org.unitByCode.get(code)).filter(unit => unit !== undefined)
  return [...new Set([...listed, ...usual])]
}

/** Workload of each member, and when the last ticket was assigned; a member without an entry has none. */
export type Loads = ReadonlyMap<string, { open: number; lastServedAt: Date | null }>

export interface Choice {
  ownerId: string | null
  step: AssignmentStep
  /** Number of candidates. */
  candidates: number
  /** Open tickets of the chosen member. */
  load: number
}

/** All members whom the assignment may choose: their loads must be read. */
export function candidatesFor(target: Target, gridId: string, org: OrgSnapshot): OrgMember[] {
  const first = org.peopleOf(target.unitId, gridId)
  return [...new Set([...first, ...deputiesOf(first, org), ...officersOf(gridId, org)])]
}

/** Two absent members may share a deputy, who counts once. */
const deputiesOf = (members: readonly OrgMember[], org: OrgSnapshot): OrgMember[] => [
  ...new Set(
    members
      .map(({ deputyId }) => org.memberById.get(deputyId ?? ''))
      .filter(member => member !== undefined)
      .filter(({ active }) => active),
  ),
]

const officersOf = (gridId: string, org: OrgSnapshot): readonly OrgMember[] =>
  org.officersOf(org.gridById.get(gridId)?.communityId ?? '')

/**
 * @param duty the rule names the duty officers.
 * @returns a null owner when no member is available: the ticket goes to the group, and any of its workers can
 * take it.
 */
export function chooseOwner(
  {
    target,
    gridId,
    at,
    calm,
    duty = false,
  }: { target: Target; gridId: string; at: Date; calm: boolean; duty?: boolean },
  loads: Loads,
  caps: Rules['caps'],
  org: OrgSnapshot,
): Choice {
  const calendar = org.calendarOf(target.unitId)
  // A deadline in office hours needs a worker in office hours: at night the one on duty in the morning is
  // chosen.
  const when = calm ? addOfficeMinutes(at, 0, calendar) : at
  const load = ({ id }: OrgMember) => loads.get(id)?.open ?? 0
  const waiting = ({ id }: OrgMember) => loads.get(id)?.lastServedAt?.getTime() ?? 0
  const isFree = (member: OrgMember) =>
    isOnDuty(org, member.id, when, calendar) &&
    load(member) < (member.partTime ? caps.part_time : caps.full_time)
  const best = (step: AssignmentStep, members: readonly OrgMember[]): Choice | null => {
    const free = members.filter(isFree)
    const [next] = free.toSorted(
      (a, b) => load(a) - load(b) || waiting(a) - waiting(b) || (a.id < b.id ? -1 : 1),
    )
    return next ? { ownerId: next.id, step, candidates: free.length, load: load(next) } : null
  }
  const officers = () => best('duty_officer', officersOf(gridId, org))
  if (duty) return officers() ?? NOBODY
  const people = org.peopleOf(target.unitId, gridId)
  const deputy = () => {
    const away = people.filter(({ id }) => !isOnDuty(org, id, when, calendar))
    return best('deputy', deputiesOf(away, org))
  }
  if (target.unitId) return best('contact', people) ?? deputy() ?? NOBODY
  return (
    best(
      'worker',
      people.filter(({ partTime }) => !partTime),
    ) ??
    best(
      'part_time',
      people.filter(({ partTime }) => partTime),
    ) ??
    deputy() ??
    officers() ??
    NOBODY
  )
}

export const NOBODY: Choice = { ownerId: null, step: 'group', candidates: 0, load: 0 }
