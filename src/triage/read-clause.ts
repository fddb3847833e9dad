/**
 * What one clause of a resident does, by its words alone: complains, urges, thanks, names a place … A clause
 * that does nothing known is `unsure`; the caller decides in favour of a request, because a lost request is
 * worse than a ticket too many.
 */

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
  | 'thanks'
  | 'abuse'
  | 'chatter'
  | 'unsure'

const CHATTER =
  /^(?:你好|您好|在吗|在不在|在么|有人吗|有人在吗|哈喽|嗨|早上好|早|上午好|下午好|晚上好|测试|好的?|嗯+|哦+|噢|收到|知道了|明白了?|行|可以|没事|没事了|你是谁|你是(?:机器)?人吗|是的|对|师傅|亲|hi|hello|hey|ok(?:ay)?|test|good (?:morning|afternoon|evening)|are you there|who are you|yes|no|fine)[呀啊呢哦哈吧嘞了~]*$/u
const THANKS = /谢谢|感谢|多谢|谢了|辛苦(?:了|你|您|大家)|thx|thanks|thank you|appreciate|cheers/u
const ABUSE =
  /傻[逼b叉]|妈的|操你|他妈|tmd|滚(?:蛋|开)?$|废物|王八|混蛋|狗屁|吃屎|脑残|白痴|神经病|吃干饭|不要脸|fuck|idiot|bastard|bullshit|stupid|useless bot|screw you/u
const WITHDRAW =
  /(?:不用|不必|不需要|别)再?(?:来|修|管|处理|派|麻烦|弄)|撤(?:回|销|单|诉)(?!去|的(?!了?$))|^取消(?!的(?!了?$))|取消(?:工单|报修|投诉|这[个单条]|吧)|自己(?:已经)?(?:修|弄|解决|搞|换)好?了?|no longer need|don'?t need (?:it|anyone|anybody|to come)|cancel (?:it|the|my|this)|forget it|no need to come/u
const NOT_SOLVED =
  /(?:没|没有|未|不)(?:修|弄|搞|处理|解决|清理|换|治)(?:好|完|掉|干净)?(?:了|啊|呀|呢)?$|(?:根本|压根|完全)没|还没(?:修|好|处理|解决|弄)|not (?:fixed|solved|done|resolved)|still (?:broken|not)|came back/u
