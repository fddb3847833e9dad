/**
 * A whole organisation as plain rows that name each other by code: what a folder holds, what the database holds, and
 * what either is compared, checked and written as.
 */
import type { Area } from '../routing/grid-areas.ts'
import { groupBy } from '../lib/group-by.ts'
import { moment } from './time-cells.ts'
import { OUTLINES_FILE, type Row, TABLE_NAMES, TABLES } from './tables.ts'

/** Where a grid is on the map. */
export interface Outline {
  /** The grid's. */
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

/** The minute of the week's day at which a shift ends: beyond 1440 it reaches into the next day. */
export const shiftEnd = ({ from, to }: Pick<Row<'shifts'>, 'from' | 'to'>): number =>
  to > from ? to : to + 24 * 60

/**
 * What of a part is one thing, under the name by which an import knows it again. A member's shifts are one thing: whoever
 * changes an hour does not mean to add a shift.
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
    // A second group of the same grid has nothing of its own to be known by but its place in the line.
    return new Map(
      [...ofSame].flatMap(([key, groups]) =>
        groups.map((group, i) => [i ? `${key} #${i + 1}` : key, [group]]),
      ),
    )
  },
}

/** The same for a part that is not known by name. */
export const keyedRows = (organisation: Organisation, part: Part): Map<string, PartRow<Part>[]> =>
  (KEYED[part] as (rows: readonly PartRow<Part>[]) => Map<string, PartRow<Part>[]>)(organisation[part])

const beginning = moment('begin')
const groupTarget = ({ kind, of }: Row<'groups'>): string => `${kind} ${of ?? ''}`.trim()

function byCode<T extends { code: string }>(rows: readonly T[]): Map<string, T[]> {
  return groupBy(rows, ({ code }) => code)
}

const natural = new Intl.Collator('en', { numeric: true }).compare
const LEVEL_ORDER = ['district', 'subdistrict', 'community']

/** One order for the same content: then a folder under version control shows what changed and nothing else. */
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
