import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPlace, NO_ADDRESS, parseAddress } from './address.ts'

type Row = [text: string, building: string | null, unit?: string | null, room?: string | null]

const SAID: Row[] = [
  ['状元府3号楼2单元', '3', '2'],
  ['状元府3号楼2单元501', '3', '2', '501'],
  ['状元府3号楼2单元501室漏水', '3', '2', '501'],
  ['3#2-501', '3', '2', '501'],
  ['3# 2单元', '3', '2'],
  ['3-2-501', '3', '2', '501'],
  ['状元府3-501', '3', null, '501'],
  ['3号楼501', '3', null, '501'],
  ['３号楼２单元', '3', '2'],
  ['３＃２－５０１', '3', '2', '501'],
  ['3 号 楼', '3'],
  ['03号楼', '3'],
  ['3號樓', '3'],
  ['三号楼', '3'],
  ['十号楼', '10'],
  ['十二栋', '12'],
  ['二十栋', '20'],
  ['二十三号楼', '23'],
  ['九十九幢', '99'],
  ['12幢', '12'],
  ['第12栋', '12'],
  ['A座', 'A'],
  ['b座', 'B'],
  ['B栋2单元', 'B', '2'],
  ['A3栋', 'A3'],
  ['A号楼', 'A'],
  ['Zhuangyuan Court9号楼', '9'],
  ['3号楼东单元', '3', '东'],
  ['三单元', null, '3'],
  ['3单元501', null, '3', '501'],
  ['12楼2单元301', '12', '2', '301'],
  ['5号2单元', '5', '2'],
  ['12号501室', '12', null, '501'],
  ['3号', '3'],
  ['3号楼8楼漏水', '3'],
  ['3栋楼下的路灯', '3'],
  ['3栋楼道灯', '3'],
  ['是不是3号楼', '3'],
  ['不是3号楼，是5号楼', '5'],
  ['是5号楼不是3号楼', '5'],
  ['我不在3号楼，我住5号楼2单元', '5', '2'],
  ['3号楼，哦不对，是5号楼', '5'],
  ['3号楼\n说错了，5号楼', '5'],
  ['不是2单元，是3单元', null, '3'],
  ['3号楼的水压不对', '3'],
  ['10-12号楼都停水了', '12'],
  ['3号楼1120-0231怎么还没来', '3'],
  ['3号楼着火了打119', '3'],
  ['Building 3, unit 2', '3', '2'],
  ['building 3 unit 2 room 501', '3', '2', '501'],
  ['Zhuangyuan Court, Building 3-2-501', '3', '2', '501'],
  ['no. 3 building', '3'],
  ['No.3 Building', '3'],
  ['building no. 12', '12'],
  ['building #7', '7'],
  ['bldg 3', '3'],
  ['Bldg. 3', '3'],
  ['the 3rd building', '3'],
  ['building twelve', '12'],
  ['Tower B', 'B'],
  ['building b', 'B'],
  ['Block 4, apt 302', '4', null, '302'],
  ['not building 3 but building 5', '5'],
  ['building 3, sorry, building 5', '5'],
  ['entrance 2', null, '2'],
  ['unit 501', null, null, '501'],
]

const NOT_SAID = [
  '',
  '1120-0231',
  '工单1120-0231',
  '#0231',
  '接 0231',
  '13812345678',
  '138-1234-5678',
  '0536-8221234',
  '370702199001011234',
  '3楼',
  '8楼漏水',
  '住在五楼',
  '2号线',
  '坐2号线到',
  '3号晚上',
  '12号下午三点',
  '11月3号楼道灯坏了',
  '2026-11-20',
  '11-20-2026',
  '9:30-10:00',
  '5个',
  '2-3天',
  '50-100元',
  '15-201路公交',
  '3栋楼都停水了',
  '前面两栋',
  '一百零三号楼',
  '每个单元',
  '两个单元',
  '3座桥',
  '鲁G12345',
  'the building a man lives in',
  'the building I live in',
  "the building's door",
  'building 3 days ago',
  'cars block 2 exits',
  'no building',
  '3 people',
]

describe('parseAddress', () => {
  it.each(SAID)('%s', (text, building, unit = null, room = null) => {
    expect(parseAddress(text)).toEqual({ building, unit, room })
  })
  it.each(NOT_SAID)('is not fooled by "%s"', text => {
    expect(parseAddress(text)).toEqual(NO_ADDRESS)
  })

  const number = fc.integer({ min: 1, max: 99 })
  it('reads every building in every way of writing it', () => {
    const ways = [
      (n: number) => `${n}号楼`,
      (n: number) => `${n}栋`,
      (n: number) => `${n}幢`,
      (n: number) => `${n}#`,
      (n: number) => `${inChinese(n)}号楼`,
      (n: number) => `${inChinese(n)}栋`,
      (n: number) => `building ${n}`,
      (n: number) => `Bldg. ${n}`,
    ]
    fc.assert(
      fc.property(
        number,
        fc.constantFrom(...ways),
        fc.constantFrom('', '状元府', '我住', '灯坏了,'),
        (n, way, before) => {
          const gap = way(n).toLowerCase().startsWith('b') ? ' ' : ''
          expect(parseAddress(before + gap + way(n)).building).toBe(String(n))
        },
      ),
    )
  })
  it('reads back what formatPlace writes', () => {
    fc.assert(
      fc.property(
        number,
        fc.option(number),
        fc.constantFrom('zh-CN' as const, 'en' as const),
        (n, u, language) => {
          const address = { building: String(n), unit: u === null ? null : String(u), room: null }
          expect(parseAddress(formatPlace('X', address, language))).toEqual(address)
        },
      ),
    )
  })
  it('takes any text without an error, and in a moment', () => {
    const pieces = fc.constantFrom(
      '3',
      '号',
      '楼',
      '单元',
      '-',
      '栋',
      '十',
      '不是',
      'building ',
      '#',
      ' ',
      '座',
      'unit ',
    )
    const soup = fc.array(pieces, { maxLength: 400 }).map(parts => parts.join(''))
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), soup)
    fc.assert(
      fc.property(text, said => {
        const began = performance.now()
        const { building, unit, room } = parseAddress(said)
        expect(performance.now() - began).toBeLessThan(250)
        if (building) expect(building).toMatch(/^(?:[1-9]\d{0,2}|[A-Z]\d{0,2})$/)
        if (unit) expect(unit).toMatch(/^(?:[1-9]\d{0,2}|[东西南北中])$/)
        if (room) expect(room).toMatch(/^\d{2,4}$/)
      }),
    )
  })
})

function inChinese(n: number): string {
  const digits = ' 一二三四五六七八九'
  if (n < 10) return digits.charAt(n)
  return `${n >= 20 ? digits.charAt(Math.floor(n / 10)) : ''}十${n % 10 ? digits.charAt(n % 10) : ''}`
}

describe('formatPlace', () => {
  const at = (building: string | null, unit: string | null = null) => ({ building, unit, room: '501' })
  it.each([
    ['状元府', at('3', '2'), '状元府 3号楼 2单元', '状元府, building 3, unit 2'],
    ['状元府', at('A'), '状元府 A座', '状元府, building A'],
    [null, at('3', '东'), '3号楼 东单元', 'building 3, east unit'],
    ['人民广场', NO_ADDRESS, '人民广场', '人民广场'],
    [null, NO_ADDRESS, '', ''],
  ])('%s %o', (name, address, zh, en) => {
    expect(formatPlace(name, address, 'zh-CN')).toBe(zh)
    expect(formatPlace(name, address, 'en')).toBe(en)
  })
})
