import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, findGrid, type Finding } from './find-grid.ts'
import { buildGazetteer, type Grid, type Place } from './gazetteer.ts'

const square = (west: number, south: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + 1, south],
      [west + 1, south + 1],
      [west, south + 1],
      [west, south],
    ],
  ],
})
const grid = (number: number, area: unknown = square(number, 0)): Grid => ({
  id: `grid${number}`,
  code: `g${number}`,
  nameZh: `第${number}网格`,
  nameEn: `Grid ${number}`,
  area,
})
const place = (
  id: string,
  gridNumber: number,
  [nameZh, nameEn, ...aliases]: [string, string, ...string[]],
  [buildingFrom, buildingTo]: [number | null, number | null] = [null, null],
): Place => ({ id, code: id, nameZh, nameEn, aliases, gridId: `grid${gridNumber}`, buildingFrom, buildingTo })

const ZYF: [string, string, ...string[]] = ['状元府', 'Zhuangyuan Court', '状元小区']
const GRIDS = [1, 2, 3, 4, 14].map(number => grid(number))
const PLACES = [
  place('zyf-1', 4, [...ZYF, '状元府南区'], [1, 8]),
  place('zyf-2', 3, ZYF, [9, 16]),
  place('jinxiu', 1, ['锦绣花园', 'Jinxiu Garden']),
  place('road', 1, ['文昌路', 'Wenchang Road']),
  place('road-school', 2, ['文昌路小学', 'Wenchang Road School']),
  place('square', 2, ['人民广场', "People's Square"]),
  place('hepan', 14, ['河畔人家', 'Riverside Homes'], [1, 10]),
  place('market-1', 1, ['城东农贸市场', 'East Market', '菜市场']),
  place('market-2', 2, ['城西农贸市场', 'West Market', '菜市场']),
]
const GAZETTEER = buildGazetteer({ places: PLACES, grids: GRIDS })
const HOME = { placeId: 'zyf-1', building: '3' }

const find = (text: string, more: Partial<Asked> = {}) => findGrid({ text, ...more }, GAZETTEER)
const brief = (finding: Finding) =>
  finding.kind === 'found'
    ? `${finding.rule} ${finding.placeId ?? finding.gridId} ${finding.placeText ?? '-'}`
    : finding.kind === 'ambiguous'
      ? `which ${finding.candidates.map(({ id }) => id).join(' ')}`
      : finding.why

describe('a place in the words', () => {
  it.each([
    ['状元府3号楼楼道灯坏了', 'place zyf-1 状元府 3号楼'],
    ['状元府十二栋2单元没水', 'place zyf-2 状元府 12号楼 2单元'],
    ['状元府3-2-501', 'place zyf-1 状元府 3号楼 2单元'],
    ['楼道灯坏了\n3号楼\n状元府的', 'place zyf-1 状元府 3号楼'],
    ['状元小区9号楼', 'place zyf-2 状元府 9号楼'],
    ['状元府南区灯坏了', 'place zyf-1 状元府'],
    ['状元府南区12号楼', 'place zyf-2 状元府 12号楼'],
    ['状 元 府 ３ 号 楼', 'place zyf-1 状元府 3号楼'],
    ['状元府不是3号楼，是12号楼', 'place zyf-2 状元府 12号楼'],
    ['锦绣花园5号楼', 'place jinxiu 锦绣花园 5号楼'],
    ['锦绣花园A座', 'place jinxiu 锦绣花园 A座'],
    ['文昌路有个坑', 'place road 文昌路'],
    ['文昌路小学门口很堵', 'place road-school 文昌路小学'],
    ['在人民广场买的花，锦绣花园2号楼放不下', 'place jinxiu 锦绣花园 2号楼'],
    ['人民广场到文昌路的灯都不亮', 'place square 人民广场'],
    ['不是锦绣花园，是人民广场', 'place square 人民广场'],
    ['河畔人家8楼漏水', 'place hepan 河畔人家'],
    ['状元府第4网格路灯不亮', 'grid_name zyf-1 状元府'],
    ['zhuangyuan court building 3', 'place zyf-1 状元府 3号楼'],
    ['the lamp in Building 12, Zhuangyuan Court is out', 'place zyf-2 状元府 12号楼'],
    ["there is a hole near People's Square", 'place square 人民广场'],
    ['peoples square is dirty', 'place square 人民广场'],
    ['WENCHANG ROAD', 'place road 文昌路'],
    ['near Wenchang Road School', 'place road-school 文昌路小学'],
  ])('%s', (text, expected) => {
    expect(brief(find(text))).toBe(expected)
  })
  it('says the place in English to those who write it', () => {
    expect(brief(find('Zhuangyuan Court bldg 3 unit 2', { language: 'en' }))).toBe(
      'place zyf-1 Zhuangyuan Court, building 3, unit 2',
    )
  })
  it('believes what triage picked out, and takes the building from where it stands', () => {
    expect(brief(find('人民广场回来，3号楼灯坏了', { placeText: '状元府' }))).toBe('place zyf-1 状元府 3号楼')
    expect(brief(find('状元府灯坏了', { placeText: '12号楼' }))).toBe('place zyf-2 状元府 12号楼')
  })
})

