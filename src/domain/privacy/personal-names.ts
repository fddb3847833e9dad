/** Finds the names of people who introduce themselves. "我叫物业来修" calls the company, and 我是房东 is no name. */
import type { Masked } from './personal-numbers.ts'

export const SURNAMES =
  '(?:欧阳|呼延|长孙|令狐|东方|南宫|西门|宇文|端木|独孤|百里|申屠|澹台|濮阳|淳于|鲜于|赫连|拓跋|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边仝缪岑鹿巩佟臧鞠戚卞蒲邸扈蔺訾辜阚仇栾刁厉戎符晁敖饶荆桓逯昝滕奚郎荣宗付闻窦褚喻湛卓冼揭粟茅虞禹狄晏臧])'
/** Words that begin with a surname's character but are no names. */
const NO_NAME =
  '(?!谢[谢了您]|马[上路]|房[东主客子]|车[主友]|单[身亲位元]|安[全保]|包[工租]|高[层龄楼中一二三]|白[天班领]|常[住客用]|成[年人]|方便|何[时人处]|任何|关于|强烈|解决|时间|文明|万一|房管|周[一二三四五六日末边围]|路过|孙[子女]|卫生|温[州水度暖]|黄岛|江[苏湖]|沈阳|常[年驻]|于[今昨明前上本每]|向[你物社贵]|成[都立]|关[节心注闭系]|方法|高管|毕业|石[匠头]|安[装静置]|左[边腿手脚]|任[职性]|时常|严禁|司机|高[兴空]|车[来位库被]|解释|左右|边上|费用|毛坯|路[灯口面边]|管[理道家]|易燃|向你|严重)'
const HAN = '\\p{Script=Han}'
/** What may follow a name: no letter (KEPT and MASKED of redact.ts are none), or a typical next word. */
const THEN = '(?=[^\\p{L}]|住|在|电话|手机|微信|反映|举报|投诉|说|称|先生|女士|$)'
/** Between a label and its value. */
const GAP = '[^\\p{L}\\p{N}\\n\\u0000\\u0001]{0,3}'
const CHINESE = `${NO_NAME}${SURNAMES}(?:${HAN}{2}(?=[的家])|${HAN}{1,2}?${THEN})`
/** 阿迪力·艾则孜 */
const DOTTED = `${HAN}{1,8}(?:·${HAN}{1,8}){1,3}`
/** Characters that transcribe such names; 万科·金域 is a residential compound. */
const BY_SOUND =
  '[阿艾安巴拜贝比毕不布达丹迪地德都顿多尔法甫格古哈海赫呼加江杰卡凯克肯库拉来兰勒里力丽利卢洛玛马麦买曼梅米明莫木穆姆纳娜奈尼努诺帕排皮普其恰强热如赛萨沙莎山苏塔台太泰提铁吐图土瓦维吾乌西希夏肖逊雅亚娅耶叶依伊义易英尤玉约扎再则孜子左措次旦珠珍桑杰央卓旦才]'
/** Labels that only a name follows. */
const NAME_IS =
  '(?:[我俺咱]叫|[妈爸公婆人夫妻子女儿亲爷奶]叫|名字|姓名|名片|署名|签名|落款|联络人|联系人|收件人|报修人|举报人|报警人|报案人|求助人|来电人|投诉人|反映人|申请人)'
/** Labels that other words than a name often follow. */
const SAYS_WHO = '(?:[我俺咱]就?是|我系|[本鄙]人|户主|业主|住户|租客|居民|邻居|家属|家长)'
/** 我老公李强 */
const RELATIVE = '[我俺咱](?:妈妈?|爸爸?|老公|老婆|爱人|丈夫|妻子|儿子|女儿|父亲|母亲|爷爷|奶奶|婆婆|公公)'
const NAME_LATIN = "\\p{Lu}[\\p{L}'-]+(?: \\p{Lu}[\\p{L}'-]+){0,2}"

const NO_LATIN =
  '(?!\\s?(?:on|in|at|not|and|or|from|the|an?|i|my|phone|tel|flat|unit|building|room|living|but|with)\\b)'

