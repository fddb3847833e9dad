/**
 * Classifies one clause by its words alone: complains, urges, thanks, names a place … An unknown clause is `unsure`;
 * the caller treats it as a request, because a lost request is worse than a superfluous ticket.
 */

import { excerpt, legible } from '../../domain/text/normalize.ts'
import { inMandarin } from './dialect.ts'

export type Reading =
  | 'problem'
  | 'still'
  | 'urge'
  | 'withdraw'
  | 'confirm'
  | 'not_solved'
  | 'place'
  | 'detail'
  | 'asks'
  /** Asks in words that complaints use too: "能不能…", "怎么…". */
  | 'wonders'
  | 'thanks'
  | 'abuse'
  | 'chatter'
  | 'unsure'

const CHATTER =
  /^(?:你好|您好|在吗|在不在|在么|有人吗|有人在吗|哈喽|嗨|早上好|早|上午好|下午好|晚上好|测试|好的?|噢|收到|知道了|明白了?|行|可以|没事|没事了|你是谁|你是(?:机器)?人吗|是的|对|师傅|亲|hi|hello|hey|ok(?:ay)?|test|good (?:morning|afternoon|evening|night)|are you there|who are you|how are you(?: today| doing)?|yes|no|fine|bye|sorry|oops|goodbye|早安|晚安|再见|拜拜|懂了|算了|随便看看|吃了[吗没]|你(?:是真人还是|是不是)(?:机器人?|真人)|你叫什么(?:名字)?|(?:新年|春节|节日|中秋|国庆|元旦|周末)(?:快乐|好|愉快)|给?(?:大家|您|你们?)?拜年了?|(?:测试)+|[一1]二三|123|[对好嗯哦是哈呵嘿]+(?![对好嗯哦是哈呵嘿]))[呀啊呢哦哈吧嘞了~]*$/u
const THANKS =
  /谢谢|感谢|感恩|多谢|谢[了啦您]|多亏(?:了|有)?(?:你们?|您|师傅)|太谢|辛苦(?:了|[你您啦]|大家|各位|$)|有劳|费心|帮了?我?大?忙了|有心了|帮了大忙|遇到你们真好|(?:给|为)(?:你们?|您)们?点个?赞|^你们(?:太|真|实在)+(?:是)?(?:好|棒|贴心|给力|负责|厉害)[了啦啊呀]?$|麻烦.{0,4}师傅了|thx|thanks|thank you|much obliged|appreciate|cheers|(?:very|so) kind/u
