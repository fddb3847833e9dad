/**
 * Detects a place name that the gazetteer lacks. The resident's home must not replace it: "阳光花园3号楼" must not
 * become building 3 of the home compound.
 */
import { NUMERAL } from '../domain/address/address-mentions.ts'

/** Words before 花园 and the like that make no name: 楼下花园, 我们小区, 老旧小区. */
const NO_NAME =
  '我咱你您他它这那本该各每个些有的里内外下上边口近旁前后对面大小区楼道栋院老旧封闭家儿心全整所行走租'
const NAME = `[^${NO_NAME}\\P{Script=Han}]`
/** A name starts the sentence, or follows one of these. */
const STARTS = '(?:^|[\\s,，.。;；:：]|[在住是到去])'
const SURE = '花园|家园|佳园|嘉园|公寓|新村|新城|大厦|名苑|雅苑|华府|小学|中学|医院|公园'
const LIKELY = `${SURE}|小区|广场|市场|[府苑庭湾城路街巷弄村里寓厦坊]`
const HOUSE = `\\s*${NUMERAL}\\s*(?:号楼|[栋幢#])`
const ENGLISH =
  /(?<![A-Za-z])(?!(?:The|This|That|Our|My|Your|A|In|At|On|No|Near|Building|Children)\b)[A-Z][a-z']{1,30}(?: [A-Z][a-z']{1,30}){0,4} (?:Court|Gardens?|Road|Rd|Street|St|Square|Plaza|Market|Village|Park|Estate|Lane|Avenue|Ave|School|Hospital|Mansions?|Apartments?|Residence)\b/u

const IN_A_SENTENCE = [
  new RegExp(`${STARTS}${NAME}{2,4}(?:${SURE})`, 'u'),
  new RegExp(`${NAME}{2}(?:${LIKELY}|[园区郡居])${HOUSE}`, 'u'),
  ENGLISH,
]
const AS_A_PLACE = [...IN_A_SENTENCE, new RegExp(`${STARTS}${NAME}{2,6}(?:${LIKELY})`, 'u')]

/** @param text folded: a whole message, in which only sure names count. */
export const namesAPlace = (text: string): boolean => IN_A_SENTENCE.some(pattern => pattern.test(text))

/** @param text folded: the place that triage extracted. */
export const isAPlaceName = (text: string): boolean => AS_A_PLACE.some(pattern => pattern.test(text))
