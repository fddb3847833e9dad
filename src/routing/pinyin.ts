/** Finds characters that sound alike: people type Chinese by sound, so 状元府 is mistyped as 壮圆府, never as 文明府. */
import { createRequire } from 'node:module'
import type * as PinyinPro from 'pinyin-pro'

/** Its dictionary takes 125 ms and 20 MB: loaded with the first typo. */
type Library = Pick<typeof PinyinPro, 'pinyin'>
const load = () => createRequire(import.meta.url)('pinyin-pro') as Library
let library: Library | undefined

/** Sounds that input methods let people mix up (模糊音), each written as the shorter one. */
const FUZZY: readonly [RegExp, string][] = [
  [/^([zcs])h/, '$1'],
  [/([aei]n)g$/, '$1'],
]

/** Every reading of a character, without its tone; none for what is no Chinese character. */
const readings = new Map<string, readonly string[]>()
function readingsOf(character: string): readonly string[] {
  const known = readings.get(character)
  if (known) return known
  library ??= load()
  const found = library
    .pinyin(character, { toneType: 'none', type: 'array', multiple: true, nonZh: 'removed', v: true })
    .map(reading => FUZZY.reduce((text, [sound, as]) => text.replace(sound, as), reading))
  readings.set(character, found)
  return found
}

/** Exchanging one of these for another names a different place and is no typo: 东关 and 西关, 一中 and 二中. */
const TELLING = '一二三四五六七八九十东西南北中大小新老上下前后左右'
const HAN = /^\p{Script=Han}$/u

/** @returns true when the two share a reading; tones do not count. */
export function soundsAlike(a: string, b: string): boolean {
  if (!HAN.test(a) || !HAN.test(b) || TELLING.includes(a) || TELLING.includes(b)) return false
  const [one, other] = [readingsOf(a), readingsOf(b)]
  return one.some(reading => other.includes(reading))
}
