import { expect, it } from 'vitest'
import { figuresOf, type Figures } from './figures.ts'
import { monthNamed } from './period.ts'
import { propertyList } from './property-list.ts'
import { quantile, rateInWords } from './rate.ts'

const NONE = figuresOf({ tickets: [], closings: [], whistles: [] }, monthNamed('2026-11'))
const company = (unitId: string, figures: Partial<Figures>) => ({
  unitId,
  name: { zh: unitId, en: unitId },
  figures: { ...NONE, ...figures },
})
const of = (count: number, all: number) => ({ count, of: all })

it('scores by the formula, part by part', () => {
  const [best] = propertyList([
    company('a', {
      opened: 20,
      supervised: 2,
      response: of(18, 20),
      resolve: of(12, 20),
      resolution: of(15, 20),
      satisfaction: of(5, 10),
      reopened: of(4, 20),
    }),
  ])
  // 30 * 30/40 + 30 * 15/20 + 20 * 5/10 + 10 * 16/20 + 10 * 18/20
  expect(best).toMatchObject({ score: 72, rank: 1, list: null })
})

it('lets what is not known count neither for nor against', () => {
  const [only] = propertyList([company('a', { opened: 12, resolve: of(12, 12) })])
  expect(only).toMatchObject({ score: 100, list: 'red' })
})

it('ranks no company with fewer than ten tickets, and equals alike', () => {
  const good = { resolve: of(10, 10) }
  const listed = propertyList([
    company('few', { opened: 9, ...good }),
    company('bad', { opened: 10, supervised: 10, resolve: of(0, 10) }),
    company('one', { opened: 10, ...good }),
    company('two', { opened: 11, ...good }),
  ])
  expect(listed.map(({ unitId, rank, list }) => [unitId, rank, list])).toEqual([
    ['two', 1, 'red'],
    ['one', 1, 'red'],
    ['bad', 3, 'black'],
    ['few', null, null],
  ])
})

it('shows counts where a percentage would say more than is known', () => {
  expect([of(3, 4), of(4, 5), of(0, 0), of(7, 8)].map(rateInWords)).toEqual(['3/4', '80.0%', '–', '87.5%'])
})

it('interpolates as PostgreSQL does', () => {
  expect([quantile([], 0.5), quantile([7], 0.9), quantile([1, 2], 0.5)]).toEqual([null, 7, 1.5])
})
