/** A map without gaps and overlaps: neighbours share every corner, as on a real one. */
import type { Area } from '../routing/grid-areas.ts'

const COLUMNS = 17
/** Where it begins, and how far it is from corner to corner, in degrees. */
const [WEST, NORTH, STEP] = [119.2, 36.9, 0.0022]
/** How far a corner may stray, in steps: less than half, or lines would cross. */
const STRAY = 0.3
/** From corner to corner of a cell there is one more point, so that no border is straight. */
const CORNERS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 2],
  [2, 1],
  [2, 0],
  [1, 0],
  [0, 0],
]

/** Cells in the order of an ox that ploughs: each lies beside the one before it. */
export function tessellation(cells: number, random: () => number): Area[] {
  const rows = Math.ceil(cells / COLUMNS)
  const points = Array.from({ length: 2 * rows + 1 }, (_, y) =>
    Array.from({ length: 2 * COLUMNS + 1 }, (_, x) => [
      round(WEST + STEP * (x + stray(random))),
      round(NORTH - STEP * (y + stray(random))),
    ]),
  )
  return Array.from({ length: cells }, (_, i) => {
    const row = Math.floor(i / COLUMNS)
    const column = row % 2 === 0 ? i % COLUMNS : COLUMNS - 1 - (i % COLUMNS)
    const ring = CORNERS.map(([dy, dx]) => points[2 * row + dy]?.[2 * column + dx] as [number, number])
    return { type: 'Polygon', coordinates: [ring.toReversed()] }
  })
}

const stray = (random: () => number) => (2 * random() - 1) * STRAY
/** A tenth of a metre. */
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
