/**
 * Addresses as residents type them: 状元府3号楼2单元, 3#2-501, 十二栋, "Building 3, unit 2". Which grid a place
 * belongs to is another matter: routing/find-grid.ts.
 */
import { buildingMentions, fold, meant, mentionsOf, NUMERAL, readNumber, SIDES } from './address-mentions.ts'
import type { Language } from './message.ts'

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
  /\b(?:unit|entrance)\s*(?:no\.?|#)?\s*(\d{1,2})\b/giu,
]
const ROOMS = [
  /(?<!\d)(\d{3,4})\s*(?:室|号?房)/gu,
  /\b(?:room|rm|apartment|apt|flat)\.?\s*(?:no\.?|#)?\s*(\d{2,4})\b/giu,
  /\bunit\s*(?:no\.?|#)?\s*(\d{3,4})\b/giu,
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
  // With two buildings in one text, an entrance elsewhere may be the other one's.
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
 * `状元府 3号楼 2单元`, `Zhuangyuan Court, building 3, unit 2`; empty when there is nothing to say. The room
 * stays in the resident's own words: neighbours who follow the same ticket need not know whose door it is.
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

const FILLERS =
  /不是|就是|应该是|[我在住是的家这那里边儿哈啊哦呢吧第们,，.。!！、:;\s]|地址|位置|小区|门口|楼[上下道]|\b(?:i|it|is|it's|live|in|at|the|of|my|home|here|near|not|but|on|we|are)\b/giu
const CHINESE_NAME =
  /(?:[府园苑庭湾城路街巷弄村寓厦场院校桥坊郡居]|小学|中学|人家|新区|车站|\d网格)(?:附近|旁边|门口|对面|那边|这边|这里|那里)?$/u
const ENGLISH_NAME =
  /^(?:[\w']+ ){1,3}(?:court|gardens?|road|rd|street|st|lane|avenue|square|plaza|market|village|school|park|estate|homes|community|\d+)$/i
/** What has a verb or a fault in it is a request, not an answer. */
const REQUEST =
  /[坏漏堵臭吵乱没脏破塌断停掉裂淹怎什吗咋为何谁哪查催谢太占挡拒增抵卡跳摸拿扔搁火烟味响希想请把被划建改办交]|(?<!错)了|不[能行亮通开让到]|\b(?:broken|leak(?:s|ing)?|nois[ey]|no water|power|out|smell|when|why|how|what|where|which|please|fix|help|fire|gas|trapped|our|nobody|there|can|do)\b/iu

const MOST = { chineseCharacters: 10, latinLetters: 16 }

/** Is it a short message that is mainly a place, as people answer "哪栋楼?" with? */
export function looksLikePlace(text: string): boolean {
  const folded = fold(text).trim()
  if (folded.length === 0 || folded.length > 50 || REQUEST.test(folded)) return false
  const left = withoutAddress(folded).replace(/[\s,，.。!！]+$/, '')
  const rest = left.replace(FILLERS, '')
  const isShort = rest.length <= (/\p{Script=Han}/u.test(rest) ? MOST.chineseCharacters : MOST.latinLetters)
  const { building, unit, room } = parseAddress(folded)
  if (building || unit || room) return isShort
  return (rest.length >= 2 && isShort && CHINESE_NAME.test(left)) || ENGLISH_NAME.test(left)
}

/** What is left of a folded text once buildings, entrances and rooms are taken out. */
function withoutAddress(text: string): string {
  let rest = text
  for (const mention of buildingMentions(text).toReversed()) {
    const after = rest.slice(mention.end)
    const followed = after.replace(UNIT_NEXT, '').replace(ROOM_NEXT, '')
    rest = rest.slice(0, mention.start) + followed
  }
  for (const pattern of [...UNITS, ...ROOMS]) rest = rest.replace(pattern, '')
  return rest
}
