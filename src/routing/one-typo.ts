/** Matches a name with one typo: by sound in Chinese, by letter in Latin. */
import { soundsAlike } from './pinyin.ts'

/**
 * One character replaced by one that sounds like it.
 * @returns the end of the name in the text, or null when it is not there.
 */
export function oneSoundOff(key: string, text: string, start: number): number | null {
  let slip = -1
  for (let index = 0; index < key.length; index++) {
    if (key.charCodeAt(index) === text.charCodeAt(start + index)) continue
    if (slip >= 0) return null
    slip = index
  }
  const alike = slip >= 0 && soundsAlike(key.charAt(slip), text.charAt(start + slip))
  return alike ? start + key.length : null
}

const SHORTEST_LATIN = 6

/** One letter missing, doubled, wrong or swapped with its neighbour. */
export function oneLetterOff(key: string, text: string, start: number): number | null {
  if (key.length < SHORTEST_LATIN || !/^[a-z]+$/.test(key)) return null
  let same = 0
  while (same < key.length && key.charCodeAt(same) === text.charCodeAt(start + same)) same += 1
  if (same === key.length) return null
  const rest = start + same
  if (text.startsWith(key.slice(same + 1), rest + 1)) return start + key.length
  if (text.startsWith(key.slice(same + 1), rest)) return start + key.length - 1
  if (text.startsWith(key.slice(same), rest + 1)) return start + key.length + 1
  const swapped = key.charAt(same + 1) + key.charAt(same) + key.slice(same + 2)
  return text.startsWith(swapped, rest) ? start + key.length : null
}