const ABUSE =
  /[傻煞沙][逼b叉雕笔]|\bsb(?![a-z])|妈的|[操草日]你|他妈|你(?:妈|娘)的|尼玛|你大爷|tmd|滚(?:蛋|开|远点)?$|废物|饭桶|草包|吃(?:干|白|闲)饭|王八|混蛋|人渣|败类|畜生|狗(?:东西|日的?|娘养|杂种)|杂种|狗屁|吃屎|脑残|白痴|智障|神经病|弱智|缺心眼|脑子(?:是不是)?(?:进(?:了)?水|有病|坏了|[被让给](?:驴|门|猪))|有病(?:吧|啊|$)|蠢(?:货|猪|驴|东西|得)|没见过[^,]{0,5}[笨蠢]的?|屁用(?:没有|都没)|猪脑|笨蛋|不要脸|脸都不要|^(?:大|死|臭|一群)?骗子|(?<![热冻臭吵累气渴饿烦吓过])去死|死全家|破玩意|(?:什么|啥)(?:破|鬼|狗屁|垃圾)(?:玩意|东西|平台|机器人)|(?:垃圾|破|烂)(?:平台|机器人|客服|软件|系统|玩意)$|fuck|go to hell|what the hell|shut up|morons?\b|idiots?\b|assholes?|bastards?|bullshit|stupid|useless bot|screw you|you(?:'re| are) (?:\w+ ){0,4}(?:dumb|useless|worthless)\w*|^what a (?:useless|dumb|worthless) (?:bot|thing|piece of \w+)$/u
const WITHDRAW =
  /^(?:那|都|就|现在|已经|算了)*(?:不用|不需要|没必要|不必|用不着|甭)(?:麻烦(?:你们)?)?了|(?:报|发|打|弄|搞)错了$|作废|no need|changed my mind|(?:fixed|sorted|solved) it (?:my|our)sel|(?:不用|不必|不需要|别)再?(?:来|修|管(?![他她它我咱孩老闲])|处理|派|麻烦|弄)|撤(?:回|销|单|诉)(?!去|的(?!了?$))|^取消(?!的(?!了?$))|取消(?:工单|报修|投诉|这[个单条]|吧)|自己(?:已经)?(?:修|弄|解决|搞|换)好?了?|(?:^|我|要|想|请|麻烦|帮我|把.{1,8})撤(?:了吧|下来|掉)|^把我[^,]{0,4}(?:报|提|投|说)[^,]{1,8}撤了$|(?:投诉|工单|诉求).{0,4}收回|收回.{0,4}(?:投诉|工单|诉求)|^(?:那|我|就|也|算了)*不(?:想)?(?:修|报修|办|投诉|追究|麻烦你们|举报)了|never ?mind|(?:^|please |want to |like to |i )withdraw(?: (?:it|this|that|(?:my|the) (?:request|ticket|complaint|report)))?$|no longer need|don'?t need (?:it|anyone|anybody|to come)|cancel (?:it|the|my|this)|forget it|no need to come/u
const NOT_SOLVED =
  /(?:没|没有|未|不)(?:得到|彻底|完全)*(?:修|弄|搞|处理|解决|清理|换|治)(?:好|完|掉|干净)?(?:了|啊|呀|呢)?$|(?:根本|压根|完全)没|照片.{0,4}不(?:是|对)|老样子|跟没(?:修|弄|来)|修了(?:个寂寞|等于)|白(?:修|弄|跑)|没(?:啥|什么|任何)?(?:变化|改善|用)$|还(?:是)?(?:那样|不行|没好)|糊弄|敷衍|没(?:人)?来过|并没有?(?:修|来|解决|处理)|哪里(?:修好|解决)了|谁说[^,]{0,4}(?:好|解决|通|亮)了$|^(?:我|很|非常|还是|并)*不满意$|it'?s back|same (?:problem|thing)|nothing (?:has )?changed|didn'?t (?:fix|solve)|还没(?:修|好|处理|解决|弄)|not (?:fixed|solved|done|resolved)|still (?:broken|not)|came back/u
const CONFIRM =
  /(?:修|弄|搞|处理|解决|清理|疏通|换|打扫|恢复|整|补|装)(?:好|完|干净)?[了啦咯喽]$|(?:正常|恢复|干净|暖和|顺畅|安静)[了啦咯喽]$|有(?:水|电|气|网|暖气?|热水|信号)[了啦咯喽]$|^(?:已经|现在)*(?:ok|好使|没事)[了啦]$|不再|好了$|来[电水气暖]了$|通了$|亮了$|清了$|不(?:漏|臭|吵|堵|响)了$|(?<!不)能(?:走|用|坐|开|喝|洗|睡|关|上网)了$|可以(?:走|用|喝|坐|开|结单?)?了$|(?:清|拉|运|收|清理|拆)走了$|(?:弄|修|做|收拾|打扫|处理|清理)得(?:很|挺|非常|特别|真)(?:好|干净|快|到位)$|搞定|挺好$|满意$|没问题了$|all clear|fine now|drains? (?:fine|well)|(?:is|it'?s|are|now|been|got) (?:fixed|solved|repaired|resolved|working)|works (?:now|again)|all good/u
/** "不是说不用修", "怎么才算解决了": a negation or a question, not a statement. */
const NOT_SO = /(?:不是|没有?|谁)(?:说|让|叫)|才算|(?:怎么|怎样|如何)才/u
const STILL =
  /^(?:还是|还在|仍然?|依然|依旧|一直|越来越|又(?:开始)?|怎么又|反复|it(?:'s| is) still|still )(?!有(?:个|一))/u
const URGE =
  /^(?:麻烦|拜托|求你们?|求求你们?|请|你们)?(?:快|赶紧|赶快|抓紧|尽快|尽早|马上|立刻|早点|加快)|催|(?:怎么|为什么|咋)(?:还|都)?(?:没|不)(?:人|见|来|到|处理|修)|没人(?:来|管|理|修|处理|联系)|(?:到底|究竟)?(?:什么时候|啥时候|几点|多久|何时)(?:能|才|可以|才能)?(?:来(?![电水气暖])|修|处理|到|派|解决|弄|好)|(?:等|过)了?(?:好久|半天|很久|[一二两三四五六七八九十几\d]+(?:个|多)?(?:天|小时|钟头|周|星期|月))|进展|进度|有没有人管|(?:处理|解决|(?<!装)修|(?<!(?:能|可以|要|用|需)[^,]{0,10})办|安排|弄)(?:得|的)?(?:好|完)?(?:怎么样|到哪)?了?(?:吗|没|没有|么)$|怎么样了$|(?:到底|究竟)(?:啥|什么|几|多|何|还|能|有|来|修)|(?:有|没)(?:个)?(?:回音|回复|下文|信儿|消息|结果|动静)|没见(?:着|到)?(?:个)?人|(?:见|看)不[着到](?:个)?人影|人影|人呢$|到哪(?:儿|里)?了|(?:来|修)不(?:来|修)了?$|还没到|等不[及了起]|等着(?:你们|呢|修|用)|快(?:一)?点|抓紧|天都?(?:要|快)?黑了|hurry|any (?:update|progress|news)|when will (?:you|they|some|any|it)|(?:nobody|no one) (?:came|has come|is coming)|is (?:anyone|somebody|someone|anybody) coming|please come|as soon as possible|asap|how much longer/u

/** Bounded: on a page of digits an unbounded pattern takes quadratic time. */
const NUMBER = '[\\d一二三四五六七八九十百几a-z]{1,8}'
const PLACE_WORD = new RegExp(
  `${NUMBER}\\s?(?:号楼|号院|栋|幢|座|单元|层|楼|室|号门|门栋|弄|组|村|区|期|#)|\\d+-\\d+(?:-\\d+)?|小区|家园|花园|公寓|社区|大厦|广场|公园|门口|楼道|楼下|楼上|楼顶|旁边|对面|附近|路口|路上|街|巷|胡同|车库|地下室|大门|北门|南门|东门|西门|后门|侧门|电梯口|我家|家里|(?:building|block|unit|gate|floor|room|apartment|apt|house) ?(?:no\\.? ?)?(?:\\d\\w{0,4}|[a-z]\\b)|\\bno\\.? ?\\d+\\b|entrance|next to|opposite|near|behind|in front of|at home|\\b(?:road|street|avenue|lane|garden)\\b`,
  'u',
)
const PLACE_WORDS = new RegExp(PLACE_WORD.source, 'gu')
const PLACE_FILLER =
  /^(?:我?就?是?在|位于|地址是?|地点是?|住|at|in|it'?s|i meant?|should be|the|on|is|my)|(?<![的呢啊呀哦那边这儿里])[的呢啊呀哦那边这儿里]+$/gu
const DETAIL =
  /^(?:就?在|已经|都|从|自从|很|特别|非常|比较|真的|实在|对了?|补充|是|不是|靠近?|大概|大约|上面|下面|左边|右边|里面|外面|昨天|今天|前天|早上|晚上|每天|白天|整|全|两|三|四|五|[\d一二两三四五六七八九十]+(?:个|盏|处|户|天|次|家)|电话|手机|联系|我姓|我叫|since|it'?s (?:in|at|on|been|very|really|getting)|for (?:the )?(?:last|past|\d)|my (?:phone|number|name)|about|very|really|around)/u
const PROBLEM =
  /(?<!没)[坏漏堵臭吵脏破裂断塌垮锈歪霉渗淹晃碎]|不[亮响通冷热走转动见来给让开]|没[有了]?(?:水|电|气|人|灯|网|暖|盖|信号|热水|清|扫|收|关|开)|停(?:水|电|气|运|暖|车|了|放)|噪|扰|乱|占|欠|拖|骗|涨价|乱收|违|偷|丢|垃圾|积水|堆|杂物|蟑螂|老鼠|异味|油烟|投诉|举报|反映|建议|希望|要求|报修|维修|需要修|掉(?:了|下)|倒了|松了|卡住|短路|跳闸|危险|隐患|太[黑暗贵响大小慢]|唱歌|跳舞|蹦迪|烂泥|苍蝇|蚊子|麻将|装修|施工|狗叫|遛狗|养鸡|抽烟|烧纸|虫|马蜂|停机|堵门|爆(?:了|裂|管)|broken|leak|flood|overflow|nois|loud|blocked|clog|smell|stink|dirt|filth|trash|rubbish|garbage|not work|doesn'?t work|isn'?t work|out of order|no (?:water|power|gas|heat|light|electric)|complain|report|crack|stuck|pothole|damag|illegal|missing|flicker|\b(?:is|are|was|were|been|went) (?:still |all )?(?:out|off|down|dead)\b|rats?\b|dark|owe|unpaid|scam/u
const ASKS =
  /(?:怎么|如何|咋|哪里|哪儿|去哪|在哪|几点|什么时候|啥时候|多少钱?|需要什么|带什么|什么(?:材料|条件|手续|流程|政策)|可不可以|能不能|是不是|有没有|是否|能否|谁|可以|能).{0,24}(?:办|申请|领|交|报|补|查|开|上班|咨询|电话|政策|材料|条件|手续|流程|收费|标准|缴|买|找|预约|享受|[吗呢么]$)|[吗呢]$|请问|咨询|想了解|想问|\b(?:want|like) to (?:know|ask)\b|^(?:how|where|what|when|which|who|can i|could i|do i|is there|are there|may i|do we|does|can my|must (?:i|we)|should (?:i|we)|are we allowed)\b/u

/** Asks for an amount, a date, a rule, a way. */
const ASKS_FACT =
  /多少(?!次|遍|回)|多长|多久(?!了)|多大(?!的)|(?<!十)几(?:岁|号|点钟?$|天能|年能)|哪(?:天|年|些|家能|里能|里可以|个部门|个窗口)|什么(?:补助|补贴|程序|规定|标准|待遇|证|证件|时候开始)|哪些|(?:要|需|算|让|许)不(?:要|需|算|让|许)(?!来|修)|让[^,]{0,4}不$|(?:晓得|方便)不$|几(?:月份?|道|成|折)|上哪|(?:要|需要|带|开|交|走|办)[^,]{0,4}(?:什么|哪)|(?:要|需要|允许|可以|还能|能)[^,]{0,10}[吗么不]$|没有[,，]?哪|是否|可否|按规定|怎么规定|几点钟?(?:[上下]班|开|关|营业|以?后|以?前|之[前后]|能|可以|算|结束|截止)(?!还)|(?<!还)(?:要|得|需|跑|去)[^,]{0,6}几[趟次份天年个]|(?<!还)(?:开不开|上不上|休不休|用不用|准不准|办不办)(?!了)|有没有[^,]{0,14}(?:规定|政策|说法|标准|补助|补贴|优惠|服务|活动|机构|托管班|地方)$|有[^,]{0,4}(?:规定|政策|说法|标准|补助|补贴|优惠|限制|值班|上班)[^,]{0,2}(?:没|没有|吗|么|不)$|(?:营业|开门|上班|休息|放假|值班)[吗么不没]$/u
/** Asks in words that complaints use too. */
const WONDERS =
  /怎样|如何|是不是(?:要|得|可以|就|还要|必须)|(?:打给|算|是|划算|找|用)[^,]{0,8}还是(?![不没老那很太有这坏漏堵在臭吵])|怎么(?!还|又|都|没|不|这么|那么|回事|样|老是|总)|咋(?:个|样)?(?!还|又|都|没|不|这么|回事)|啥|能不能|有没有|哪[里儿个家]|[吗呢么]$/u
/** "能不能来看看": a polite request for action. */
const APPEAL =
  /(?:能不能|可不可以|可以|能否|能)[^,]{0,8}(?:帮|派|找|来(?!不)|把|管|安排|出面|协调|想想?办法|给(?:我|他|她|咱|修|换|清|装)|快|赶紧|过来|处理|解决|修|清|加装|收走|利用|照应|照顾|劝|查一?查)/u
const COMPLAINS = /[坏漏堵臭吵脏]|不[亮响通热转]|没人|broken|leak/u

const asks = (clause: string): boolean =>
  !COMPLAINS.test(clause) && !APPEAL.test(clause) && (ASKS.test(clause) || ASKS_FACT.test(clause))
const wonders = (clause: string): boolean =>
  !COMPLAINS.test(clause) && !APPEAL.test(clause) && WONDERS.test(clause)

/** Removes every insult: "一群白吃饭的蠢货" has two. */
const withoutAbuse = (clause: string) => clause.replace(new RegExp(ABUSE.source, 'gu'), '')
/** "物业都是废物" is a rude complaint; an insult without a target is aimed at the bot. */
export const blamesOthers = (text: string): boolean =>
  /物业|保安|保洁|管家|业委|邻居|楼[上下]|对门|隔壁|老板|公司|房东|租客|中介|商家|师傅|司机|医生|医院|老师|学校|城管|警察|街道|社区|居委|村|局|所$|厂|店|[他她]们?|那[家个户]|有人/u.test(
    text.replace(/他妈/gu, ''),
  )

/** From the most specific to the vaguest; the first match counts. */
const READINGS: readonly (readonly [Reading, (clause: string) => boolean])[] = [
  ['chatter', clause => CHATTER.test(clause)],
  ['withdraw', clause => WITHDRAW.test(clause) && !NOT_SO.test(clause)],
  ['not_solved', clause => NOT_SOLVED.test(clause) && clause.length <= 40],
  [
    'confirm',
    clause =>
      CONFIRM.test(clause.replace(THANKS, '').trim()) &&
      !NOT_SO.test(clause) &&
      !/[没未不被](?!漏|臭|吵|堵|响|好意思)|(?<!没)问题|not |n't /u.test(clause),
  ],
  ['still', clause => STILL.test(clause) && hanLength(clause) <= 12],
  [
    'thanks',
    clause => THANKS.test(clause) && !PROBLEM.test(clause.replace(THANKS, '')) && clause.length <= 40,
  ],
  // "神经病邻居天天半夜砸墙" is a rude complaint, not abuse.
  [
    'abuse',
    clause =>
      ABUSE.test(clause) &&
      !PROBLEM.test(withoutAbuse(clause)) &&
      !blamesOthers(withoutAbuse(clause)) &&
      hanLength(withoutAbuse(clause)) <= 6,
  ],
  ['urge', clause => URGE.test(clause) && hanLength(clause) <= 20],
  ['place', isPlace],
  ['asks', asks],
  ['wonders', wonders],
  ['problem', clause => PROBLEM.test(clause)],
  ['detail', clause => DETAIL.test(clause)],
]

/** UTF-16 units; of a longer clause only the beginning and end are read. */
const LONGEST_CLAUSE = 400

/** @param clause without punctuation at its ends, lower case. */
export function readClause(clause: string): Reading {
  const read = excerpt(clause, LONGEST_CLAUSE, ' ')
  return READINGS.find(([, fits]) => fits(read))?.[0] ?? 'unsure'
}

/** Does the clause name a problem? "垃圾没人管" counts as an urge, but names one too. */
export function namesProblem(clause: string): boolean {
  const reading = readClause(clause)
  return reading === 'problem' || (reading === 'urge' && PROBLEM.test(excerpt(clause, LONGEST_CLAUSE, ' ')))
}

/** Length in Chinese characters; four Latin letters count as one. */
export const hanLength = (text: string): number =>
  [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 1 : 0.25), 0)

/** Words for an event: the clause is more than a place. */
const HAPPENING =
  /几点|什么时候|要是|就好|加盖|又(?!\d)|往[上下外里]|乱|泼|[被把打摔跑唱喊叫看想要说咬闻养有没了味拍踢敲砸跳蹦哭炸]|困住|困在|不(?!是|在)|天天|每天|总是?|老是|经常|一直|半夜|整[天夜]|凌晨/u

/** Is the clause only a place, without other information? */
export function isPlace(clause: string): boolean {
  // First, because the following patterns are slow on a page of digits.
  if (hanLength(clause) > 18) return false
  if (!PLACE_WORD.test(clause) || PROBLEM.test(clause) || HAPPENING.test(clause)) return false
  return hanLength(withoutPlace(clause)) <= 8
}

/** The clause without words for places; the rest is a compound's name or the problem. */
export const withoutPlace = (clause: string): string =>
  excerpt(clause).replace(PLACE_WORDS, '').replace(PLACE_FILLER, '').trim()

/** The lookbehind makes a match start at the first digit of a run; a page of digits would otherwise be quadratic. */
export const BUILDING =
  /(?<![\d一二三四五六七八九十])([\d一二三四五六七八九十]{1,8})\s?(?:号楼|栋|幢|座|#)|building ?(\w{1,3})\b/gu

/** Between Chinese characters a blank counts as a comma. */
const CLAUSE_END =
  /[,，。!！?？;；:：、…~\n]+|\.(?!\d)|(?<=[\u2e80-\uffff])\s+|(?<!\s)\s+(?=[\u2e80-\uffff])/u

/** Cuts a message into clauses as they were written. */
export const piecesOf = (text: string): string[] =>
  text
    .split(CLAUSE_END)
    .map(piece => piece.trim())
    .filter(piece => /[\p{L}\p{N}]/u.test(piece))

/** The clauses in one form for script, dialect, width, case and apostrophes, as `readClause` expects them. */
export const clausesOf = (text: string): string[] =>
  piecesOf(
    inMandarin(legible(text))
      .toLowerCase()
      .replace(/[’‘]/gu, "'")
      .replace(/\p{Emoji_Presentation}+/gu, ','),
  )
