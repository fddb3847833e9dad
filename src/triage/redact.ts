/**
 * Masks what identifies a person before a text leaves for a model or a group: telephone, ID card, bank card,
 * plate, e-mail, the name that somebody introduces themselves with. What a worker needs stays readable:
 * buildings and rooms, ticket numbers, hotlines.
 *
 * Full-width digits become plain ones, because people type both and a mask that knows one form leaks the
 * other.
 */

/** Between the digits of one number people put blanks, dashes, dots. */
const GAP = '[\\s.·_()-]{0,2}'
const digits = (count: number | string) => `\\d(?:${GAP}\\d){${count}}`
const NOT_INSIDE = '(?<!\\d)'
const ENDS = '(?!\\d)'

/** Bounded: an unbounded run before the @ takes quadratic time on a page of letters. */
const E_MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu
/** 18 digits, the last may be X; or the 15 of old cards. */
const ID_CARD = new RegExp(
  `${NOT_INSIDE}(?:${digits(16)}${GAP}[\\dXx](?![\\dXx])|${digits(14)}${ENDS})`,
  'gu',
)
/** 19 digits before an ID card finds 18 of them; 16 and 17 after. */
const LONG_CARD = new RegExp(`${NOT_INSIDE}${digits(18)}${ENDS}`, 'gu')
const BANK_CARD = new RegExp(`${NOT_INSIDE}${digits('15,16')}${ENDS}`, 'gu')
const MOBILE = new RegExp(`(?:(?:\\+|00)?86${GAP})?1${GAP}[3-9](?:${GAP}\\d){9}`, 'gu')
const LANDLINE = new RegExp(
  `${NOT_INSIDE}0\\d{2,3}[\\s)）-]{1,2}\\d{7,8}${ENDS}|${NOT_INSIDE}0\\d{9,11}${ENDS}`,
  'gu',
)
const LOCAL_LINE =
  /(电话|座机|手机|联系方式|打我|tel|phone)([^\d\n]{0,6})(?!12345|1[12][0-9](?!\d))([2-9]\d{6,7})(?!\d)/giu
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][\s·.-]{0,2}(?:[DFdf](?=[A-Za-z0-9]*\d)[A-Za-z0-9]\d{4}|\d{5}[DFdf]|[A-Za-z0-9]{4}[A-Za-z0-9挂学警港澳])(?![A-Za-z0-9])/gu
export const SURNAMES =
  '(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边])'
/** What somebody introduces themselves with. "我叫物业来修" calls for somebody. */
const NAME = new RegExp(
  `(我叫|我的名字[是叫]|姓名[:：是]?\\s?|本人姓名|名片[:：])(?!马上)${SURNAMES}\\p{Script=Han}{1,2}?(?=[,，。;；、!！\\s]|住|在|电话|手机|$)`,
  'gu',
)
const NAME_EN = /\b([Mm]y name is|I am called|Contact:) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)/gu

/** A card's number may be of any country: gateway/contact-card.ts writes it behind the name. */
const ON_CARD = /((?:名片：|Contact: )[^\n\d+]{0,80})\+?\d[\d ()-]{4,20}/gu

export function redact(text: string): string {
  return plainDigits(text)
    .replace(ON_CARD, '$1[电话]')
    .replace(E_MAIL, '[邮箱]')
    .replace(LONG_CARD, '[卡号]')
    .replace(ID_CARD, '[证件号]')
    .replace(BANK_CARD, '[卡号]')
    .replace(MOBILE, '[电话]')
    .replace(LANDLINE, '[电话]')
    .replace(LOCAL_LINE, '$1$2[电话]')
    .replace(PLATE, '[车牌]')
    .replace(NAME, '$1某某')
    .replace(NAME_EN, '$1 [name]')
}

/** Full-width digits, plus and minus, capital letters; Unicode dashes; invisible characters between digits. */
const plainDigits = (text: string) =>
  text
    .replace(/[\uff0b\uff0d\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/gu, char => char.normalize('NFKC'))
    .replace(/(?<=[\dXx])[\u2010-\u2015\u2212\u30fc—–](?=[\dXx])/gu, '-')
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
