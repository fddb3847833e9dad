/** Corners of the demo's grids, WGS 84, named like a chessboard: a row from north to south, a column from west. */
type Position = readonly [longitude: number, latitude: number]

const CORNERS: Readonly<Record<string, Position>> = {
  a0: [119.0881, 36.7092],
  a1: [119.0939, 36.7098],
  a2: [119.0998, 36.7095],
  a3: [119.1062, 36.7097],
  a4: [119.1117, 36.7089],
  // 学苑街 bends between the rows.
  n2: [119.1006, 36.7071],
  b0: [119.0876, 36.7046],
  b1: [119.0942, 36.7051],
  b2: [119.1001, 36.7048],
  b3: [119.1058, 36.7053],
  b4: [119.1121, 36.7047],
  m2: [119.0994, 36.7024],
  c0: [119.0879, 36.6998],
  c1: [119.0937, 36.7003],
  c2: [119.0999, 36.7001],
  c3: [119.1063, 36.6996],
  c4: [119.1124, 36.7002],
  s2: [119.1009, 36.6975],
  d0: [119.0884, 36.6951],
  d1: [119.0941, 36.6947],
  d2: [119.1003, 36.6952],
  d3: [119.1061, 36.6949],
  d4: [119.1119, 36.6954],
  t2: [119.0993, 36.6927],
  e0: [119.0878, 36.6906],
  e1: [119.0944, 36.6899],
  e2: [119.0997, 36.6903],
  e3: [119.1059, 36.6901],
  e4: [119.1126, 36.6908],
}

/** @throws Error when a corner is not on the map. */
export function corners(outline: string): { type: 'Polygon'; coordinates: Position[][] } {
  const ring = outline.split(' ').map(name => {
    const corner = CORNERS[name]
    if (!corner) throw new Error(`demo-map.ts has no corner ${name}`)
    return corner
  })
  // GeoJSON wants the outer ring counterclockwise and closed: the outlines are written clockwise.
  const closed = [...ring, ...ring.slice(0, 1)].toReversed()
  return { type: 'Polygon', coordinates: [closed] }
}
