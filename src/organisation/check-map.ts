/** Checks the map: outlines must be polygons, and grids must not overlap. */
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { kinks } from '@turf/kinks'
import type { Bilingual } from '../domain/category.ts'
import { type Area, type Box, boxOf } from '../routing/grid-areas.ts'
import type { Outline } from './organisation.ts'
import { about } from './problem.ts'
import type { Review } from './review.ts'

/**
 * Two maps of the same street always differ by metres: a smaller overlap, as share of the smaller grid, is
 * ignored.
 */
const NOTABLE = 0.03
/** Points per side at which two grids are compared. */
const SAMPLES = 16

export function checkMap(review: Review): void {
  const { after, said, spotOf, unread, error, warn, note } = review
  const sound: Outline[] = []
  for (const outline of after.outlines) {
    const mistake = spotOf(outline) ? mistakeIn(outline.area) : null
    if (mistake) error('outlines', outline, null, about(outline.code, mistake.zh, mistake.en))
    else sound.push(outline)
  }
  for (const [later, earlier] of overlaps(sound)) {
    // At least one of the two is in the folder; rows of the database only were checked by their own import.
    const [here, there] = spotOf(later) ? [later, earlier] : [earlier, later]
    warn('outlines', here, null, about(here.code, `与网格 ${there.code} 重叠`, `overlaps grid ${there.code}`))
  }
  if (!said.has('grids') && !said.has('outlines')) return
  const drawn = new Set(after.outlines.map(({ code }) => code))
  if (after.grids.length > 0 && drawn.size === 0 && !unread('outlines', ''))
    note('warning', 'outlines', null, {
      zh: '还没有地图：居民发的定位找不到网格',
      en: 'there is no map yet: a location that a resident sends finds no grid',
    })
  else
    for (const grid of after.grids)
      if (!drawn.has(grid.code) && !unread('outlines', grid.code))
        note('warning', 'grids', grid, about(grid.code, '在地图上没有边界', 'has no outline on the map'))
}

const polygonsOf = ({ type, coordinates }: Area) => (type === 'Polygon' ? [coordinates] : coordinates)

/** Bounds of the country with a margin, degrees. */
const CHINA: Box = { west: 73, east: 136, south: 3, north: 54 }
const isInChina = ([x, y]: readonly number[]) =>
  CHINA.west <= (x ?? 0) && (x ?? 0) <= CHINA.east && CHINA.south <= (y ?? 0) && (y ?? 0) <= CHINA.north
/** Maximum extent of a grid, kilometres: even pastures are no province. */
const WIDEST = 200
const KM_OF_DEGREE = 111.2

function widthOf({ west, east, south, north }: Box): number {
  const middle = ((south + north) / 2) * (Math.PI / 180)
  return Math.hypot((east - west) * Math.cos(middle), north - south) * KM_OF_DEGREE
}

function misplaced(area: Area): Bilingual | null {
  const points = polygonsOf(area).flat(2)
  if (!points.every(isInChina))
    return points.every(([x, y]) => isInChina([y, x]))
      ? { zh: '的经度和纬度写反了：先经度后纬度', en: 'has its axes swapped: longitude first, then latitude' }
      : {
          zh: '的坐标不在中国：检查坐标系，要 WGS 84 度数',
          en: 'is not in China: it must be in degrees of WGS 84',
        }
  const width = widthOf(boxOf(area))
  if (width > WIDEST)
    return {
      zh: `的边界有 ${width.toFixed(0)} 公里宽，一个网格不会超过 ${WIDEST} 公里`,
      en: `is ${width.toFixed(0)} km wide: no grid has more than ${WIDEST} km`,
    }
  if (sizeOf(area) <= 0) return { zh: '的边界没有面积', en: 'has no area' }
  return null
}

function holeOutside(area: Area): Bilingual | null {
  const outside = polygonsOf(area).some(([outer, ...holes]) =>
    holes
      .flat()
      .some(point => !booleanPointInPolygon(point, { type: 'Polygon', coordinates: [outer ?? []] })),
  )
  return outside ? { zh: '的洞不在它的边界里面', en: 'has a hole that is not inside it' } : null
}

