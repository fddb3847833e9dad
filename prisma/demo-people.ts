/** The demo's departments, and who works where. Every person is made up. */
import type { GridCode } from './demo-community.ts'

/** Codes as in prompts/categories.yaml: departments of the responsibility list, and the utilities. */
export const DEPARTMENTS = [
  { code: 'public_security', nameZh: '公安分局', nameEn: 'Public Security Bureau', phone: '110' },
  { code: 'traffic_police', nameZh: '交警大队', nameEn: 'Traffic Police', phone: '122' },
  {
    code: 'urban_management',
    nameZh: '综合执法局(城管)',
    nameEn: 'Urban Management and Law Enforcement Bureau',
    phone: null,
  },
  {
    code: 'housing',
    nameZh: '住房和城乡建设局',
    nameEn: 'Housing and Urban-Rural Development Bureau',
    phone: null,
  },
  { code: 'market_regulation', nameZh: '市场监督管理局', nameEn: 'Market Regulation Bureau', phone: null },
  { code: 'fire_rescue', nameZh: '消防救援大队', nameEn: 'Fire and Rescue Brigade', phone: '119' },
  { code: 'ecology', nameZh: '生态环境分局', nameEn: 'Ecology and Environment Bureau', phone: null },
  { code: 'water_affairs', nameZh: '水务局', nameEn: 'Water Affairs Bureau', phone: null },
  { code: 'transport', nameZh: '交通运输局', nameEn: 'Transport Bureau', phone: null },
  {
    code: 'human_resources',
    nameZh: '人力资源和社会保障局',
    nameEn: 'Human Resources and Social Security Bureau',
    phone: null,
  },
  { code: 'civil_affairs', nameZh: '民政局', nameEn: 'Civil Affairs Bureau', phone: null },
  { code: 'health', nameZh: '卫生健康局', nameEn: 'Health Bureau', phone: null },
  { code: 'education', nameZh: '教育和体育局', nameEn: 'Education and Sports Bureau', phone: null },
  { code: 'emergency_management', nameZh: '应急管理局', nameEn: 'Emergency Management Bureau', phone: null },
  {
    code: 'natural_resources',
    nameZh: '自然资源和规划局',
    nameEn: 'Natural Resources and Planning Bureau',
    phone: null,
  },
  { code: 'medical_insurance', nameZh: '医疗保障局', nameEn: 'Medical Insurance Bureau', phone: null },
  { code: 'culture_tourism', nameZh: '文化和旅游局', nameEn: 'Culture and Tourism Bureau', phone: null },
  {
    code: 'disabled_federation',
    nameZh: '残疾人联合会',
    nameEn: "Disabled Persons' Federation",
    phone: null,
  },
  { code: 'government_services', nameZh: '政务服务中心', nameEn: 'Government Services Centre', phone: null },
  { code: 'power_company', nameZh: '供电公司', nameEn: 'Power Supply Company', phone: '95598' },
  { code: 'gas_company', nameZh: '燃气公司', nameEn: 'Gas Company', phone: '0536-0000201' },
  { code: 'heating_company', nameZh: '热力公司', nameEn: 'Heating Company', phone: '0536-0000202' },
  { code: 'water_company', nameZh: '自来水公司', nameEn: 'Water Supply Company', phone: '0536-0000203' },
  { code: 'telecom', nameZh: '通信运营商', nameEn: 'Telecom Operator', phone: null },
] as const satisfies readonly { code: string; nameZh: string; nameEn: string; phone: string | null }[]
export type DepartmentCode = (typeof DEPARTMENTS)[number]['code']

/** Departments that answer whistles in a group of their own. */
export const DEPARTMENTS_WITH_GROUP = [
  'urban_management',
  'housing',
  'traffic_police',
] as const satisfies readonly DepartmentCode[]

export const GRID_WORKERS: Readonly<Record<GridCode, readonly string[]>> = {
  g1: ['赵师傅', '孙大姐'],
  g2: ['钱师傅'],
  g3: ['李师傅', '周大姐'],
  g4: ['王师傅', '吴大姐'],
  g5: ['郑师傅'],
  g6: ['冯师傅', '陈大姐'],
  g7: ['褚师傅'],
  g8: ['卫师傅', '蒋大姐'],
}

export const DUTY_OFFICERS = {
  zhuangyuanfu: ['沈值班', '韩值班'],
  hepan: ['杨值班', '朱值班'],
} as const

/** By unit code. */
export const UNIT_CONTACTS: Readonly<Record<string, string>> = {
  urban_management: '秦队长',
  housing: '尤科长',
  traffic_police: '许警官',
  property_anju: '何经理',
  property_jinhe: '吕经理',
  property_heshun: '施经理',
}

/** They see the whole district. */
export const OFFICE = [
  { name: '曹主任', role: 'arbiter' },
  { name: '严督查', role: 'supervisor' },
  { name: '华管理员', role: 'admin' },
] as const
