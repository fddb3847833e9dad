/**
 * A whole organisation as plain rows that refer to each other by code: the common form of a folder and of the
 * database, in which both are compared, checked and written.
 */
import type { Area } from '../routing/grid-areas.ts'
import { groupBy } from '../lib/group-by.ts'
import { moment } from './time-cells.ts'
import { OUTLINES_FILE, type Row, TABLE_NAMES, TABLES } from './tables.ts'

/** A grid's area on the map. */
export interface Outline {
  /** Code of the grid. */
  code: string
  area: Area
}

export type Organisation = { [T in keyof typeof TABLES]: readonly Row<T>[] } & {
  outlines: readonly Outline[]
}
export type Part = keyof Organisation
export type PartRow<P extends Part> = Organisation[P][number]

export const PARTS: readonly Part[] = [...TABLE_NAMES, 'outlines']
export const fileOf = (part: Part): string => (part === 'outlines' ? OUTLINES_FILE : TABLES[part].file)

export const EMPTY: Organisation = {
  areas: [],
  grids: [],
  outlines: [],
  units: [],
  places: [],
  members: [],
  shifts: [],
  leaves: [],
  calendar: [],
  groups: [],
}

/** Minute at which a shift ends: beyond 1440 it reaches into the next day. */
export const shiftEnd = ({ from, to }: Pick<Row<'shifts'>, 'from' | 'to'>): number =>
  to > from ? to : to + 24 * 60

/**
 * Groups the rows of a part under the key by which an import recognises them. All shifts of a member share a
 * key: a changed hour must not add a shift.
 */
export const KEYED: { [P in Part]: (rows: Organisation[P]) => Map<string, PartRow<P>[]> } = {
  areas: byCode,
  grids: byCode,
  outlines: byCode,
  units: byCode,
  places: byCode,
  members: byCode,
  shifts: rows => groupBy(rows, ({ member }) => member),
  leaves: rows => groupBy(rows, ({ member, from }) => `${member} ${beginning.write(from, 'zh')}`),
  calendar: rows => groupBy(rows, ({ day }) => day),
  groups: rows => {
    const ofSame = groupBy(rows, groupTarget)
    // A second group of the same grid has no key but its position.
    return new Map(
      [...ofSame].flatMap(([key, groups]) =>
        groups.map((group, i) => [i ? `${key} #${i + 1}` : key, [group]]),
      ),
    )
  },
}

/** KEYED for a part that is only known at run time. */
export const keyedRows = (organisation: Organisation, part: Part): Map<string, PartRow<Part>[]> =>
  (KEYED[part] as (rows: readonly PartRow<Part>[]) => Map<string, PartRow<Part>[]>)(organisation[part])

const beginning = moment('begin')
const groupTarget = ({ kind, of }: Row<'groups'>): string => `${kind} ${of ?? ''}`.trim()

function byCode<T extends { code: string }>(rows: readonly T[]): Map<string, T[]> {
  return groupBy(rows, ({ code }) => code)
}

const natural = new Intl.Collator('en', { numeric: true }).compare
const LEVEL_ORDER = ['district', 'subdistrict', 'community']

/** A canonical order: the diff of a folder under version control shows real changes only. */
export function sorted(organisation: Organisation): Organisation {
  const by = <T>(rows: readonly T[], ...keys: ((row: T) => string | number)[]): T[] =>
    rows.toSorted((a, b) => {
      for (const key of keys) {
        const order = natural(String(key(a)), String(key(b)))
        if (order !== 0) return order
      }
      return 0
    })
  const { areas, grids, outlines, units, places, members, shifts, leaves, calendar, groups } = organisation
  return {
    areas: by(
      areas,
      ({ level }) => LEVEL_ORDER.indexOf(level),
      ({ code }) => code,
    ),
    grids: by(grids, ({ code }) => code),
    outlines: by(outlines, ({ code }) => code),
    units: by(
      units,
      ({ kind }) => kind,
      ({ code }) => code,
    ),
    places: by(places, ({ code }) => code),
    members: by(members, ({ code }) => code),
    shifts: by(
      shifts,
      ({ member }) => member,
      ({ days }) => days.join(''),
      ({ from }) => from,
    ),
    leaves: by(
      leaves,
      ({ member }) => member,
      ({ from }) => from,
    ),
    calendar: by(calendar, ({ day }) => day),
    groups: by(
      groups,
      ({ kind }) => kind,
      ({ of }) => of ?? '',
    ),
  }
}