function mistakeIn(area: Area): Bilingual | null {
  const swapped = polygonsOf(area)
    .flat(2)
    .every(([x, y]) => isInChina([y, x]))
  if (swapped) return misplaced(area)
  for (const ring of polygonsOf(area).flat()) {
    if (ring.some(([longitude, latitude]) => Math.abs(longitude) > 180 || Math.abs(latitude) > 90))
      return {
        zh: '的坐标超出范围：先经度后纬度，WGS 84 度数',
        en: 'has positions off the globe: longitude first, then latitude, in degrees of WGS 84',
      }
    const [first, last] = [ring[0], ring.at(-1)]
    if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1])
      return { zh: '的边界没有闭合：最后一个点要等于第一个点', en: 'has a ring that is not closed' }
    const corners = ring.filter(
      (at, i) => i === 0 || at[0] !== ring[i - 1]?.[0] || at[1] !== ring[i - 1]?.[1],
    )
    const crossing = kinks({ type: 'Polygon', coordinates: [corners] }).features[0]?.geometry.coordinates
    if (crossing)
      return {
        zh: `的边界自己相交：${crossing.map(short).join(', ')}`,
        en: `crosses itself at ${crossing.map(short).join(', ')}`,
      }
  }
  return holeOutside(area) ?? misplaced(area)
}

const short = (degrees: number) => degrees.toFixed(5)

function overlaps(outlines: readonly Outline[]): [later: Outline, earlier: Outline][] {
  const measured = outlines.map(outline => ({
    outline,
    box: boxOf(outline.area),
    size: sizeOf(outline.area),
  }))
  return measured.flatMap((later, i) =>
    measured
      .slice(0, i)
      .filter(earlier => {
        const smaller = Math.min(later.size, earlier.size)
        const shared = common(later.box, earlier.box)
        return (
          shared !== null &&
          extent(shared) > NOTABLE * smaller &&
          sharedArea(shared, later.outline.area, earlier.outline.area) > NOTABLE * smaller
        )
      })
      .map(earlier => [later.outline, earlier.outline] satisfies [Outline, Outline]),
  )
}

/** In square degrees: only neighbouring grids are compared. */
const sizeOf = (area: Area): number =>
  polygonsOf(area).reduce(
    (sum, [outer, ...holes]) =>
      sum + ringSize(outer ?? []) - holes.reduce((all, hole) => all + ringSize(hole), 0),
    0,
  )

/** The shoelace formula. */
const ringSize = (ring: readonly (readonly number[])[]): number =>
  Math.abs(
    ring.reduce((sum, [x = 0, y = 0], i) => {
      const [nextX = 0, nextY = 0] = ring[(i + 1) % ring.length] ?? []
      return sum + x * nextY - nextX * y
    }, 0),
  ) / 2

function common(a: Box, b: Box): Box | null {
  const box = {
    west: Math.max(a.west, b.west),
    east: Math.min(a.east, b.east),
    south: Math.max(a.south, b.south),
    north: Math.min(a.north, b.north),
  }
  return box.west < box.east && box.south < box.north ? box : null
}

const extent = ({ west, east, south, north }: Box): number => (east - west) * (north - south)

/** Counts points of a lattice: exact enough for a warning. */
function sharedArea(box: Box, a: Area, b: Area): number {
  const steps = Array.from({ length: SAMPLES }, (_, i) => (i + 0.5) / SAMPLES)
  const hits = steps
    .flatMap(u => steps.map(v => [u, v] as const))
    .filter(([u, v]) => {
      const point = [box.west + u * (box.east - box.west), box.south + v * (box.north - box.south)]
      return booleanPointInPolygon(point, a) && booleanPointInPolygon(point, b)
    }).length
  return (hits / SAMPLES ** 2) * extent(box)
}
