/**
 * Parses addresses as residents type them: 状元府3号楼2单元, 3#2-501, 十二栋, "Building 3, unit 2".
 * routing/find-grid.ts maps a place to its grid.
 */
import { buildingMentions, fold, meant, mentionsOf, NUMERAL, readNumber, SIDES } from './address-mentions.ts'
import type { Language } from '../message.ts'

export interface Address {
  /** `3`, `A`, `A3` */
  building: string | null
  /** `2`, or the side of the house: 东 西 南 北 中. */
  unit: string | null
  /** `501` */
  room: string | null
}

export const NO_ADDRESS: Address = { building: null, unit: null, room: null }

const UNITS = [
  new RegExp(`(?<!\\d)(${NUMERAL}|[${SIDES}])\\s*单元`, 'gu'),
  /\b(?:unit|entrance)\s*(?:(?:no\.?|#)\s*)?(\d{1,2})\b/giu,
]
const ROOMS = [
  /(?<!\d)(\d{3,4})\s*(?:室|号?房)/gu,
  /\b(?:room|rm|apartment|apt|flat)\.?\s*(?:(?:no\.?|#)\s*)?(\d{2,4})\b/giu,
  /\bunit\s*(?:(?:no\.?|#)\s*)?(\d{3,4})\b/giu,
]
/** Right after a building: `2单元`, `-2-501`, `2-501`. */
const UNIT_NEXT = new RegExp(
  `^[\\s,，、-]*(?:(${NUMERAL}|[${SIDES}])\\s*单元|([1-9]\\d?)-(?=\\d{3,4}(?!\\d)))`,
  'u',
)
/** Right after that: `501`, but no year, price, distance or emergency number. */
const ROOM_NEXT =
  /^[\s,，、-]*(?!110|119|120|122)([1-9]\d{2,3})(?![\d:-]|\s*(?:[元块米个人天路年月点多度瓦斤次%]))/u

/** @returns all null when the text names no building, no entrance and no room. */
export function parseAddress(text: string): Address {
  const folded = fold(text)
  const buildings = buildingMentions(folded)
  const building = meant(buildings, folded)
  const next = building ? whatFollows(folded.slice(building.end)) : NO_ADDRESS
  // With two buildings in one text, an entrance elsewhere in it may belong to the other building.
  const elsewhere = buildings.length < 2
  const unit = elsewhere
    ? meant(
        UNITS.flatMap(pattern => mentionsOf(pattern, folded)),
        folded,
      )
    : undefined
  const room = ROOMS.flatMap(pattern => mentionsOf(pattern, folded))[0]
  return {
    building: building?.value ?? null,
    unit: next.unit ?? unit?.value ?? null,
    room: next.room ?? (unit ? whatFollows(folded.slice(unit.end)).room : null) ?? room?.value ?? null,
  }
}

function whatFollows(text: string): Address {
  const unit = UNIT_NEXT.exec(text)
  const room = ROOM_NEXT.exec(text.slice(unit?.[0].length ?? 0))
  return { building: null, unit: readNumber(unit?.[1] ?? unit?.[2] ?? ''), room: room?.[1] ?? null }
}

const SIDES_IN_ENGLISH: Readonly<Record<string, string>> = {
  东: 'east',
  西: 'west',
  南: 'south',
  北: 'north',
  中: 'middle',
}

/**
 * `状元府 3号楼 2单元`, `Zhuangyuan Court, building 3, unit 2`; empty when all parts are empty. The room is left out:
 * neighbours who follow the same ticket must not learn whose door it is.
 */
export function formatPlace(name: string | null, address: Address, language: Language): string {
  const { building, unit } = address
  if (language === 'en') {
    const side = unit && SIDES_IN_ENGLISH[unit]
    const parts = [name, building && `building ${building}`, unit && (side ? `${side} unit` : `unit ${unit}`)]
    return parts.filter(Boolean).join(', ')
  }
  const isLetter = building !== null && /^[A-Z]$/.test(building)
  const parts = [name, building && `${building}${isLetter ? '座' : '号楼'}`, unit && `${unit}单元`]
  return parts.filter(Boolean).join(' ')
}
