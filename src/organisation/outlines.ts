/** Outlines of the grids as GeoJSON, which QGIS and other map programs read and write. */
import { z } from 'zod'
import { Area } from '../routing/grid-areas.ts'
import type { Outline } from './organisation.ts'
import { about, type Problem } from './problem.ts'
import { OUTLINES_FILE } from './tables.ts'

const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })
const Feature = z.object({
  properties: z.object({ code: z.union([z.string().min(1), z.number()]).transform(String) }),
})
const Geometry = z.object({ geometry: Area })

export interface ReadOutlines {
  outlines: Outline[]
  lineOf: (outline: Outline) => number
  /** Grids whose outline is not a polygon; null: the file cannot be parsed. */
  unread: ReadonlySet<string> | null
  problems: Problem[]
}

export function readOutlines(text: string): ReadOutlines {
  const outlines: Outline[] = []
  const problems: Problem[] = []
  const unread = new Set<string>()
  const indexes = new Map<Outline, number>()
  const lines = linesOfFeatures(text)
  const lineAt = (index: number) => lines[index] ?? 1
  const fail = (line: number | null, text: Problem['text']) =>
    problems.push({ level: 'error', file: OUTLINES_FILE, line, column: null, text })

  const collection = Collection.safeParse(json(text, fail))
  if (!collection.success) {
    if (problems.length === 0)
      fail(1, { zh: '不是 GeoJSON 的 FeatureCollection', en: 'is no GeoJSON FeatureCollection' })
    return { outlines, lineOf: () => 1, unread: null, problems }
  }
  collection.data.features.forEach((feature, index) => {
    const code = Feature.safeParse(feature).data?.properties.code
    const area = Geometry.safeParse(feature).data?.geometry
    if (code === undefined)
      fail(lineAt(index), {
        zh: '这块没有写是哪个网格：properties 里要有 code',
        en: 'says no grid: its properties need a code',
      })
    else if (!area) {
      unread.add(code)
      fail(
        lineAt(index),
        about(
          code,
          '的边界不是 Polygon 或 MultiPolygon，或者一圈不足 4 个点',
          'is no Polygon or MultiPolygon, or has a ring of less than 4 positions',
        ),
      )
    } else {
      const outline = { code, area: plain(area) }
      indexes.set(outline, index)
      outlines.push(outline)
    }
  })
  return { outlines, lineOf: outline => lineAt(indexes.get(outline) ?? 0), unread, problems }
}

/** Drops extra properties that a map program adds to a geometry. */
const plain = ({ type, coordinates }: Area): Area => ({ type, coordinates }) as Area

function json(text: string, fail: (line: number | null, text: Problem['text']) => void): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1]
    const line = position ? text.slice(0, Number(position)).split('\n').length : null
    fail(line, { zh: '不是 JSON：这里读不下去', en: 'is no JSON: it cannot be read on from here' })
    return null
  }
}

/** JSON.parse reports no lines: finds those on which the objects of a list in the outermost object begin. */
function linesOfFeatures(text: string): number[] {
  const lines: number[] = []
  const open: string[] = []
  let line = 1
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}\n]/g)) {
    if (token === '\n') line++
    else if (token === '{' || token === '[') {
      if (token === '{' && open.join('') === '{[') lines.push(line)
      open.push(token)
    } else if (token === '}' || token === ']') open.pop()
  }
  return lines
}

/** One grid per line, so that the change of a grid is the change of a line. */
export function printOutlines(outlines: readonly Outline[], nameOf: (code: string) => string): string {
  const features = outlines.map(({ code, area: { type, coordinates } }) =>
    JSON.stringify({
      type: 'Feature',
      properties: { code, name: nameOf(code) },
      geometry: { type, coordinates },
    }),
  )
  return `{ "type": "FeatureCollection", "features": [\n${features.join(',\n')}\n] }\n`
}