const CONFIRM =
  /(?:修|弄|搞|处理|解决|清理|疏通|换|打扫|恢复)(?:好|完|干净)?了$|好了$|来[电水气暖]了$|通了$|亮了$|不(?:漏|臭|吵|堵|响)了$|(?:is|it'?s|are|now|been|got) (?:fixed|solved|repaired|resolved|working)|works (?:now|again)|all good/u
const STILL =
  /^(?:还是|还在|仍然?|依然|依旧|一直|越来越|又(?:开始)?|怎么又|反复|it(?:'s| is) still|still )(?!有(?:个|一))/u
const URGE =
  /^(?:麻烦|拜托|求你们?|求求你们?|请|你们)?(?:快|赶紧|赶快|抓紧|尽快|尽早|马上|立刻|早点|加快)|催|(?:怎么|为什么|咋)(?:还|都)?(?:没|不)(?:人|见|来|到|处理|修)|没人(?:来|管|理|修|处理|联系)|(?:到底|究竟)?(?:什么时候|啥时候|几点|多久|何时)(?:能|才|可以|才能)?(?:来(?![电水气暖])|修|处理|到|派|解决|弄|好)|(?:等|过)了?(?:好久|半天|很久|[一二两三四五六七八九十几\d]+(?:个|多)?(?:天|小时|钟头|周|星期|月))|进展|进度|有没有人管|(?:处理|解决|修|办|安排|弄)(?:得|的)?(?:好|完)?(?:怎么样|到哪)?了?(?:吗|没|没有|么)$|怎么样了$|天都?(?:要|快)?黑了|hurry|any (?:update|progress|news)|when will (?:you|they|some|any|it)|(?:nobody|no one) (?:came|has come|is coming)|is (?:anyone|somebody|someone|anybody) coming|please come|as soon as possible|asap|how much longer/u

/** Bounded: a page of digits would take quadratic time. */
const NUMBER = '[\\d一二三四五六七八九十百几a-z]{1,8}'
const PLACE_WORD = new RegExp(
  `${NUMBER}\\s?(?:号楼|号院|栋|幢|座|单元|层|楼|室|号门|门栋|弄|组|村|区|期|#)|\\d+-\\d+(?:-\\d+)?|小区|家园|花园|公寓|社区|大厦|广场|公园|门口|楼道|楼下|楼上|楼顶|旁边|对面|附近|路口|路上|街|巷|胡同|车库|地下室|大门|北门|南门|东门|西门|后门|侧门|电梯口|我家|家里|(?:building|block|unit|gate|floor|room|apartment|apt|house) ?(?:no\\.? ?)?(?:\\d\\w{0,4}|[a-z]\\b)|\\bno\\.? ?\\d+\\b|entrance|next to|opposite|near|behind|in front of|at home|\\b(?:road|street|avenue|lane|garden)\\b`,
  'u',
)
const PLACE_FILLER =
  /^(?:我?就?是?在|位于|地址是?|地点是?|住|at|in|it'?s|the|on|is|my)|[的呢啊呀哦那边这儿里]+$/gu
const DETAIL =
  /^(?:就?在|已经|都|从|自从|很|特别|非常|比较|真的|实在|对了?|补充|是|不是|靠近?|大概|大约|上面|下面|左边|右边|里面|外面|昨天|今天|前天|早上|晚上|每天|白天|整|全|两|三|四|五|[\d一二两三四五六七八九十]+(?:个|盏|处|户|天|次|家)|电话|手机|联系|我姓|我叫|since|it'?s (?:in|at|on|been|very|really|getting)|for (?:the )?(?:last|past|\d)|my (?:phone|number|name)|about|very|really|around)/u
const PROBLEM =
  /[坏漏堵臭吵脏破裂断塌垮锈歪霉渗淹晃]|不[亮响通冷热走转动见来给让开]|没[有了]?(?:水|电|气|人|灯|网|暖|盖|信号|热水|清|扫|收|关|开)|停(?:水|电|气|运|暖|车|了|放)|噪|扰|乱|占|欠|拖|骗|涨价|乱收|违|偷|丢|垃圾|积水|堆|杂物|蟑螂|老鼠|异味|油烟|投诉|举报|反映|建议|希望|要求|报修|维修|需要修|掉(?:了|下)|倒了|松了|卡住|短路|跳闸|危险|隐患|太[黑暗贵响大小慢]|唱歌|跳舞|麻将|装修|施工|狗叫|遛狗|养鸡|抽烟|烧纸|虫|马蜂|停机|堵门|爆(?:了|裂|管)|broken|leak|nois|loud|blocked|clog|smell|stink|dirt|filth|trash|rubbish|garbage|not work|doesn'?t work|isn'?t work|out of order|no (?:water|power|gas|heat|light|electric)|complain|report|crack|stuck|pothole|damag|illegal|missing|flicker|\b(?:lights?|lamps?|power|lift|elevator|pump) (?:is|are) (?:still )?(?:out|off|down|dead)\b|rats?\b|dark|owe|unpaid|scam/u
const ASKS =
  /(?:怎么|如何|咋|哪里|哪儿|去哪|在哪|几点|什么时候|啥时候|多少钱?|需要什么|带什么|什么(?:材料|条件|手续|流程|政策)|可不可以|能不能|是不是|有没有|是否|能否|谁|可以|能).{0,24}(?:办|申请|领|交|报|补|查|开|上班|咨询|电话|政策|材料|条件|手续|流程|收费|标准|缴|买|找|预约|享受|[吗呢么]$)|[吗呢]$|请问|咨询|想了解|想问|^(?:how|where|what|when|which|who|can i|could i|do i|is there|are there|may i)\b/u

/** From the surest to the vaguest; the first that fits is the reading. */
const READINGS: readonly (readonly [Reading, (clause: string) => boolean])[] = [
  ['chatter', clause => CHATTER.test(clause)],
  ['withdraw', clause => WITHDRAW.test(clause)],
  ['not_solved', clause => NOT_SOLVED.test(clause) && clause.length <= 40],
  [
    'confirm',
    clause =>
      CONFIRM.test(clause.replace(THANKS, '').trim()) &&
      !/[没未不](?!漏|臭|吵|堵|响)|not |n't /u.test(clause),
  ],
  ['still', clause => STILL.test(clause) && hanLength(clause) <= 12],
  [
    'thanks',
    clause => THANKS.test(clause) && !PROBLEM.test(clause.replace(THANKS, '')) && clause.length <= 40,
  ],
  // "神经病邻居天天半夜砸墙" says what is wrong, and rudely.
  [
    'abuse',
    clause =>
      ABUSE.test(clause) &&
      !PROBLEM.test(clause.replace(ABUSE, '')) &&
      hanLength(clause.replace(ABUSE, '')) <= 6,
  ],
  ['urge', clause => URGE.test(clause) && hanLength(clause) <= 20],
  ['place', isPlace],
  ['asks', clause => ASKS.test(clause) && !/[坏漏堵臭吵]|broken|leak/u.test(clause)],
  ['problem', clause => PROBLEM.test(clause)],
  ['detail', clause => DETAIL.test(clause)],
]

/** @param clause without punctuation at its ends, lower case. */
export const readClause = (clause: string): Reading =>
  READINGS.find(([, fits]) => fits(clause))?.[0] ?? 'unsure'

/** Chinese says in one character what English says in four letters. */
export const hanLength = (text: string): number =>
  [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 1 : 0.25), 0)

/** Somebody does something there: no mere place. */
const HAPPENING = /[被把打摔跑唱喊叫看想要说咬闻养有没了味]|困住|困在/u

/** Nothing but a place: what is left of it says nothing. */
export function isPlace(clause: string): boolean {
  // First of all: what follows is not made for a page of digits.
  if (hanLength(clause) > 18) return false
  if (!PLACE_WORD.test(clause) || PROBLEM.test(clause) || HAPPENING.test(clause)) return false
  return hanLength(withoutPlace(clause)) <= 8
}

/** What is left of a clause when the words of a place are taken out: a compound's name, or what is wrong there. */
export const withoutPlace = (clause: string): string =>
  clause.replace(new RegExp(PLACE_WORD.source, 'gu'), '').replace(PLACE_FILLER, '').trim()

export const BUILDING = /([\d一二三四五六七八九十]+)\s?(?:号楼|栋|幢|座|#)|building ?(\w{1,3})\b/gu

/** Between Chinese characters a blank is a comma in a hurry. */
const CLAUSE_END =
  /[,，。!！?？;；:：、…~\n]+|\.(?!\d)|(?<=[\u2e80-\uffff])\s+|(?<!\s)\s+(?=[\u2e80-\uffff])/u

/** Cuts a message into clauses as they were written. */
export const piecesOf = (text: string): string[] =>
  text
    .split(CLAUSE_END)
    .map(piece => piece.trim())
    .filter(piece => /[\p{L}\p{N}]/u.test(piece))

/** The same in one form for width, case and apostrophes: what `readClause` reads. */
export const clausesOf = (text: string): string[] =>
  piecesOf(text.normalize('NFKC').toLowerCase().replace(/[’‘]/gu, "'"))
