import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from '../domain/sla/deadline.ts'
import type { Category } from '../domain/category.ts'
import type { AssignRule, Rules } from '../domain/house-rules.ts'
import {
  candidatesFor,
  chooseOwner,
  chooseTarget,
  isForDuty,
  type Loads,
  responsibleUnits,
} from './assign.ts'
import type { OrgMember, OrgSnapshot } from './org-snapshot.ts'
import type { OrgLeave, OrgShift } from './roster.ts'

/** Friday, 20 November 2026, 10:00 in China. */
const MORNING = new Date('2026-11-20T02:00:00Z')
const NIGHT = new Date('2026-11-20T15:00:00Z')
const CAPS: Rules['caps'] = { full_time: 30, part_time: 8 }
const CALENDAR: WorkCalendar = {
  utcOffset: 480,
  hours: [
    [510, 720],
    [810, 1050],
  ],
  isWorkday: day => new Date(`${day}T00:00:00Z`).getUTCDay() % 6 !== 0,
}

const person = (id: string, over: Partial<OrgMember> = {}): OrgMember => ({
  id,
  code: id,
  name: id,
  role: 'grid_worker',
  partTime: false,
  deputyId: null,
  gridId: 'g4',
  communityId: null,
  unitId: null,
  active: true,
  ...over,
})
const worker = (id: string, over: Partial<OrgMember> = {}) => person(id, over)
const officer = (id: string) => person(id, { role: 'duty_officer', gridId: null, communityId: 'c1' })
const contact = (id: string, over: Partial<OrgMember> = {}) =>
  person(id, { role: 'unit_contact', gridId: null, unitId: 'anju', ...over })

/** An organisation with the parts that an assignment reads. */
const orgOf = (
  members: readonly OrgMember[],
  { shifts = [], leaves = [] }: { shifts?: OrgShift[]; leaves?: OrgLeave[] } = {},
) =>
  ({
    memberById: new Map(members.map(each => [each.id, each])),
    gridById: new Map([['g4', { id: 'g4', communityId: 'c1' }]]),
    peopleOf: (unitId: string | null, gridId: string) =>
      members.filter(m =>
        unitId
          ? m.role === 'unit_contact' && m.unitId === unitId
          : m.role === 'grid_worker' && m.gridId === gridId,
      ),
    officersOf: (id: string) => members.filter(m => m.role === 'duty_officer' && m.communityId === id),
    shiftsOf: (id: string) => shifts.filter(shift => shift.memberId === id),
    leavesOf: (id: string) => leaves.filter(leave => leave.memberId === id),
    calendarOf: () => CALENDAR,
  }) as unknown as OrgSnapshot

const loadsOf = (open: Readonly<Record<string, number>>, served: Readonly<Record<string, Date>> = {}) =>
  new Map(
    [...new Set([...Object.keys(open), ...Object.keys(served)])].map(id => [
      id,
      { open: open[id] ?? 0, lastServedAt: served[id] ?? null },
    ]),
  ) satisfies Loads

interface Where {
  at?: Date
  calm?: boolean
  unitId?: string | null
  duty?: boolean
}
const choose = (
  org: OrgSnapshot,
  loads: Loads = new Map(),
  { at = MORNING, calm = true, unitId = null, duty = false }: Where = {},
) => chooseOwner({ target: { unitId, rule: 'x' }, gridId: 'g4', at, calm, duty }, loads, CAPS, org)

const onLeave = (memberId: string): OrgLeave => ({
  memberId,
  from: new Date('2026-11-19T16:00:00Z'),
  to: new Date('2026-11-22T16:00:00Z'),
})

describe('among the workers of a grid', () => {
  it('gives it to the worker with the fewest tickets', () => {
    const org = orgOf([worker('wang'), worker('wu')])
    expect(choose(org, loadsOf({ wang: 3, wu: 2 }))).toEqual({
      ownerId: 'wu',
      step: 'worker',
      candidates: 2,
      load: 2,
    })
    expect(choose(org, loadsOf({ wang: 1 })).ownerId).toBe('wu')
  })

  it('gives it, among equals, to the worker who waited longest', () => {
    const org = orgOf([worker('wang'), worker('wu')])
    const [morning, noon] = [new Date('2026-11-20T01:00:00Z'), new Date('2026-11-20T04:00:00Z')]
    expect(choose(org, loadsOf({}, { wang: noon, wu: morning })).ownerId).toBe('wu')
    expect(choose(org, loadsOf({}, { wang: noon })).ownerId).toBe('wu')
  })

  it('shares out evenly, in any order of the workers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }), ids => {
        const open: Record<string, number> = Object.create(null)
        for (let ticket = 0; ticket < ids.length * 3; ticket++) {
          const workers = ids.map(id => worker(id))
          const owner = choose(orgOf(workers), loadsOf(open)).ownerId ?? ''
          expect(choose(orgOf(workers.toReversed()), loadsOf(open)).ownerId).toBe(owner)
          open[owner] = (open[owner] ?? 0) + 1
        }
        expect(new Set(Object.values(open))).toEqual(new Set([3]))
      }),
    )
  })
})

