/** Chooses the part of a compound that several grids divide by building numbers. */
import type { Gazetteer, Place } from './gazetteer.ts'
import { groupBy } from '../lib/group-by.ts'

/** More buttons are hard to take in at a glance. */
const MOST_CANDIDATES = 3

export type Choice =
  | { kind: 'one'; place: Place }
  | { kind: 'several'; candidates: readonly Place[] }
  /** The compound lies in one grid, and has no building of that number. */
  | { kind: 'none' }

/**
 * @param named places of the name in the message. When none of them has the building, the other parts of the
 * same compound are tried; when none of those has it, the resident is asked: it is never guessed.
 */
export function choosePart(named: readonly Place[], building: string | null, gazetteer: Gazetteer): Choice {
  const parts = [...new Set(named.flatMap(place => gazetteer.partsOf(place)))]
  const fitting = [named, parts].map(places => withBuilding(places, building)).find(fit => fit.length > 0)
  const byGrid = groupBy(fitting ?? parts, place => place.gridId)
  const candidates = [...byGrid.values()].flatMap(([first]) => first ?? [])
  const [place] = candidates
  if (candidates.length > 1) return { kind: 'several', candidates: candidates.slice(0, MOST_CANDIDATES) }
  return place && fitting ? { kind: 'one', place } : { kind: 'none' }
}

function withBuilding(places: readonly Place[], building: string | null): readonly Place[] {
  if (building === null) return places
  // A letter is not a number, and so in no range of numbers.
  const number = Number(building)
  const numbered = places.filter(
    place =>
      !isWhole(place) && number >= (place.buildingFrom ?? 1) && number <= (place.buildingTo ?? Infinity),
  )
  return numbered.length > 0 ? numbered : places.filter(isWhole)
}

const isWhole = ({ buildingFrom, buildingTo }: Place): boolean => buildingFrom === null && buildingTo === null
