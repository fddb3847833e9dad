/**
 * Finds a place inside a sentence: "文昌路那个路灯不亮了", "the lift in tower B makes a noise". Only named or numbered
 * places: "楼下" and "我家门口" do not help a worker who has to go there. Routing searches for known places itself; this
 * result is for the worker's card, and for names that are in no gazetteer.
 */

const NUMBER = '[\\d一二三四五六七八九十]{1,4}'
const ADDRESS = `${NUMBER}\\s?(?:号楼|号院|栋|幢|座|单元|单园|#楼?)(?:\\s?${NUMBER}\\s?(?:单元|室|楼|层))*`
export const COMPOUND = '(?:小区|花园|新村|家园|公寓|人家|苑|府|大厦)'
const LANDMARK = '(?:广场|公园|市场|菜场|小学|中学|幼儿园|医院|车站|商场|超市|地铁)(?!舞)'
const BESIDE = '(?:[东西南北正后侧大]门|门口|大门口|路口|口|旁边?|对面|附近|里面|后面|东侧|西侧|南侧|北侧)'
/** Characters that do not occur in the name of a place. */
const NO_NAME =
  '我你他她它们俺咱您那这个是在住有的了到去从就嗯啊呢吧和跟把被让给说看找往经过靠离几每各全整本该某哪些什么怎因为但也还又都很太再走修跑指条马道上下停进摆放问想能会要来跳谢公立址漏占挖短'
export const NAME = (most: number) => `(?:(?![${NO_NAME}])\\p{Script=Han}){2,${most}}?`

const CHINESE: readonly RegExp[] = [
  `(?:${NAME(4)}(?:${COMPOUND}|[路街巷])[\\s“”"]*)?${ADDRESS}(?:${BESIDE})?`,
  `${NAME(4)}${COMPOUND}(?:${BESIDE})?`,
  `${NAME(3)}[路街巷](?!灯|面|过|人|上走|不)(?:${NUMBER}号)?(?:${BESIDE})?`,
  `${NAME(4)}${LANDMARK}(?:${BESIDE})?`,
  `${LANDMARK}${BESIDE}`,
  `小区(?:[东西南北正后侧大]门口?|门口)`,
].map(source => new RegExp(source, 'u'))

const SORT = '(?:[Bb]uilding|[Bb]lock|[Tt]ower|[Bb]ldg|[Uu]nit|[Gg]ate|[Ee]ntrance|[Ll]ane)'
const ENGLISH_ADDRESS = `\\b${SORT} (?:no\\.? ?)?(?:\\d{1,4}[a-z]?|[A-Za-z])\\b(?:,? ${SORT} (?:\\d{1,4}|[A-Za-z])\\b){0,5}`
/** Words that do not belong to a name: the first word of a sentence, and kinds of places. */
const NOT_IN_NAME = `(?:The|In|At|Near|Our|My|Both|All|Hello|Hi|Please|Why|Does|Is|${SORT.slice(3, -1)})\\b`
export const ENGLISH_NAME = `(?:(?!${NOT_IN_NAME})[A-Z][\\w']{1,40} ){1,3}(?:Garden|Court|Square|Road|Street|Park|Village|Plaza|Market|School|Avenue|Lane|Homes|Apartment|Estate|Mansion|Community)s?\\b`
/** "building 6 of Jinxiu Garden", "Building 3, Unit 2, Jinxiu Garden", "Jinxiu Garden, Building 7" */
const TOGETHER = new RegExp(
  `${ENGLISH_ADDRESS}(?:,| of| in| at)? (?:the )?${ENGLISH_NAME}|${ENGLISH_NAME}(?:,| at)? ${ENGLISH_ADDRESS}`,
  'u',
)
/** "The lift in Building 3 is broken again, Jinxiu Garden": the two parts of the place are apart in the sentence. */
const APART = [new RegExp(ENGLISH_ADDRESS, 'u'), new RegExp(ENGLISH_NAME, 'u')]

/** UTF-16 units. A letter names many places, and the place of the problem comes early. */
const BEGINNING = 120

/** @returns the first named or numbered place, in the resident's own words. */
export function mentionedPlace(text: string): string | null {
  const beginning = text.slice(0, BEGINNING)
  for (const pattern of [...CHINESE, TOGETHER]) {
    const found = pattern.exec(beginning)?.[0].trim()
    if (found && found.length > 1) return found
  }
  return APART.flatMap(part => part.exec(beginning)?.[0].trim() ?? []).join(', ') || null
}