describe('when the usual hands are not there', () => {
  const TEAM = [worker('wang', { deputyId: 'zhao' }), worker('half', { partTime: true }), officer('chen')]
  const zhao = worker('zhao', { gridId: 'g5' })

  it('goes down the line: part-timers, the deputy, the duty officer, the whole group', () => {
    const away = (...ids: string[]) => orgOf([...TEAM, zhao], { leaves: ids.map(onLeave) })
    expect(choose(away())).toMatchObject({ ownerId: 'wang', step: 'worker' })
    expect(choose(away('wang'))).toMatchObject({ ownerId: 'half', step: 'part_time' })
    expect(choose(away('wang', 'half'))).toMatchObject({ ownerId: 'zhao', step: 'deputy' })
    expect(choose(away('wang', 'half', 'zhao'))).toMatchObject({ ownerId: 'chen', step: 'duty_officer' })
    expect(choose(away('wang', 'half', 'zhao', 'chen'))).toEqual({
      ownerId: null,
      step: 'group',
      candidates: 0,
      load: 0,
    })
  })

  it('passes over a worker whose workload is at the cap', () => {
    const org = orgOf(TEAM)
    expect(choose(org, loadsOf({ wang: 29, half: 0 })).ownerId).toBe('wang')
    expect(choose(org, loadsOf({ wang: 30, half: 7 })).ownerId).toBe('half')
    expect(choose(org, loadsOf({ wang: 30, half: 8 })).ownerId).toBe('chen')
  })

  it('leaves it to the group when the grid has no workers', () => {
    expect(choose(orgOf([])).step).toBe('group')
  })

  it('counts the one deputy of two who are away as one', () => {
    const team = [worker('wang', { deputyId: 'zhao' }), worker('wu', { deputyId: 'zhao' }), zhao]
    const org = orgOf(team, { leaves: [onLeave('wang'), onLeave('wu')] })
    expect(choose(org)).toMatchObject({ ownerId: 'zhao', candidates: 1 })
  })

  it('asks no deputy who left', () => {
    const org = orgOf(
      [worker('wang', { deputyId: 'zhao' }), worker('zhao', { gridId: 'g5', active: false })],
      {
        leaves: [onLeave('wang')],
      },
    )
    expect(choose(org).step).toBe('group')
  })
})

describe('at night', () => {
  const team = [worker('wang'), worker('wei')]
  const shifts: OrgShift[] = [{ memberId: 'wei', days: [1, 2, 3, 4, 5], from: 1320, to: 1800 }]

  it('gives what is calm to the worker on duty in the morning, and what is not to the one on duty now', () => {
    const org = orgOf(team, { shifts })
    expect(choose(org, undefined, { at: NIGHT, calm: true }).ownerId).toBe('wang')
    expect(choose(org, undefined, { at: NIGHT, calm: false }).ownerId).toBe('wei')
  })
})

describe('for a unit', () => {
  it('stays with its people; a grid worker does not do its work', () => {
    const org = orgOf([worker('wang'), officer('chen'), contact('an', { deputyId: 'bo' }), contact('bo')], {
      leaves: [onLeave('an'), onLeave('bo')],
    })
    expect(choose(org, undefined, { unitId: 'anju' })).toMatchObject({ ownerId: null, step: 'group' })
    expect(choose(orgOf([worker('wang'), contact('an')]), undefined, { unitId: 'anju' })).toMatchObject({
      ownerId: 'an',
      step: 'contact',
    })
  })
})

it('goes to the duty officers alone when the rule says so', () => {
  expect(choose(orgOf([worker('wang'), officer('chen')]), undefined, { duty: true }).ownerId).toBe('chen')
  expect(choose(orgOf([worker('wang')]), undefined, { duty: true }).step).toBe('group')
})

it('never chooses a member whose load it was not told to read', () => {
  fc.assert(
    fc.property(
      fc.subarray(['wang', 'half', 'zhao', 'chen', 'an']),
      fc.constantFrom(null, 'anju'),
      fc.boolean(),
      fc.boolean(),
      (away, unitId, duty, calm) => {
        const org = orgOf(
          [
            worker('wang', { deputyId: 'zhao' }),
            worker('half', { partTime: true }),
            worker('zhao', { gridId: 'g5' }),
            officer('chen'),
            contact('an', { deputyId: 'wang' }),
          ],
          { leaves: away.map(onLeave) },
        )
        const known = candidatesFor({ unitId, rule: 'x' }, 'g4', org).map(({ id }) => id)
        const { ownerId } = choose(org, undefined, { unitId, duty, calm })
        expect([null, ...known]).toContain(ownerId)
        if (!calm) expect(away).not.toContain(ownerId)
      },
    ),
  )
})

