/** Recognises a resident's correction of their report: "说错了，不是灯，是电梯". */
import { isPlace } from './clause.ts'

const NOT_THIS_BUT_THAT: readonly RegExp[] = [
  /不是([^，,。！!？?\n]{1,12}?)[，,。\s]*(?:而|应该|其实)?是([^，,。！!？?\n]{1,20})/u,
  /\bnot (?:the |a |an )?([^,.!?\n]{2,30}?)[,.;]? (?:but|it'?s|i meant?) (?:the |a |an )?([^,.!?\n]{2,30})/iu,
]
const MEANT: readonly RegExp[] = [
  /(?:[说打写讲弄搞]错了?|口误|更正(?:一下)?|(?:^|[，,。\s])不对)[，,。！!：:\s]*(?:我说的|应该|其实)?是([^，,。！!？?\n]{1,20})/u,
  /\bi meant (?:the |a |an )?([^,.!?\n]{2,30})/iu,
]

/**
 * @param said the earlier report.
 * @returns the corrected report, with the wrong word replaced in place; null when there is no correction, or only one
 *   of the place.
 */
export function corrected(text: string, said: string): string | null {
  for (const pattern of NOT_THIS_BUT_THAT) {
    const [, wrong, right] = pattern.exec(text) ?? []
    if (wrong && right && !isPlace(right) && said.includes(wrong)) return said.replace(wrong, right)
  }
  for (const pattern of MEANT) {
    const right = pattern.exec(text)?.[1]
    if (right && !isPlace(right)) return right
  }
  return null
}
