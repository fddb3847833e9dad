/** Extracts the place of a message: known places, grids, an address, or a name that the gazetteer lacks. */
import { buildingMentions, fold, isDenied } from '../domain/address/address-mentions.ts'
import { type Address, NO_ADDRESS, parseAddress } from '../domain/address/address.ts'
import type { Gazetteer, Grid, Place } from './gazetteer.ts'
import type { NameMatch } from './name-index.ts'
import { type Squeezed, squeeze } from './normalise-name.ts'
import { isAPlaceName, namesAPlace } from './unknown-place.ts'

export interface PlaceMention {
  /** All places of the chosen name; empty when none is named. */
  places: readonly Place[]
  /** Grids of the named number: several when several communities number theirs from one. */
  grids: readonly Grid[]
  /** The address beside that name, or anywhere in the text when there is only one. */
  address: Address
  /** The message names a place that the gazetteer lacks. */
  unheard: boolean
  /** The message says where it is not: "不是3号楼". */
  denies: boolean
}

/**
 * @param text the resident's words
 * @param placeText the place that triage extracted; empty when none. It is searched first.
 */
export function understand(text: string, placeText: string, gazetteer: Gazetteer): PlaceMention {
  const sources = [placeText, text].filter(Boolean).map(source => squeeze(fold(source)))
  const spots = sources.map(source => spotIn(source, gazetteer))
  const spot = spots.find(({ places }) => places.length > 0)
  const addresses = [...(spot ? [spot] : []), ...spots].map(({ address }) => address)
  const places = spot?.places ?? []
  return {
    places,
    grids: sources.map(source => gazetteer.gridNames.exact(source)[0]?.value).find(Boolean) ?? [],
    address: addresses.find(({ building }) => building) ?? addresses.find(({ unit }) => unit) ?? NO_ADDRESS,
    denies: sources.some(source => deniesPlace(source, gazetteer)),
    unheard: places.length === 0 && (isAPlaceName(fold(placeText)) || namesAPlace(fold(text))),
  }
}

const deniesPlace = (said: Squeezed, { placeNames }: Gazetteer): boolean =>
  buildingMentions(said.text).some(({ negated }) => negated) ||
  placeNames.exact(said).some(({ start }) => isDenied(said.text, start))

type Spot = Pick<PlaceMention, 'places' | 'address'>

function spotIn(said: Squeezed, { placeNames }: Gazetteer): Spot {
  const { text } = said
  const exact = placeNames.exact(said)
  const named = (exact.length > 0 ? exact : onlyCompound(placeNames.nearly(said))).filter(
    ({ start }) => !isDenied(text, start),
  )
  const [first, ...others] = named
  if (!first || others.length === 0) return { places: first?.value ?? [], address: parseAddress(text) }
  return withAddress(named, text) ?? { places: first.value, address: NO_ADDRESS }
}

type PlaceMatch = NameMatch<readonly Place[]>

/** A typo is accepted only when exactly one place matches. */
function onlyCompound(matches: readonly PlaceMatch[]): readonly PlaceMatch[] {
  const names = new Set(matches.flatMap(({ value }) => value.map(({ nameZh }) => nameZh)))
  return names.size === 1 ? matches.slice(0, 1) : []
}

/** Of several places, the one with a building beside it: after it (Chinese), else before it (English). */
function withAddress(matches: readonly PlaceMatch[], text: string): Spot | null {
  const after = matches.map(({ value, end }, index) => ({
    places: value,
    address: parseAddress(text.slice(end, matches[index + 1]?.start)),
  }))
  const before = matches.map(({ value, start }, index) => ({
    places: value,
    address: parseAddress(text.slice(matches[index - 1]?.end ?? 0, start)),
  }))
  return [...after, ...before].find(({ address }) => address.building) ?? null
}
