/**
 * The same words in the form that rules and examples know: dialect as Mandarin, without telephone numbers and addresses
 * of pages, which say whom to call and not what is wrong ("电话13800138000" made a broken parcel a call for help).
 */

/** Written as they are typed; the longer first. Only what means the same everywhere in such messages. */
const DIALECT: readonly (readonly [RegExp, string])[] = [
  // Cantonese
  [/车𨋢|升降机|[部架][𨋢車立]|𨋢/gu, '电梯'],
  [/屋企/gu, '家里'],
  [/隔[篱離]/gu, '隔壁'],
  [/边度|邊度/gu, '哪里'],
  [/点解|點解/gu, '为什么'],
  [/点样|點樣/gu, '怎么'],
  [/而家|依家/gu, '现在'],
  [/细路(?:仔|女)?|細路(?:仔|女)?/gu, '小孩'],
  [/成(?:晚|夜)/gu, '整夜'],
  [/成日/gu, '天天'],
  [/几时|幾時/gu, '什么时候'],
  [/洗手間|洗手间/gu, '厕所'],
  [/单车径/gu, '自行车道'],
  [/冇/gu, '没有'],
  [/唔/gu, '不'],
  [/嘅|滴(?=[，。！!,]|$)/gu, '的'],
  [/啲/gu, '些'],
  [/咗/gu, '了'],
  [/喺/gu, '在'],
  [/[嚟黎](?=[，。！!,修睇看]|$)/gu, '来'],
  [/佢哋|佢/gu, '他'],
  [/我哋/gu, '我们'],
  [/嘈/gu, '吵'],
  [/睇/gu, '看'],
  [/乜嘢|乜/gu, '什么'],
  // Sichuan and its neighbours
  [/坝坝舞/gu, '广场舞'],
  [/莫得|冒得/gu, '没有'],
  [/啥子|么子|么事/gu, '什么'],
  [/咋个|啷个|哪样/gu, '怎么'],
  [/(?:闹|吵)麻(?:了|咯)/gu, '吵得很'],
  [/娃儿|伢(?:子|儿)?|细伢子?/gu, '孩子'],
  [/遭不住|受不倒/gu, '受不了'],
  [/不得行/gu, '不行'],
  [/烂(?:了|咯|脱)/gu, '坏了'],
  [/(?<=[坏断漏停脏堵破])咯/gu, '了'],
  // The north
  [/咋整|咋弄/gu, '怎么弄'],
  [/这疙瘩|这旮旯|这嘎达/gu, '这里'],
  [/干嘎巴/gu, ''],
  [/俺们?|咱家/gu, '我家'],
  [/忒|老鼻子/gu, '很'],
  [/埋汰/gu, '脏'],
  [/黑咕隆咚|黢黑|麻黑/gu, '黑，不亮'],
  // Wu
  [/勿(?=[亮好来通响能是要])|弗(?=[亮好来通响能是要])/gu, '不'],
  [/阿拉/gu, '我们'],
]
const TO_REACH_SOMEBODY =
  /(?:(?:我的?|联系|客服|老板|商家)?(?:联系)?(?:电话|手机)(?:号码?)?[是:：]?\s*)?(?<!\d)(?:\+?86[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400[- ]?\d{3,4}[- ]?\d{3,4})(?!\d)|https?:\/\/[\w./?=&%#-]+/gu

export const inMandarin = (text: string): string =>
  DIALECT.reduce((said, [dialect, meant]) => said.replace(dialect, meant), text)

/** @returns the text as it is when nothing else is in it. */
export const withoutNumbersToCall = (text: string): string =>
  text.replace(TO_REACH_SOMEBODY, ' ').trim() || text
