/**
 * The gazetteer 地名录: an in-memory index of all names of places. Rebuilt when the organisation changes, never
 * mutated.
 */
import { buildAreas, type GridAreas } from './grid-areas.ts'
import { groupBy } from '../lib/group-by.ts'
import { buildNameIndex, nameKey, type NameIndex } from './name-index.ts'

/** A compound that several grids divide by building numbers is several places with one name. */
export interface Place {
  id: string
  code: string
  nameZh: string
  nameEn: string
  aliases: readonly string[]
  gridId: string
  /** Inclusive; both null: the whole place. */
  buildingFrom: number | null
  buildingTo: number | null
}

export interface Grid {
  id: string
  code: string
  nameZh: string
  nameEn: string
  /** GeoJSON Polygon or MultiPolygon, validated when it is read. */
  area: unknown
}

export interface GazetteerRows {
  places: readonly Place[]
  grids: readonly Grid[]
}

export interface Gazetteer {
  place(id: string): Place | undefined
  /** All places of the same name: the parts of one compound. */
  partsOf(place: Place): readonly Place[]
  placeNames: NameIndex<readonly Place[]>
  gridNames: NameIndex<readonly Grid[]>
  areas: GridAreas
  /** Set when there is only one grid. */
  onlyGridId: string | null
}

export function buildGazetteer({ places, grids }: GazetteerRows): Gazetteer {
  const byId = new Map(places.map(place => [place.id, place]))
  const byName = groupBy(places, place => place.nameZh)
  return {
    place: id => byId.get(id),
    partsOf: place => byName.get(place.nameZh) ?? [place],
    placeNames: buildNameIndex(named(places, place => [place.nameZh, place.nameEn, ...place.aliases])),
    gridNames: buildNameIndex(named(grids, gridSayings)),
    areas: buildAreas(grids),
    onlyGridId: grids.length === 1 ? (grids[0]?.id ?? null) : null,
  }
}

/** Groups things by name: a lookup returns all that share it. */
function named<T>(things: readonly T[], namesOf: (thing: T) => readonly string[]): Map<string, T[]> {
  const sayings = things.flatMap(thing =>
    [...new Set(namesOf(thing).map(nameKey))].map(key => ({ key, thing })),
  )
  const byKey = groupBy(sayings, ({ key }) => key)
  return new Map([...byKey].map(([key, said]) => [key, said.map(({ thing }) => thing)]))
}

const DIGITS = '〇一二三四五六七八九'

/** 第4网格 is also written 第四网格, 4号网格, 四号网格, 4网格. */
function gridSayings({ nameZh, nameEn }: Grid): string[] {
  const number = /^(.*?)第(\d{1,2})网格$/.exec(nameZh)
  if (!number) return [nameZh, nameEn]
  const [, before = '', digits = ''] = number
  const numerals = [digits, inChinese(Number(digits))]
  return [
    nameEn,
    ...numerals.flatMap(said => [`第${said}网格`, `${said}号网格`, `${said}网格`].map(name => before + name)),
  ]
}

function inChinese(number: number): string {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  if (tens === 0) return DIGITS.charAt(ones)
  return `${tens > 1 ? DIGITS.charAt(tens) : ''}十${ones ? DIGITS.charAt(ones) : ''}`
}