describe('a slip of the finger', () => {
  it.each([
    ['壮元府3号楼', 'place zyf-1 状元府 3号楼'],
    ['状圆府3号楼', 'place zyf-1 状元府 3号楼'],
    ['锦秀花园没水', 'place jinxiu 锦绣花园'],
    ['Zhuangyan Court building 3', 'place zyf-1 状元府 3号楼'],
    ['Jinxiu Gadren', 'place jinxiu 锦绣花园'],
    ['Jinxiuu Garden', 'place jinxiu 锦绣花园'],
  ])('%s', (text, expected) => {
    expect(brief(find(text))).toBe(expected)
  })
  it.each([
    ['文明路有个坑', '别的路'],
    ['锦绣家园没水', '别的小区'],
    ['状元楼吃饭', '饭店'],
    ['城北农贸市场', '方位不同'],
  ])('%s is another place (%s)', text => {
    expect(find(text)).toMatchObject({ kind: 'unknown' })
  })
  it('is not forgiven when two places could be meant', () => {
    const places = [place('a', 1, ['明珠花园', 'A']), place('b', 2, ['明竹花园', 'B'])]
    const two = buildGazetteer({ places, grids: GRIDS })
    expect(findGrid({ text: '明猪花园' }, two)).toMatchObject({ kind: 'unknown', unheard: true })
    expect(findGrid({ text: '明竹花园' }, two)).toMatchObject({ placeId: 'b' })
  })
})

describe('ambiguous', () => {
  it.each([
    ['状元府路灯坏了', 'which zyf-1 zyf-2'],
    ['状元府99号楼', 'which zyf-1 zyf-2'],
    ['状元府A座', 'which zyf-1 zyf-2'],
    ['状元府8楼', 'which zyf-1 zyf-2'],
    ['菜市场太臭', 'which market-1 market-2'],
  ])('%s', (text, expected) => {
    expect(brief(find(text))).toBe(expected)
  })
  it('asks with three candidates at most', () => {
    const parts = [1, 2, 3, 4].map(n => place(`p${n}`, n, ZYF, [n * 10, n * 10 + 9]))
    const finding = findGrid({ text: '状元府' }, buildGazetteer({ places: parts, grids: GRIDS }))
    expect(finding.kind === 'ambiguous' && finding.candidates).toHaveLength(3)
  })
  it('does not ask when all parts are in one grid', () => {
    const parts = [place('p1', 1, ZYF, [1, 8]), place('p2', 1, ZYF, [9, 16])]
    const gazetteer = buildGazetteer({ places: parts, grids: GRIDS })
    expect(findGrid({ text: '状元府' }, gazetteer)).toMatchObject({ gridId: 'grid1', rule: 'place' })
  })
})

describe('grid name, home, nothing', () => {
  it.each([
    ['第4网格灯坏了', 'grid_name grid4 -'],
    ['第四网格3号楼', 'grid_name grid4 3号楼'],
    ['4号网格', 'grid_name grid4 -'],
    ['十四网格', 'grid_name grid14 -'],
    ['第14网格', 'grid_name grid14 -'],
    ['the lamp in grid 4', 'grid_name grid4 -'],
    ['grid 14', 'grid_name grid14 -'],
    ['第24网格', 'home zyf-1 状元府 3号楼'],
    ['楼道灯坏了', 'home zyf-1 状元府 3号楼'],
    ['2单元没电', 'home zyf-1 状元府 3号楼 2单元'],
    ['5号楼灯坏了', 'home zyf-1 状元府 5号楼'],
    ['12号楼灯坏了', 'home zyf-2 状元府 12号楼'],
    ['99号楼灯坏了', 'which zyf-1 zyf-2'],
    ['我们小区3号楼', 'home zyf-1 状元府 3号楼'],
    ['楼下花园有狗', 'home zyf-1 状元府 3号楼'],
    ['人民广场', 'place square 人民广场'],
    ['阳光花园3号楼灯坏了', 'unheard_name'],
    ['灯坏了，在阳光公寓', 'unheard_name'],
    ['灯坏了阳光花园3号楼', 'unheard_name'],
    ['Building 3 of Sunshine Garden', 'unheard_name'],
  ])('%s', (text, expected) => {
    expect(brief(find(text, { home: HOME }))).toBe(expected)
  })
  it.each([
    ['楼道灯坏了', 'nothing_said', false],
    ['3号楼', 'nothing_said', false],
    ['河畔人家12号楼', 'no_such_building', true],
    ['阳光花园', 'unheard_name', true],
  ])('without a home: %s', (text, why, unheard) => {
    expect(find(text)).toEqual({ kind: 'unknown', unheard, why })
  })
  it('tells a name that triage picked out from a mere spot', () => {
    expect(brief(find('坏了', { placeText: '文明街', home: HOME }))).toBe('unheard_name')
    expect(brief(find('坏了', { placeText: '楼道', home: HOME }))).toBe('home zyf-1 状元府 3号楼')
    expect(brief(find('坏了', { placeText: '小区门口', home: HOME }))).toBe('home zyf-1 状元府 3号楼')
  })
  it('has no home in a place that is gone', () => {
    expect(brief(find('灯坏了', { home: { placeId: 'gone', building: null } }))).toBe('nothing_said')
  })
  it('has no choice where there is one grid, and none where there is no grid', () => {
    const only = buildGazetteer({ places: [], grids: [grid(1)] })
    expect(brief(findGrid({ text: '3号楼灯坏了' }, only))).toBe('only_grid grid1 3号楼')
    expect(brief(findGrid({ text: '', pin: { latitude: 50, longitude: 50 } }, only))).toBe('outside')
    expect(brief(findGrid({ text: '灯坏了' }, buildGazetteer({ places: [], grids: [] })))).toBe(
      'nothing_said',
    )
  })
})

