/** Names by which people introduce themselves. "我叫物业来修" calls for somebody, and 我是房东 is no name. */
import type { Masked } from './personal-numbers.ts'

export const SURNAMES =
  '(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边])'
/** They begin like a name and are none. */
const NO_NAME =
  '(?!马上|房[东主客子]|车[主友]|单[身亲位元]|安[全保]|包[工租]|高[层龄楼中一二三]|白[天班]|常[住客用]|成[年人]|方便|何[时人处]|任何|关于|强烈|解决|时间|文明|万一|周[一二三四五六日末边围]|左右|边上|费用|毛坯|路[灯口面边]|管[理道家]|易燃|向你|严重)'
const HAN = '\\p{Script=Han}'
/** What follows a name; \u0000 and \u0001 are what was settled already (redact.ts). */
const THEN = '(?=[\\s,，。;；、!！?？:：()（）\\u0000\\u0001]|住|在|电话|手机|微信|$)'
const CHINESE = `${NO_NAME}${SURNAMES}(?:${HAN}{2}(?=[的家])|${HAN}{1,2}?${THEN})`
/** 阿迪力·艾则孜 */
const DOTTED = `${HAN}{1,8}(?:·${HAN}{1,8}){1,3}`
/** Characters with which such names are written; 万科·金域 is a compound. */
const BY_SOUND =
  '[阿艾安巴拜贝比毕不布达丹迪地德都顿多尔法甫格古哈海赫呼加江杰卡凯克肯库拉来兰勒里力丽利卢洛玛马麦买曼梅米明莫木穆姆纳娜奈尼努诺帕排皮普其恰强热如赛萨沙莎山苏塔台太泰提铁吐图土瓦维吾乌西希夏肖逊雅亚娅耶叶依伊义易英尤玉约扎再则孜子左措次旦珠珍桑杰央]'
const SAYS_WHO =
  '(?:我叫|我是|我的名字[是叫]?|我姓名|姓名|本人姓名|本人|名片|联系人|收件人|报修人|举报人|投诉人|反映人|申请人|户主|业主|住户|租客)'
const NAME_LATIN = "\\p{Lu}[\\p{L}'-]+(?: \\p{Lu}[\\p{L}'-]+){0,2}"

const named = (source: string, flags = 'gu'): Masked => ({
  pattern: new RegExp(source, flags),
  instead: '某某',
  keeps: true,
})

export const NAMES: readonly Masked[] = [
  named(`(${SAYS_WHO}\\s?[:：是叫]?\\s?)(?:${DOTTED}${THEN}|${CHINESE})`),
  // Right before a number that is masked: 王建国 13800138000.
  named(
    `((?<![${'\\p{L}\\p{N}'}]))(?:${DOTTED}|${NO_NAME}${SURNAMES}${HAN}{1,2})(?=[\\s,，:：]{0,2}\\u0001)`,
  ),
  named(`()(?<!${HAN}|·)${BY_SOUND}{2,8}(?:·${BY_SOUND}{2,8}){1,3}(?!${HAN}|·)`),
  {
    pattern: new RegExp(`\\b([Mm]y name is|I am called|[Nn]ame:|Contact:) ${NAME_LATIN}`, 'gu'),
    instead: ' [name]',
    keeps: true,
  },
  {
    pattern: /\b([Mm]y name(?: is|'s)|I(?: a|')m|[Tt]his is) \p{Lu}[\p{L}'-]+ \p{Lu}[\p{L}'-]+/gu,
    instead: ' [name]',
    keeps: true,
  },
]
