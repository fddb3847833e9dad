import { describe, expect, it } from 'vitest'
import { findNamed } from './find-by-name.ts'

const unit = (code: string, nameZh: string, nameEn: string) => ({ id: `id-${code}`, code, nameZh, nameEn })
const UNITS = [
  unit('urban_management', '综合执法局（城管）', 'Urban Management'),
  unit('housing', '住房和城乡建设局', 'Housing and Construction'),
  unit('water_affairs', '水务局', 'Water Affairs'),
  unit('property_anju', '安居物业', 'Anju Property'),
]
const grid = (n: number | string) => unit(`g${n}`, `第${n}网格`, `Grid ${n}`)
const codes = (word: string, among: readonly { code: string }[]) =>
  findNamed(word, among as typeof UNITS).map(({ code }) => code)

describe('a unit', () => {
  it.each([
    ['城管', 'urban_management'],
    ['执法局', 'urban_management'],
    ['住建', 'housing'],
    ['住建局', 'housing'],
    ['水务', 'water_affairs'],
    ['ｗａｔｅｒ', 'water_affairs'],
    ['WATER_AFFAIRS', 'water_affairs'],
    ['id-housing', 'housing'],
    [' 物业 ', 'property_anju'],
  ])('%j is %s', (word, code) => expect(codes(word, UNITS)).toEqual([code]))

  it.each(['', '  ', '公安', '局水', 'id-', '.*', 'x'])('%j matches no name', word =>
    expect(codes(word, UNITS)).toEqual([]),
  )

  it('may be several: then somebody asks', () => {
    expect(codes('局', UNITS)).toHaveLength(3)
  })
})

describe('a grid', () => {
  const GRIDS = [1, 4, 14, 41, '三', '十三', '三十'].map(grid)

  it.each([
    ['4网格', 'g4'],
    ['４网格', 'g4'],
    ['grid 4', 'g4'],
    ['14网格', 'g14'],
    ['第1网格', 'g1'],
    ['三网格', 'g三'],
    ['十三网格', 'g十三'],
  ])('%j is %s', (word, code) => expect(codes(word, GRIDS)).toEqual([code]))

  it('that is not there is not another, whose number has the same figure in it', () => {
    expect(codes('4网格', [grid(14), grid(41), grid(24)])).toEqual([])
    expect(codes('2网格', GRIDS)).toEqual([])
  })

  it('is found by its number wherever that stands', () => {
    expect(codes('4网格', [unit('x', '14楼4网格', 'x')])).toEqual(['x'])
    expect(codes('状元4网格', [unit('x', '状元府第4网格', 'x'), unit('y', '状元府第14网格', 'y')])).toEqual([
      'x',
    ])
  })
})

it('prefers the exact name to whoever has it in theirs', () => {
  const people = [
    { id: '1', code: null, name: '王芳' },
    { id: '2', code: null, name: '王芳芳' },
  ]
  expect(findNamed('王芳', people).map(({ id }) => id)).toEqual(['1'])
  expect(findNamed('王', people)).toHaveLength(2)
})
