/** Finds the grid that a pin on the map lies in. */
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { z } from 'zod'

/** WGS 84, degrees. */
export interface Pin {
  latitude: number
  longitude: number
}

const Position = z.tuple([z.number(), z.number()], z.number())
const Rings = z.array(z.array(Position).min(4)).min(1)
export const Area = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: Rings }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Rings).min(1) }),
])
export type Area = z.infer<typeof Area>

export interface GridAreas {
  /** False: no grid has an outline yet, so a pin tells nothing. */
  drawn: boolean
  /** On the border of two grids, the first of them. */
  gridAt(pin: Pin): string | null
  /** Codes of grids whose area is not a polygon: they have no outline until it is corrected. */
  broken: string[]
}

export function buildAreas(grids: readonly { id: string; code: string; area: unknown }[]): GridAreas {
  const areas: { id: string; area: Area; box: Box }[] = []
  const broken: string[] = []
  for (const { id, code, area } of grids) {
    if (area === null || area === undefined) continue
    const parsed = Area.safeParse(area)
    if (parsed.success) areas.push({ id, area: parsed.data, box: boxOf(parsed.data) })
    else broken.push(code)
  }
  return {
    drawn: areas.length > 0,
    broken,
    gridAt: ({ latitude, longitude }) =>
      areas.find(
        ({ area, box }) =>
          longitude >= box.west &&
          longitude <= box.east &&
          latitude >= box.south &&
          latitude <= box.north &&
          booleanPointInPolygon([longitude, latitude], area),
      )?.id ?? null,
  }
}

export interface Box {
  west: number
  east: number
  south: number
  north: number
}

export function boxOf(area: Area): Box {
  const rings = area.type === 'Polygon' ? area.coordinates : area.coordinates.flat()
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity }
  for (const [longitude, latitude] of rings.flat()) {
    box.west = Math.min(box.west, longitude)
    box.east = Math.max(box.east, longitude)
    box.south = Math.min(box.south, latitude)
    box.north = Math.max(box.north, latitude)
  }
  return box
}
