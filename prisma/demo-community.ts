/**
 * The demo: an invented district with two communities, eight grids and the people who work there. Plain tables,
 * to be edited by hand; prisma/seed.ts writes them. Every name is made up.
 */
import { corners } from './demo-map.ts'

export const DISTRICT = { code: 'wenchang', nameZh: '文昌区', nameEn: 'Wenchang District' }
export const SUBDISTRICT = { code: 'wenfeng', nameZh: '文峰街道', nameEn: 'Wenfeng Subdistrict' }

export const COMMUNITIES = [
  { code: 'zhuangyuanfu', nameZh: '状元府社区', nameEn: 'Zhuangyuan Court Community' },
  { code: 'hepan', nameZh: '河畔社区', nameEn: 'Riverside Community' },
] as const
type CommunityCode = (typeof COMMUNITIES)[number]['code']

/** Outlines name the corners of demo-map.ts: neighbours share them, so no gap and no overlap can open. */
export const GRIDS = [
  { code: 'g1', number: 1, community: 'zhuangyuanfu', area: corners('a0 a1 a2 n2 b2 b1 b0') },
  { code: 'g2', number: 2, community: 'zhuangyuanfu', area: corners('a2 a3 a4 b4 b3 b2 n2') },
  { code: 'g3', number: 3, community: 'zhuangyuanfu', area: corners('b0 b1 b2 m2 c2 c1 c0') },
  { code: 'g4', number: 4, community: 'zhuangyuanfu', area: corners('b2 b3 b4 c4 c3 c2 m2') },
  { code: 'g5', number: 5, community: 'hepan', area: corners('c0 c1 c2 s2 d2 d1 d0') },
  { code: 'g6', number: 6, community: 'hepan', area: corners('c2 c3 c4 d4 d3 d2 s2') },
  { code: 'g7', number: 7, community: 'hepan', area: corners('d0 d1 d2 t2 e2 e1 e0') },
  { code: 'g8', number: 8, community: 'hepan', area: corners('d2 d3 d4 e4 e3 e2 t2') },
] as const satisfies readonly { code: string; number: number; community: CommunityCode; area: object }[]
export type GridCode = (typeof GRIDS)[number]['code']

export const PROPERTY_COMPANIES = [
  { code: 'property_anju', nameZh: '安居物业', nameEn: 'Anju Property Services', phone: '0536-0000101' },
  { code: 'property_jinhe', nameZh: '锦和物业', nameEn: 'Jinhe Property Services', phone: '0536-0000102' },
  { code: 'property_heshun', nameZh: '和顺物业', nameEn: 'Heshun Property Services', phone: '0536-0000103' },
] as const
type PropertyCode = (typeof PROPERTY_COMPANIES)[number]['code']

export interface DemoPlace {
  code: string
  nameZh: string
  nameEn: string
  aliases?: readonly string[]
  grid: GridCode
  /** First and last building that are in this grid; absent: all of the place. */
  buildings?: readonly [number, number]
  property?: PropertyCode
}

const ZHUANGYUAN = {
  nameZh: '状元府',
  nameEn: 'Zhuangyuan Court',
  aliases: ['状元府小区', '状元小区'],
  property: 'property_anju',
} as const
const WORKERS_VILLAGE = {
  nameZh: '工人新村',
  nameEn: "Workers' New Village",
  aliases: ['工人村', '新村小区', 'Workers Village'],
  property: 'property_heshun',
} as const

export const PLACES: readonly DemoPlace[] = [
  { code: 'wenchang-road', nameZh: '文昌路', nameEn: 'Wenchang Road', grid: 'g1' },
  {
    code: 'school',
    nameZh: '实验小学',
    nameEn: 'Experimental Primary School',
    aliases: ['文昌实验小学', '实小'],
    grid: 'g1',
  },
  {
    code: 'shuxiang',
    nameZh: '书香苑',
    nameEn: 'Shuxiang Garden',
    aliases: ['书香苑小区'],
    grid: 'g1',
    property: 'property_anju',
  },
  { code: 'square', nameZh: '人民广场', nameEn: "People's Square", aliases: ['文昌广场'], grid: 'g2' },
  { code: 'library', nameZh: '文昌图书馆', nameEn: 'Wenchang Library', aliases: ['图书馆'], grid: 'g2' },
  {
    code: 'mingzhu',
    nameZh: '明珠公寓',
    nameEn: 'Pearl Apartments',
    aliases: ['明珠小区'],
    grid: 'g2',
    property: 'property_jinhe',
  },
  { code: 'zyf-2', ...ZHUANGYUAN, grid: 'g3', buildings: [9, 16] },
  { code: 'park', nameZh: '文昌公园', nameEn: 'Wenchang Park', grid: 'g3' },
  { code: 'zyf-1', ...ZHUANGYUAN, grid: 'g4', buildings: [1, 8] },
  {
    code: 'committee',
    nameZh: '状元府社区居委会',
    nameEn: 'Zhuangyuan Court Community Office',
    aliases: ['状元府居委会', '状元府党群服务中心'],
    grid: 'g4',
  },
  { code: 'xueyuan-street', nameZh: '学苑街', nameEn: 'Xueyuan Street', grid: 'g4' },
  {
    code: 'jinxiu',
    nameZh: '锦绣花园',
    nameEn: 'Jinxiu Garden',
    aliases: ['锦绣花园小区', '锦绣小区'],
    grid: 'g5',
    property: 'property_jinhe',
  },
  {
    code: 'market',
    nameZh: '农贸市场',
    nameEn: "Farmers' Market",
    aliases: ['河畔农贸市场', '菜市场', 'wet market'],
    grid: 'g5',
  },
  {
    code: 'hepan',
    nameZh: '河畔人家',
    nameEn: 'Riverside Homes',
    aliases: ['河畔人家小区', '河畔小区'],
    grid: 'g6',
    property: 'property_heshun',
  },
  { code: 'riverside-park', nameZh: '滨河公园', nameEn: 'Riverside Park', aliases: ['河边公园'], grid: 'g6' },
  { code: 'hepan-road', nameZh: '河畔路', nameEn: 'Hepan Road', grid: 'g6' },
  { code: 'gongren-1', ...WORKERS_VILLAGE, grid: 'g7', buildings: [1, 20] },
  {
    code: 'textile',
    nameZh: '纺织厂宿舍',
    nameEn: 'Textile Mill Dormitory',
    aliases: ['纺织厂家属院'],
    grid: 'g7',
  },
  {
    code: 'clinic',
    nameZh: '河畔卫生服务站',
    nameEn: 'Riverside Clinic',
    aliases: ['卫生服务站'],
    grid: 'g7',
  },
  { code: 'gongren-2', ...WORKERS_VILLAGE, grid: 'g8', buildings: [21, 36] },
  {
    code: 'middle-school',
    nameZh: '育才中学',
    nameEn: 'Yucai Middle School',
    aliases: ['育才初中'],
    grid: 'g8',
  },
  { code: 'bus-station', nameZh: '城南汽车站', nameEn: 'South Bus Station', aliases: ['汽车站'], grid: 'g8' },
]
