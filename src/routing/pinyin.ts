/**
 * Finds characters that sound alike: people type Chinese by sound, so 状元府 is mistyped as 壮圆府, never as 文明府.
 * The 3,755 common characters of GB 2312 are sorted by pinyin, so neighbours sound alike, and Node can decode
 * it.
 */
const FIRST_ROW = 0xb0
const LAST_ROW = 0xd7
const ROW = { from: 0xa1, to: 0xfe }
/**
 * The longest runs of one syllable (yi, shi, ji) have about fifty characters; half of that separates other
 * syllables.
 */
const NEAR = 28

function pinyinOrder(): ReadonlyMap<string, number> {
  const order = new Map<string, number>()
  const decoder = new TextDecoder('gbk')
  for (let row = FIRST_ROW; row <= LAST_ROW; row++) {
    for (let column = ROW.from; column <= ROW.to; column++) {
      const character = decoder.decode(Uint8Array.of(row, column))
      if (character.length === 1 && /\p{Script=Han}/u.test(character)) order.set(character, order.size)
    }
  }
  return order
}

/** Exchanging one of these for another names a different place and is no typo: 东关 and 西关, 一中 and 二中. */
const TELLING = '一二三四五六七八九十东西南北中大小新老上下前后左右'
const ORDER = pinyinOrder()

/** @returns false for rarer characters: in doubt the resident is asked. */
export function soundsAlike(a: string, b: string): boolean {
  const [placeA, placeB] = [ORDER.get(a), ORDER.get(b)]
  if (placeA === undefined || placeB === undefined || Math.abs(placeA - placeB) > NEAR) return false
  return !TELLING.includes(a) && !TELLING.includes(b)
}
