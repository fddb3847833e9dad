import { expect, test } from 'vitest'
import { readOutlines } from './outlines.ts'

const square = [
  [
    [119, 36],
    [119.01, 36],
    [119.01, 36.01],
    [119, 36],
  ],
]

test('a feature has the line on which it begins, however a map program lays the file out', () => {
  // As QGIS writes it, and as a program that indents with tabs does.
  const collection = {
    type: 'FeatureCollection',
    name: 'grids {[',
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
    features: ['g"1', 'g2', 7].map(code => ({
      type: 'Feature',
      properties: { code, fid: 3, more: [{ a: 1 }] },
      geometry: { type: 'Polygon', coordinates: square, bbox: [1, 2, 3, 4] },
    })),
  }
  for (const indent of ['', ' ', '\t']) {
    const text = JSON.stringify(collection, null, indent)
    const { outlines, lineOf, problems } = readOutlines(text)
    expect(problems).toEqual([])
    expect(outlines.map(({ code }) => code)).toEqual(['g"1', 'g2', '7'])
    // Extra properties of a geometry are dropped, or an export would differ from its import.
    expect(outlines[0]?.area).toEqual({ type: 'Polygon', coordinates: square })
    const lines = text.split('\n')
    for (const outline of outlines) {
      const line = lineOf(outline)
      if (indent) expect(lines[line - 1]?.trim()).toBe('{')
      if (indent) expect(lines[line]).toContain('"Feature"')
      else expect(line).toBe(1)
    }
  }
})

test.each(['[]', '{}', '{"type":"FeatureCollection"}'])('%s is no map', text => {
  expect(readOutlines(text)).toMatchObject({
    outlines: [],
    problems: [{ line: 1, level: 'error' }],
    unread: null,
  })
})

test('a coordinate above the ground is no mistake', () => {
  const high = square.map(ring => ring.map(([x, y]) => [x, y, 12.5]))
  const text = JSON.stringify({
    type: 'FeatureCollection',
    features: [{ properties: { code: 'g1' }, geometry: { type: 'Polygon', coordinates: high } }],
  })
  expect(readOutlines(text)).toMatchObject({ outlines: [{ code: 'g1' }], problems: [] })
})
