/**
 * A district of the size that a real one has, made up: 269 grids in 30 communities and 6 subdistricts, 453 grid workers, 2,000
 * part-timers, 256 compounds of 40 property companies, 19 departments. The same in every run; every name is invented.
 */
import { seededRandom } from '../../bench/figures.ts'
import { DEPARTMENTS } from '../../prisma/demo-people.ts'
import type { Organisation } from '../organisation/organisation.ts'
import type { Row } from '../organisation/tables.ts'
import { communityNames, compoundNames, personNames, SUBDISTRICTS } from './district-names.ts'
import { tessellation } from './district-map.ts'

const SIZE = {
  grids: 269,
  communities: 30,
  workers: 453,
  partTimers: 2_000,
  companies: 40,
  departments: 19,
} as const
const GRIDS_PER_COMMUNITY = Math.ceil(SIZE.grids / SIZE.communities)
const COMMUNITIES_PER_SUBDISTRICT = SIZE.communities / SUBDISTRICTS.length
/** Every so manieth compound is cut into several grids by building numbers. */
const CUT_EVERY = 6
const BUILDINGS_PER_PART = 12

const DISTRICT = { level: 'district', code: 'qinglan', nameZh: '青岚区', nameEn: 'Qinglan District' } as const

/** Whole and sound: an import finds neither error nor warning in it. */
export function makeDistrict(seed = 1): Organisation {
  const random = seededRandom(seed)
  const areas = makeAreas()
  const communities = areas.filter(({ level }) => level === 'community')
  const grids = range(SIZE.grids).map((i): Row<'grids'> => {
    const community = communities[Math.floor(i / GRIDS_PER_COMMUNITY)]
    const number = (i % GRIDS_PER_COMMUNITY) + 1
    return {
      code: `g${i + 1}`,
      nameZh: `${community?.nameZh}第${number}网格`,
      nameEn: `${community?.nameEn} Grid ${number}`,
      community: community?.code ?? '',
    }
  })
  const units = makeUnits()
  const workers = makeWorkers(random)
  const officers = communities.flatMap((community, i) =>
    ['day', 'night'].map((turn, j) => ({
      turn,
      row: member(`d${2 * i + j + 1}`, 'duty_officer', random, { worksAt: community.code }),
    })),
  )
  const desks = range(SUBDISTRICTS.length * 2 + 3).map(i => member(`k${i + 1}`, 'duty_officer', random, {}))
  const contacts = units.map(({ code, kind }, i) =>
    member(`u${i + 1}`, kind === 'department' ? 'unit_contact' : 'property_manager', random, {
      worksAt: code,
    }),
  )
  const office = (['arbiter', 'supervisor', 'admin'] as const).map((role, i) =>
    member(`a${i + 1}`, role, random, {}),
  )
  return {
    areas,
    grids,
    outlines: tessellation(SIZE.grids, random).map((area, i) => ({ code: `g${i + 1}`, area })),
    units,
    places: makePlaces(communities),
    members: [...[...workers, ...officers].map(({ row }) => row), ...desks, ...contacts, ...office],
    shifts: [...workers, ...officers].flatMap(shiftsOf),
    leaves: makeLeaves(),
    calendar: [
      { day: '2026-12-31', working: false, note: '区庆' },
      { day: '2027-01-09', working: true, note: '补班' },
    ],
    groups: makeGroups(areas, grids, units),
  }
}

type Random = () => number
interface Worker {
  row: Row<'members'>
  /** Of TURNS; none: office hours. */
  turn: string
}

const range = (length: number) => Array.from({ length }, (_, i) => i)

const member = (
  code: string,
  role: Row<'members'>['role'],
  random: Random,
  more: Partial<Row<'members'>>,
): Row<'members'> => ({
  code,
  name: personNames(random),
  role,
  partTime: false,
  worksAt: null,
  deputy: null,
  active: true,
  ...more,
})

function makeAreas(): Row<'areas'>[] {
  const subdistricts = SUBDISTRICTS.map(([nameZh, nameEn], i) => ({
    level: 'subdistrict' as const,
    code: `jd${i + 1}`,
    nameZh,
    nameEn,
    parent: DISTRICT.code,
  }))
  const communities = communityNames(SIZE.communities).map(([nameZh, nameEn], i) => ({
    level: 'community' as const,
    code: `sq${i + 1}`,
    nameZh,
    nameEn,
    parent: subdistricts[Math.floor(i / COMMUNITIES_PER_SUBDISTRICT)]?.code ?? '',
  }))
  return [{ ...DISTRICT, parent: null }, ...subdistricts, ...communities]
}

/** As prompts/categories.yaml names them; the others leave it to that file. */
const RESPONSIBILITIES: Readonly<Record<string, readonly string[]>> = {
  urban_management: ['sanitation', 'nuisance'],
  housing: ['property', 'lift', 'facilities'],
  water_affairs: ['drainage'],
  human_resources: ['labour'],
  education: ['education'],
}

