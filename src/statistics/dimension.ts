/**
 * Dimensions that figures can be grouped by. Workers are not one of them: people who work with the bot every
 * day are not ranked.
 */
import type { Bilingual, CategoryTree } from '../domain/category.ts'
import { categoryLabel } from '../notify/render/template-values.ts'
import type { KeyOf } from './figures.ts'
import type { Names } from './names.ts'
import { dayOf, monthOf, weekOf } from './period.ts'

export const DIMENSIONS = [
  'grid',
  'community',
  'subdistrict',
  /** The unit that owns the ticket. */
  'unit',
  /** The unit that was whistled. */
  'department',
  'category',
  'group',
  'month',
  'week',
  'day',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

interface Grouping {
  keyOf: KeyOf
  nameOf(key: string): Bilingual
  /** Sorted by key, as days are; all others by size. */
  inOrder: boolean
}

/** Key of tickets without a grid, or without a unit. */
const NONE = ''

export function grouping(by: Dimension, names: Names, tree: CategoryTree): Grouping {
  const communityOf = (gridId: string | null) => names.grids.get(gridId ?? NONE)?.communityId
  const named =
    (all: ReadonlyMap<string, Bilingual>, none: Bilingual) =>
    (key: string): Bilingual =>
      key === NONE ? none : (all.get(key) ?? { zh: key, en: key })
  const things = (all: ReadonlyMap<string, Bilingual>, none: Bilingual, keyOf: KeyOf): Grouping => ({
    keyOf,
    nameOf: named(all, none),
    inOrder: false,
  })
  const times = (keyOf: (at: number) => string): Grouping => ({
    keyOf: (_, at) => keyOf(at),
    nameOf: key => ({ zh: key, en: key }),
    inOrder: true,
  })
  switch (by) {
    case 'grid':
      return things(names.grids, NO_GRID, ({ gridId }) => gridId ?? NONE)
    case 'community':
      return things(names.communities, NO_GRID, ({ gridId }) => communityOf(gridId) ?? NONE)
    case 'subdistrict':
      return things(
        names.subdistricts,
        NO_GRID,
        ({ gridId }) => names.communities.get(communityOf(gridId) ?? NONE)?.subdistrictId ?? NONE,
      )
    case 'unit':
      return things(names.units, { zh: '网格自办', en: 'the grid itself' }, ({ unitId }) => unitId ?? NONE)
    case 'department':
      return things(names.units, NO_GRID, (_, __, whistle) => whistle?.unitId ?? null)
    case 'category':
      return things(
        new Map(
          [...tree].map(([id, category]) => [
            id,
            { zh: categoryLabel(category, 'zh-CN'), en: categoryLabel(category, 'en') },
          ]),
        ),
        NO_GRID,
        ({ category }) => category,
      )
    case 'group':
      return things(
        new Map([...tree.values()].map(({ group, groupName }) => [group, groupName])),
        NO_GRID,
        ({ category }) => category.split('.')[0] ?? category,
      )
    case 'month':
      return times(monthOf)
    case 'week':
      return times(weekOf)
    case 'day':
      return times(dayOf)
  }
}

const NO_GRID: Bilingual = { zh: '未定网格', en: 'no grid yet' }
