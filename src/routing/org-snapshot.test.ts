import { describe, expect, it } from 'vitest'
import { buildGazetteer } from './gazetteer.ts'
import { buildSnapshot, type OrgMember, type OrgRows, type OrgWorkGroup } from './org-snapshot.ts'

const named = (name: string) => ({ nameZh: name, nameEn: `${name} en` })
const grid = (code: string, communityId: string) => ({
  id: code,
  code,
  communityId,
  area: null,
  ...named(code),
})
const member = (id: string, role: OrgMember['role'], over: Partial<OrgMember> = {}): OrgMember => ({
  id,
  code: null,
  name: id,
  role,
  partTime: false,
  deputyId: null,
  gridId: null,
  communityId: null,
  unitId: null,
  active: true,
  ...over,
})
const group = (id: string, kind: OrgWorkGroup['kind'], over: Partial<OrgWorkGroup> = {}): OrgWorkGroup => ({
  id,
  kind,
  language: 'zh-CN',
  gridId: null,
  unitId: null,
  communityId: null,
  subdistrictId: null,
  conversations: [],
  ...named(id),
  ...over,
})
const unit = (code: string, hours: string | null = null) => ({
  id: code,
  code,
  kind: 'department' as const,
  phone: null,
  hours,
  responsibilities: [],
  ...named(code),
})
const ROWS: OrgRows = {
  subdistricts: [{ id: 's1', code: 's1', ...named('s1') }],
  communities: [
    { id: 'c1', code: 'c1', subdistrictId: 's1', ...named('c1') },
    { id: 'c2', code: 'c2', subdistrictId: 's2', ...named('c2') },
  ],
  grids: [grid('g1', 'c1'), grid('g2', 'c2')],
  places: [],
  units: [unit('housing'), unit('hotline', '00:00-24:00 daily'), unit('odd', 'when it suits us')],
  members: [
    member('wang', 'grid_worker', { gridId: 'g1' }),
    member('gone', 'grid_worker', { gridId: 'g1', active: false }),
    member('community', 'community_officer', { communityId: 'c1' }),
    member('duty', 'duty_officer', { communityId: 'c1' }),
    member('li', 'unit_contact', { unitId: 'housing' }),
    member('chen', 'arbiter'),
  ],
  workGroups: [],
  shifts: [{ memberId: 'wang', days: [1], from: 0, to: 60 }],
  leaves: [],
  calendarDays: [{ day: '2026-11-24', working: false }],
}
const snapshot = (over: Partial<OrgRows> = {}) => {
  const rows = { ...ROWS, ...over }
  return buildSnapshot(rows, buildGazetteer(rows))
}
const idsOf = (members: readonly { id: string }[]) => members.map(({ id }) => id)

it('knows who works where, without those who left', () => {
  const org = snapshot()
  expect(idsOf(org.workersOf('g1'))).toEqual(['wang'])
  expect(idsOf(org.officersOf('c1'))).toEqual(['duty', 'community'])
  expect(idsOf(org.contactsOf('housing'))).toEqual(['li'])
  expect(idsOf(org.withRole('arbiter'))).toEqual(['chen'])
  expect([org.workersOf('g9'), org.officersOf(''), org.contactsOf('x'), org.shiftsOf('li')]).toEqual([
    [],
    [],
    [],
    [],
  ])
  expect(org.memberById.get('gone')?.active).toBe(false)
})

describe('the duty officers of a grid', () => {
  const community = group('community', 'duty', { communityId: 'c1' })
  const subdistrict = group('subdistrict', 'duty', { subdistrictId: 's1' })
  const desk = group('desk', 'duty')
  const levels = (workGroups: OrgWorkGroup[], gridId: string | null) => {
    const org = snapshot({ workGroups })
    return [1, 2, 3].map(level => org.dutyGroupOf(gridId, level)?.id ?? null)
  }

  it('are those of its community, its subdistrict, the district, level by level', () => {
    expect(levels([desk, subdistrict, community], 'g1')).toEqual(['community', 'subdistrict', 'desk'])
  })

  it('that are missing are replaced by the next level, else by the first that exists', () => {
    expect(levels([desk, community], 'g1')).toEqual(['community', 'desk', 'desk'])
    expect(levels([subdistrict, community], 'g1')).toEqual(['community', 'subdistrict', 'subdistrict'])
    expect(levels([community], 'g1')).toEqual(['community', 'community', 'community'])
    expect(levels([community], 'g2')).toEqual(['community', 'community', 'community'])
    expect(levels([], 'g1')).toEqual([null, null, null])
  })

  it('of no place are the desk', () => {
    expect(levels([community, subdistrict, desk], null)).toEqual(['desk', 'desk', 'desk'])
  })
})

describe('a calendar', () => {
  const org = snapshot()

  it('has the days off of the district, except for who works daily', () => {
    expect(org.calendarOf(null).isWorkday('2026-11-24')).toBe(false)
    expect(org.calendarOf('housing').isWorkday('2026-11-24')).toBe(false)
    expect(org.calendarOf('hotline').isWorkday('2026-11-24')).toBe(true)
    expect(org.calendarOf(null).isWorkday('2026-11-25')).toBe(true)
  })

  it('is made once, and the usual one for hours that cannot be parsed', () => {
    expect(org.calendarOf('hotline')).toBe(org.calendarOf('hotline'))
    expect(org.calendarOf('odd').hours).toEqual(org.calendarOf(null).hours)
  })
})

it('speaks where something arrives, and the first bound group of a grid is its group', () => {
  const conversations = [true, false].map((reachable, n) => ({
    id: `chat-${n}`,
    channel: 'web' as const,
    externalId: `${n}`,
    reachable,
  }))
  const org = snapshot({
    workGroups: [
      group('first', 'grid', { gridId: 'g1', conversations }),
      group('second', 'grid', { gridId: 'g1' }),
      group('of-unit', 'unit', { unitId: 'housing' }),
    ],
  })
  expect(org.workGroupOf('g1')?.id).toBe('first')
  expect(org.workGroupOf('g2')).toBeNull()
  expect(org.unitGroupOf('housing')?.id).toBe('of-unit')
  expect(idsOf(org.conversationsOf('first'))).toEqual(['chat-0'])
  expect(org.conversationsOf('nowhere')).toEqual([])
})

it('names things in the language of the reader', () => {
  const org = snapshot()
  expect(org.nameOf(org.gridById.get('g1'), 'zh-CN')).toBe('g1')
  expect(org.nameOf(org.gridById.get('g1'), 'en')).toBe('g1 en')
  expect(org.nameOf({ name: '王师傅' }, 'en')).toBe('王师傅')
  expect(org.nameOf(null, 'en')).toBe('')
})