describe('a pin', () => {
  const at = (longitude: number, latitude: number) => ({ latitude, longitude })
  it.each([
    ['inside', at(2.5, 0.5), '', 'pin grid2 -'],
    ['on the border of two', at(3, 0.5), '', 'pin grid2 -'],
    ['on a corner', at(1, 0), '', 'pin grid1 -'],
    ['inside, with a place of that grid', at(2.5, 0.5), '人民广场', 'pin square 人民广场'],
    ['inside, with a place of another', at(1.5, 0.5), '人民广场', 'pin grid1 人民广场'],
    ['outside', at(120, 36), '', 'outside'],
    ['outside, at home all the same', at(120, 36), '灯坏了', 'outside'],
    ['outside, with a place', at(120, 36), '人民广场', 'place square 人民广场'],
    ['nowhere', at(Number.NaN, 0), '', 'outside'],
  ])('%s', (_what, pin, text, expected) => {
    expect(brief(find(text, { pin, home: HOME }))).toBe(expected)
  })
  it('says nothing before there is a map', () => {
    const blank = buildGazetteer({ places: PLACES, grids: GRIDS.map(row => ({ ...row, area: null })) })
    expect(brief(findGrid({ text: '', pin: at(2.5, 0.5), home: HOME }, blank))).toBe(
      'home zyf-1 状元府 3号楼',
    )
  })
  it('knows holes, several parts, and leaves a broken area out', () => {
    const donut = { type: 'Polygon', coordinates: [...ring(0, 10), ...ring(4, 6)] }
    const two = { type: 'MultiPolygon', coordinates: [ring(20, 21), ring(30, 31)] }
    const { areas } = buildGazetteer({
      places: [],
      grids: [grid(1, donut), grid(2, two), grid(3, { type: 'Point' })],
    })
    expect(areas.broken).toEqual(['g3'])
    expect([at(1, 1), at(5, 5), at(20.5, 20.5), at(30.5, 30.5), at(25, 25)].map(areas.gridAt)).toEqual([
      'grid1',
      null,
      'grid2',
      'grid2',
      null,
    ])
  })
  const ring = (from: number, to: number) => [
    [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
      [from, from],
    ],
  ]
})

describe('for any text', () => {
  const pieces = fc.constantFrom(
    '状元府',
    '3号楼',
    '不是',
    '，',
    '锦绣花园',
    'grid 4',
    '第4网格',
    ' ',
    '12栋',
    '锦秀花园',
    '人民',
    "People's Square",
  )
  const soup = fc.array(pieces, { maxLength: 40 }).map(parts => parts.join(''))
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), soup)
  it('answers with a grid that exists and a place inside it', () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (said, placeText, atHome) => {
        const finding = find(said, { placeText, home: atHome ? HOME : null })
        if (finding.kind === 'ambiguous') expect([2, 3]).toContain(finding.candidates.length)
        if (finding.kind !== 'found') return
        expect(GRIDS.map(({ id }) => id)).toContain(finding.gridId)
        if (finding.placeId) expect(GAZETTEER.place(finding.placeId)?.gridId).toBe(finding.gridId)
        expect(finding.placeText).not.toBe('')
      }),
    )
  })
  it('finds the part of a compound that has the building', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.constantFrom('号楼', '栋', '#'), (building, word) => {
        expect(find(`灯坏了 状元府${building}${word}`)).toMatchObject({
          gridId: building <= 8 ? 'grid4' : 'grid3',
        })
      }),
    )
  })
  it('finds exactly one grid for a point inside its square', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4, 14),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (number, d) => {
          expect(find('', { pin: { longitude: number + d, latitude: d } })).toMatchObject({
            gridId: `grid${number}`,
          })
        },
      ),
    )
  })
})
