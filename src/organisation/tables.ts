/** The tables of an organisation's folder: files, columns, and their titles in Excel. */
import * as cells from './cells.ts'
import type { Cell } from './cells.ts'
import { day, moment, timeOfDay, weekdays } from './time-cells.ts'

export interface Column<T> {
  /** Chinese title; the English one is the column's name. */
  zh: string
  cell: Cell<T>
}
export interface Table<C extends Columns = Columns> {
  file: string
  columns: C
}
// The value of a column is known where a table is named; here any will do, and `never` would take none.
// oxlint-disable-next-line typescript/no-explicit-any
type Columns = Readonly<Record<string, Column<any>>>
type RowOf<T> =
  T extends Table<infer C> ? { [K in keyof C]: C[K] extends Column<infer V> ? V : never } : never

const column = <T>(zh: string, cell: Cell<T>): Column<T> => ({ zh, cell })
const table = <C extends Columns>(file: string, columns: C): Table<C> => ({ file, columns })

const code = column('编号', cells.code)
const names = { nameZh: column('名称', cells.name), nameEn: column('英文名', cells.text) }
const note = column('说明', cells.text)

export const LEVELS = { district: '区', subdistrict: '街道', community: '社区' } as const
export const UNIT_KINDS = { department: '部门', property_company: '物业' } as const
export const ROLES = {
  grid_worker: '网格员',
  community_officer: '社区工作者',
  duty_officer: '值班员',
  unit_contact: '单位联系人',
  property_manager: '物业经理',
  arbiter: '仲裁员',
  supervisor: '督查员',
  admin: '管理员',
} as const
const GROUP_KINDS = { grid: '网格', unit: '单位', duty: '值班' } as const
const GROUP_LANGUAGES = { 'zh-CN': '中文', en: '英文' } as const

/** In order of reference: a table refers to earlier ones. */
export const TABLES = {
  areas: table('areas.csv', {
    level: column('级别', cells.oneOf('级别', 'level', LEVELS)),
    code,
    ...names,
    parent: column('上级', cells.optional(cells.code)),
  }),
  grids: table('grids.csv', { code, ...names, community: column('社区', cells.code) }),
  units: table('units.csv', {
    code,
    kind: column('类型', cells.oneOf('单位类型', 'kind of unit', UNIT_KINDS)),
    ...names,
    phone: column('电话', cells.optional(cells.phone)),
    hours: column('工作时间', cells.optional(cells.unitHours)),
    responsibilities: column('职责', cells.list),
  }),
  places: table('places.csv', {
    code,
    ...names,
    aliases: column('别名', cells.list),
    grid: column('网格', cells.code),
    buildingFrom: column('起始楼号', cells.optional(cells.building)),
    buildingTo: column('截止楼号', cells.optional(cells.building)),
    property: column('物业', cells.optional(cells.code)),
  }),
  members: table('members.csv', {
    code,
    name: column('姓名', cells.name),
    role: column('角色', cells.oneOf('角色', 'role', ROLES)),
    partTime: column('兼职', cells.otherwise(cells.yesNo, false)),
    worksAt: column('所在', cells.optional(cells.code)),
    deputy: column('代班人', cells.optional(cells.code)),
    active: column('在岗', cells.otherwise(cells.yesNo, true)),
  }),
  shifts: table('shifts.csv', {
    member: column('成员', cells.code),
    days: column('星期', weekdays),
    from: column('开始', timeOfDay),
    to: column('结束', timeOfDay),
  }),
  leaves: table('leave.csv', {
    member: column('成员', cells.code),
    from: column('开始', moment('begin')),
    to: column('结束', moment('end')),
    note,
  }),
  calendar: table('calendar.csv', { day: column('日期', day), working: column('上班', cells.yesNo), note }),
  groups: table('groups.csv', {
    kind: column('类型', cells.oneOf('工作群类型', 'kind of group', GROUP_KINDS)),
    /** A grid, a unit, or for a duty group a community or a subdistrict; empty: the district's desk. */
    of: column('所属', cells.optional(cells.code)),
    ...names,
    language: column(
      '语言',
      cells.otherwise(cells.oneOf('语言', 'language', GROUP_LANGUAGES), 'zh-CN' as const),
    ),
  }),
} as const
export type TableName = keyof typeof TABLES
export const TABLE_NAMES = Object.keys(TABLES) as TableName[]
export type Row<T extends TableName> = RowOf<(typeof TABLES)[T]>

export const OUTLINES_FILE = 'grids.geojson'

/** Column title of a key: `nameZh` is `name_zh`. */
export const headerOf = (key: string): string => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
