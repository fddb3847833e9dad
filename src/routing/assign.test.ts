import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from '../domain/clock.ts'
import type { Rules } from '../domain/rules.ts'
import { candidatesFor, chooseOwner, type Loads } from './assign.ts'
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
  lastServedAt: null,
  ...over,
})
const worker = (id: string, over: Partial<OrgMember> = {}) => person(id, over)
const officer = (id: string) => person(id, { role: 'duty_officer', gridId: null, communityId: 'c1' })
const contact = (id: string, over: Partial<OrgMember> = {}) =>
  person(id, { role: 'unit_contact', gridId: null, unitId: 'anju', ...over })

/** As much of an organisation as an assignment looks at. */
const orgOf = (
  members: readonly OrgMember[],
  { shifts = [], leaves = [] }: { shifts?: OrgShift[]; leaves?: OrgLeave[] } = {},
) =>
  ({
    memberById: new Map(members.map(each => [each.id, each])),
    gridById: new Map([['g4', { id: 'g4', communityId: 'c1' }]]),
    workersOf: (id: string) => members.filter(m => m.role === 'grid_worker' && m.gridId === id),
    contactsOf: (id: string) => members.filter(m => m.role === 'unit_contact' && m.unitId === id),
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
  it('gives it to whoever has least to do', () => {
    const org = orgOf([worker('wang'), worker('wu')])
    expect(choose(org, loadsOf({ wang: 3, wu: 2 }))).toEqual({
      ownerId: 'wu',
      step: 'worker',
      candidates: 2,
      load: 2,
    })
    expect(choose(org, loadsOf({ wang: 1 })).ownerId).toBe('wu')
  })

  it('gives it, among equals, to whoever waited longest', () => {
    const org = orgOf([worker('wang'), worker('wu')])
    const [morning, noon] = [new Date('2026-11-20T01:00:00Z'), new Date('2026-11-20T04:00:00Z')]
    expect(choose(org, loadsOf({}, { wang: noon, wu: morning })).ownerId).toBe('wu')
    expect(choose(org, loadsOf({}, { wang: noon })).ownerId).toBe('wu')
  })

  it('shares out evenly, whatever the order of the workers', () => {
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

  it('passes over whoever has as much as one person may have', () => {
    const org = orgOf(TEAM)
    expect(choose(org, loadsOf({ wang: 29, half: 0 })).ownerId).toBe('wang')
    expect(choose(org, loadsOf({ wang: 30, half: 7 })).ownerId).toBe('half')
    expect(choose(org, loadsOf({ wang: 30, half: 8 })).ownerId).toBe('chen')
  })

  it('leaves it to the group when nobody works there', () => {
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

  it('gives what is calm to whoever is there in the morning, and what is not to whoever is there', () => {
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

it('never chooses anybody whose load it was not told to read', () => {
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