const makeUnits = (): Row<'units'>[] => [
  ...DEPARTMENTS.slice(0, SIZE.departments).map(({ code, nameZh, nameEn, phone }) => ({
    code,
    kind: 'department' as const,
    nameZh,
    nameEn,
    phone,
    hours: phone ? '00:00-24:00 daily' : '08:30-12:00,13:30-17:30 workdays',
    responsibilities: RESPONSIBILITIES[code] ?? [],
  })),
  ...range(SIZE.companies).map(i => ({
    code: `wy${i + 1}`,
    kind: 'property_company' as const,
    nameZh: `青岚第${i + 1}物业`,
    nameEn: `Qinglan Property ${i + 1}`,
    phone: `0999-0000${String(i + 100)}`,
    hours: i % 4 === 0 ? '00:00-24:00 daily' : '08:00-20:00 daily',
    responsibilities: [],
  })),
]

/** Compounds, some cut between a grid and the next, and for every community what people meet at. */
function makePlaces(communities: readonly Row<'areas'>[]): Row<'places'>[] {
  const compounds = compoundNames().flatMap(([nameZh, nameEn], i) => {
    const parts = i % CUT_EVERY === 0 ? 2 + (i % 2) : 1
    const grid = Math.min(i, SIZE.grids - parts)
    return range(parts).map(part => ({
      code: parts > 1 ? `xq${i + 1}-${part + 1}` : `xq${i + 1}`,
      nameZh,
      nameEn,
      aliases: [`${nameZh}小区`],
      grid: `g${grid + part + 1}`,
      buildingFrom: parts > 1 ? part * BUILDINGS_PER_PART + 1 : null,
      buildingTo: parts > 1 ? (part + 1) * BUILDINGS_PER_PART : null,
      property: `wy${(i % SIZE.companies) + 1}`,
    }))
  })
  const meetingPoints = communities.flatMap((community, i) =>
    [
      ['党群服务中心', 'Service Centre'],
      ['菜市场', 'Market'],
    ].map(([zh, en], j) => ({
      code: `dd${i + 1}-${j + 1}`,
      nameZh: `${community.nameZh}${zh}`,
      nameEn: `${community.nameEn} ${en}`,
      aliases: [],
      grid: `g${i * GRIDS_PER_COMMUNITY + j + 1}`,
      buildingFrom: null,
      buildingTo: null,
      property: null,
    })),
  )
  return [...compounds, ...meetingPoints]
}

/** Every grid has a full-time worker, some have more; the next in the grid, or in the grid beside it, stands in. */
function makeWorkers(random: Random): Worker[] {
  const full = range(SIZE.workers).map(i => ({
    turn: i % 17 === 3 ? 'late' : i % 5 === 1 ? 'split' : i % 7 === 2 ? 'weekend' : '',
    row: member(`w${i + 1}`, 'grid_worker', random, {
      worksAt: `g${(i < SIZE.grids ? i : Math.floor(random() * SIZE.grids)) + 1}`,
      deputy: `w${((i + 1) % SIZE.workers) + 1}`,
    }),
  }))
  const part = range(SIZE.partTimers).map(i => ({
    turn: i % 3 === 0 ? 'evening' : '',
    row: member(`p${i + 1}`, 'grid_worker', random, { worksAt: `g${(i % SIZE.grids) + 1}`, partTime: true }),
  }))
  return [...full, ...part]
}

const WORKDAYS = [1, 2, 3, 4, 5]
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const hour = (hours: number) => hours * 60
const TURNS: Readonly<Record<string, readonly Omit<Row<'shifts'>, 'member'>[]>> = {
  split: [
    { days: WORKDAYS, from: hour(7), to: hour(11) },
    { days: WORKDAYS, from: hour(15), to: hour(19) },
  ],
  late: [{ days: [1, 3, 5], from: hour(22), to: hour(6) }],
  weekend: [
    { days: [2, 3, 4, 5], from: hour(9), to: hour(17) },
    { days: [6, 7], from: hour(9), to: hour(16) },
  ],
  evening: [{ days: EVERY_DAY, from: hour(18), to: hour(21) }],
  day: [{ days: EVERY_DAY, from: hour(8), to: hour(20) }],
  night: [{ days: EVERY_DAY, from: hour(20), to: hour(8) }],
}
const shiftsOf = ({ row: { code }, turn }: Worker) =>
  (TURNS[turn] ?? []).map(shift => ({ member: code, ...shift }))

const makeLeaves = (): Row<'leaves'>[] =>
  range(40).map(i => {
    const from = Date.parse('2026-11-23T00:00:00+08:00') + i * 86_400_000
    return {
      member: `w${i * 11 + 1}`,
      from: i % 2 ? from : from + hour(13) * 60_000,
      to: from + (1 + (i % 5)) * 86_400_000,
      note: i % 3 ? '' : '年假',
    }
  })

function makeGroups(
  areas: readonly Row<'areas'>[],
  grids: readonly Row<'grids'>[],
  units: readonly Row<'units'>[],
): Row<'groups'>[] {
  const group = (kind: Row<'groups'>['kind'], of: string | null, nameZh: string, nameEn: string) => ({
    kind,
    of,
    nameZh,
    nameEn,
    language: 'zh-CN' as const,
  })
  return [
    ...grids.map(({ code, nameZh, nameEn }) =>
      group('grid', code, `${nameZh}工作群`, `${nameEn} work group`),
    ),
    ...units.map(({ code, nameZh, nameEn }) =>
      group('unit', code, `${nameZh}工作群`, `${nameEn} work group`),
    ),
    ...areas.map(({ level, code, nameZh, nameEn }) =>
      group('duty', level === 'district' ? null : code, `${nameZh}值班群`, `${nameEn} duty group`),
    ),
  ]
}