/** "找张纸" asks for a thing, "找王师傅" for a worker: neither is a resident's name. */
const NO_OFFICE = `(?!张[纸桌椅床表图票]|${SURNAMES}${HAN}?(?:师傅|主任|经理|书记|医生|大夫|老师|警官|队长|所长|局长|科长|工|姐|哥))`

const named = (source: string, flags = 'gu'): Masked => ({
  pattern: new RegExp(source, flags),
  instead: '某某',
  keeps: true,
})

export const NAMES: readonly Masked[] = [
  named(
    `(${NAME_IS}${GAP}[是叫做]?${GAP})(?:${NAME_LATIN}|${BY_SOUND}{2,8}(?:[\\s.·-]${BY_SOUND}{2,8}){0,2}${THEN}|${DOTTED}${THEN}|${CHINESE})`,
  ),
  named(`((?:${SAYS_WHO}|${RELATIVE})\\s?[:：]?\\s?)(?:${DOTTED}${THEN}|${CHINESE})`),
  named(`((?:我|俺|咱)就?是[^\\p{P}\\s]{1,12}的)${CHINESE}`),
  named(`(我(?:就)?是)${BY_SOUND}{5,10}${THEN}`),
  named(`((?<![\\p{L}\\p{N}])(?:找|请找|联系|请联系))${NO_OFFICE}${CHINESE}`),
  { ...named(`((?:[我俺咱]|免贵|本人)姓)${SURNAMES}(?!的)${THEN}`), instead: '某' },
  // Directly before a masked number: 王建国 13800138000.
  named(
    `((?<!(?!找)[\\p{L}\\p{N}]))(?:${DOTTED}|${NO_NAME}${SURNAMES}${HAN}{1,2})(?=[\\s,，:：(]{0,2}\\u0001)`,
  ),
  // Directly after a masked number: 13800138000（王建国）.
  named(`((?<=\\u0001)[\\s,，:：(]{0,2})(?:${DOTTED}|${NO_NAME}${SURNAMES}${HAN}{1,2}?)(?=[^\\p{L}]|$)`),
  named(`()(?<!${HAN}|·)${BY_SOUND}{2,8}(?:·${BY_SOUND}{2,8}){1,3}(?!${HAN}|·)`),
  {
    pattern: new RegExp(`\\b([Mm]y name is|I am called|[Nn]ame:|Contact:) ${NAME_LATIN}`, 'gu'),
    instead: ' [name]',
    keeps: true,
  },
  // All in lower case: a name has at most two words, and words that continue the sentence are not part of it.
  {
    pattern: new RegExp(
      `\\b(my name(?: is|['’]s)|i am called|\\bname:)\\s?(?:${HAN}{2,4}${THEN}|${NO_LATIN}\\s?[a-z][a-z'-]+(?:${NO_LATIN} [a-z][a-z'-]+)?)`,
      'giu',
    ),
    instead: ' [name]',
    keeps: true,
  },
  {
    pattern:
      /\b(I(?: a|['’])m|[Tt]his is) (?!(?:Very|Not|So|Too|Really|Building|Block|Unit)\b)\p{Lu}[\p{L}'-]+ (?!(?:Court|Gardens?|Road|Street|Estate|Community|Building|Block|Village|City|Plaza|Tower)\b)\p{Lu}[\p{L}'-]+/gu,
    instead: ' [name]',
    keeps: true,
  },
  // A single capitalised word: "I'm Sorry" and "I am Chinese" are no names.
  {
    pattern:
      /\b(I(?: a|['’])m) (?!(?:Sorry|Happy|Sad|Angry|Here|Home|Stuck|Ok|OK|Fine|Sick|Ill|Old|Late|Alone|Afraid|Scared|Sure|Not|Very|So|Too|Really|Still|Just|Also|Now|Pregnant|German|French|Russian|Indian|African|American|Canadian|Australian|Korean|Muslim|Building|Block|Unit|Flat|Room)\b|\p{Lu}[\p{L}'-]{0,30}(?:ed|ing|ese|ish|ful|less|ous|able)\b)\p{Lu}\p{Ll}{1,30}(?=\s*(?:[^\p{L}\s\d'’-]|$)| (?:from|and|at|in|of|living|here|calling)\b)/gu,
    instead: ' [name]',
    keeps: true,
  },
]