describe('which grid or unit', () => {
  const units = ['housing', 'water', 'anju'].map(code => ({
    id: `id-${code}`,
    code,
    responsibilities: [] as string[],
  }))
  const orgWith = ({
    silent = [],
    listed = {},
  }: {
    silent?: string[]
    listed?: Record<string, string[]>
  } = {}) => {
    const all = units.map(unit => ({ ...unit, responsibilities: listed[unit.code] ?? [] }))
    return {
      units: all,
      unitByCode: new Map(all.map(unit => [unit.code, unit])),
      gridById: new Map([['grid', { id: 'grid', code: 'g4', communityId: 'c' }]]),
      communityById: new Map([['c', { id: 'c', code: 'zyf' }]]),
      placeById: new Map([['place', { id: 'place', code: 'court' }]]),
      propertyOf: (placeId: string | null) => all.find(({ id }) => id === 'id-anju' && placeId === 'place'),
      unitGroupOf: (id: string) => ({ id }),
      conversationsOf: (id: string) => (silent.includes(id) ? [] : [{}]),
      calendarOf: () => CALENDAR,
    } as unknown as OrgSnapshot
  }
  const category = {
    id: 'facilities.lighting',
    group: 'facilities',
    handler: 'property',
    departments: ['water', 'abolished', 'housing'],
  } as unknown as Category
  const about = { category, urgency: 'normal' as const, gridId: 'grid', placeId: 'place', at: MORNING }
  const rule = (to: AssignRule['to'], when: AssignRule['when'] = {}, id = 'x'): AssignRule => ({
    id,
    when,
    to,
  })
  const rulesOf = (...assign: AssignRule[]) => ({ assign }) as unknown as Rules
  const target = (org: OrgSnapshot, ...assign: AssignRule[]) => chooseTarget(about, rulesOf(...assign), org)

  it.each<[string, AssignRule['when'], boolean]>([
    ['nothing', {}, true],
    ['its category', { category: ['a.b', 'facilities.lighting'] }, true],
    ['its group', { category: ['facilities'] }, true],
    ['another category', { category: ['facilities.roads'] }, false],
    ['who handles it', { handler: ['property'] }, true],
    ['how urgent it is', { urgency: ['urgent'] }, false],
    ['where', { grid: ['g4'], community: ['zyf'], place: ['court'] }, true],
    ['where else', { grid: ['g4'], community: ['zyf'], place: ['park'] }, false],
    ['office hours', { time: 'office' }, true],
    ['the time outside of office hours', { time: 'off_hours' }, false],
  ])('a rule about %s', (_, when, holds) => {
    expect(target(orgWith(), rule('property', when, 'special')).rule).toBe(holds ? 'special' : 'grid')
  })

  it('is said by the first rule that holds and whose unit can be reached', () => {
    const rules = [
      rule({ unit: 'abolished' }, {}, 'a'),
      rule({ unit: 'housing' }, {}, 'b'),
      rule('property', {}, 'c'),
      rule('grid', {}, 'd'),
    ]
    expect(target(orgWith(), ...rules)).toEqual({ unitId: 'id-housing', rule: 'b' })
    expect(target(orgWith({ silent: ['id-housing'] }), ...rules)).toEqual({ unitId: 'id-anju', rule: 'c' })
    expect(target(orgWith({ silent: ['id-housing', 'id-anju'] }), ...rules)).toEqual({
      unitId: null,
      rule: 'd',
    })
    expect(target(orgWith())).toEqual({ unitId: null, rule: 'grid' })
  })

  it("asks the district's own list before categories.yaml", () => {
    const codes = (org: OrgSnapshot) => responsibleUnits(category, org).map(({ code }) => code)
    expect(codes(orgWith())).toEqual(['water', 'housing'])
    expect(codes(orgWith({ listed: { housing: ['facilities'] } }))).toEqual(['housing', 'water'])
    expect(target(orgWith({ listed: { anju: ['facilities.lighting'] } }), rule('department')).unitId).toBe(
      'id-anju',
    )
  })

  it('knows which rule means the duty officers', () => {
    const rules = rulesOf(rule('duty', {}, 'night'), rule('grid', {}, 'day'))
    expect(isForDuty('night', rules)).toBe(true)
    expect(isForDuty('day', rules)).toBe(false)
    expect(chooseTarget(about, rules, orgWith())).toEqual({ unitId: null, rule: 'night' })
  })
})
