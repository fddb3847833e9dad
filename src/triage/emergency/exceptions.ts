/**
 * Exceptions that cancel an alarm: fixed phrases that only sound dangerous, and circumstances around a match (denied,
 * feared, long ago …). A circumstance is checked only in the clause of the match, because "没人来 着火了" does not deny
 * the fire.
 */

/** Phrases with alarming words and a harmless meaning; they are removed before the rules run. */
export const HARMLESS: readonly RegExp[] = [
  // Reports of earlier reports: "上周报修过没人来" dates the report, not the leak.
  /(?:上次|上周|上个?月|昨天|昨晚|前天|前几天|之前|以前)[^,。]{0,6}(?:报修|报警|反映|投诉|举报|打过?电话|说)过?了?/gu,
  // Fire: equipment, drills, moods.
  /消防(?:演习|演练|通道|车|栓没|器材|安全|知识|培训|检查)|(?<!不是)(?:演习|演练)|灭火器?|防落水|(?:困人|触电|溺水|逃生|疏散|地震)(?:应急|救援)*(?:演练|演习)|火灾报警(?:系统|主机|设备)|火灾(?:安全|善后|隐患|险|风险|预防|自动|探测|演)/gu,
  /[打点](?:不着|不了|着)火|火[大爆车锅热]|(?:我|心里|肚子)火(?:很|好|太)大|心急如焚|火烧眉毛|烟花|爆竹|鞭炮|使?用明火/gu,
  // Burning straw and rubbish, and factories, smoke and stink: pollution, unless it got out of hand.
  /(?:[烧焚](?:秸秆|稻草|麦秆|落叶|树叶|荒草|杂草|枯草|垃圾|塑料|电线皮|轮胎|纸钱?|冥币|祭品)|(?:秸秆|稻草|麦秆|落叶|树叶|垃圾)(?:露天)?焚?烧|[^,。]厂|工业区|作坊|焚烧[厂炉站]?)(?![^。]{0,20}(?:着火|起火|火势|失控|蔓延|烧到|烧着|爆炸))[^。]{0,16}?(?:[浓黑滚大]+烟|烟雾|[焦糊]+臭?味|全是烟)/gu,
  /(?:烟囱|厂子?|烧烤|油烟|排烟|尾气|焚烧|烧纸|烧垃圾|烧秸秆|抽烟)[^,。]{0,8}(?:冒[^,。]{0,2}烟|着火味)/gu,
  /(?:报警器|警报器|烟感)[^,。]{0,6}(?:没电|电池|低电量)[^,。]{0,10}/gu,
  /fire (?:drill|exit|escape|extinguisher|station|department|hydrant|lane|safety|doors?|sprinkler|fighter|truck|engine|route|inspection|hazard|insurance|equipment|brigade)s?|ambulance (?:fee|cost|price|charge|lane|access|entrance)s?|smoke[^.]{0,12}(?:restaurant|chimney|barbecue|cigarette)s?|fireworks?|burning (?:question|issue|incense|paper|leaves|trash|garbage)/gu,
  // Gas: other things that leak air, money matters.
  /(?:空调|车?胎|冰箱|门窗|窗户|气垫|球|暖气片?|马桶|游泳圈)[^,。]{0,4}漏气|(?:煤气|燃气|天然气|灶)[^,。]{0,3}火苗[^,。]{0,4}[小弱]|gas (?:bill|station|price|fee|meter reading|stove)s?|(?:煤气|燃气|天然气)(?:费|公司|卡|账单|缴费)/gu,
  // Names of Linli's own categories: a text that dictates a category to the bot reports no danger.
  /fire\.(?:burning|blocked_exit)|火灾疏散(?:令|图|通道|路线|预案)/gu,
  // Trapped: welfare, keys, animals, things.
  /被?困难(?:群众|家庭|户|职工|老人)|钥匙[^,。]{0,6}锁在?[^,。]{0,4}|(?:小?[猫狗]|宠物)[^,。]{0,4}(?:走丢|走失|不见)|(?:猫|狗|鸟|车|按钮|手机卡?|门)(?:被)?卡[在住][^,。]{0,6}|keys?[^.]{0,10}locked (?:in|inside)[^.]*/gu,
  // Things are knocked over, not people.
  /(?:[围护]?栏杆?|[灯电]?杆|桩|柱子?|墩|墙|树|牌子?|箱|桶|大?门|亭|路灯|棚|花坛|隔离带)[^,。人]{0,3}(?:[被让给叫][^,。]{0,6}?)?撞[飞倒]|撞[飞倒]了?[^,。人我他她孩]{0,5}(?:栏杆?|杆|桩|柱|墩|墙|树|牌|箱|桶|门|灯|棚)(?!旁|边|下|杆)/gu,
  // Injury: hyperbole, benefits.
  /救命(?:稻草|恩人|钱)|救护车通道|(?:臭|味|熏|热|累|压力|房贷)[^。]{0,8}[喘透]不[过上]来?气|中暑(?:补|津|预防|药)|工伤|忙晕|晕死|独居老人(?:补|服务)|受伤的?(?:猫|鸟|狗|流浪|野)|(?:小狗|小猫|猫|鸡|宠物|羊)被[^,。]{0,6}咬[死伤]?|保安[^,。]{0,10}(?:[,。]?[叫喊][^,。]{0,3}不醒)|[喷洒打]农药/gu,
  /(?:smell|stench|stink)[^.]{0,20}(?:choking|can'?t breathe)|choking (?:smell|hazard)/gu,
  // Cables and devices without a danger of electric shock.
  /(?:网线|光缆|电话线|通信线|有线电视)[^,。]{0,8}|漏电(?:保护|开关|断路)器?/gu,
  // Violence and death as a figure of speech, or as a subject.
  /(?:猫|狗|狗狗)[^,。]{0,4}打架|打架子|家暴(?:咨询|热线|法|知识|宣传|庇护)|(?:热|吵|臭|闹|烦|晒)[^,。]{0,4}(?:想死|活不下去|不想活)|自杀式|跳楼(?:价|大甩卖)/gu,
]

const NEGATION =
  /(?:(?<!有)没有?|未|无|(?<!是)不是|并非|不会|闻不到|不|别|勿)(?:人|什么|闻到|发现|发生|看到|被|再|任何|出现|真的)*$/u
const NEGATION_EN =
  /\b(?:no|not|nobody|no one|isn'?t|wasn'?t|aren'?t|without|never|nobody'?s)(?: \w+){0,2} ?$/u
const FEAR =
  /担心|(?<!害)怕(?!是)|万一|如果|要是|假如|容易|隐患|迟早|早晚[要会得]|总有一天|避免|防止|以免|以防|预防|差点|差一点|险些|小心|谨防|提防|警惕|afraid|worried|might|could|in case|prevent|almost|nearly|risk of/u
const HABIT = /经常|天天|老(?:是|出|有|被|一个人)|总是|时常|动不动|好几|多次|几次|often|keeps?|always/u
const LONG_AGO =
  /上次|上周|上个?月|上星期|去年|前年|以前|之前|前段时间|前阵子|那天|那次|曾经?|当年|自从[摔跌]了?$|last (?:year|week|month|time)|years? ago|months? ago|used to/u
const RECENT = /昨天|昨晚|昨夜|前天|前几天|前两天|yesterday|last night/u
const STILL = /现在|正在|又|还在|还有|还是|一直|至今|到现在|刚|开始|今天|马上|now|still|again|since/u
/** "…的事处理得怎么样了", "…的赔偿有结果吗": asks about the progress, not for help. */
const SETTLED =
  /^.{0,4}(?:的事|事情|事件|的问题|的情况|原因|事故|赔偿).{0,12}(?:吗|没有?$|怎么样|如何|结果|进展|呢)/u
const ASKED_ABOUT =
  /^.{0,2}(?:知识|讲座|培训|宣传|赔偿|赔付|保险|认定|补助|补贴|津贴|报销|咨询|热线|门诊|证明|标准|应急预案|谁赔|赔多少|的话|咋跑|怎么跑|往哪跑|怎么逃)/u
const TREATED =
  /缝了[^,。]{0,3}针|住(?:了|过)[^,。]{0,6}院|打了?石膏|拍了?片|(?:花|垫)了[^,。]{0,6}(?:医药费|医疗费|看病)|(?:医药费|医疗费)[^,。]{0,6}(?:谁|不[赔给出付])|\bstitches/u
const NOT_OVER =
  /现在|正在|刚[才刚]?[摔撞跌被]|快来|救命|不止|昏[迷倒]|不醒|120|救护车|[起动站][^,。]{0,2}不[了来]|不了身|又[晕昏摔吐流]|help|right now/u
const CAUSED = /(?:引起|引发|导致|造成|会|能)(?:发生|不会)?$/u

export type Calmer =
  | 'negated'
  | 'feared'
  | 'caused'
  | 'habit'
  | 'long_ago'
  | 'over'
  | 'recent'
  | 'settled'
  | 'asked_about'
  | 'asked'
  | 'treated'

/** A match and the rest of its clause. */
export interface Surroundings {
  before: string
  match: string
  after: string
  /** The whole text. */
  said: string
}

export const CALMERS = {
  negated: ({ before }) => NEGATION.test(before) || NEGATION_EN.test(before),
  feared: ({ before, match }) => FEAR.test(before + match),
  /** "容易引起火灾" is a warning; "引起火灾了" is a report. */
  caused: ({ before, after }) => CAUSED.test(before) && !/^[了啦]/u.test(after),
  habit: ({ before, match }) => HABIT.test(before + match),
  /** For events that end by themselves: only words before the event say whether it is still going on. */
  long_ago: ({ before, match }) => LONG_AGO.test(before + match) && !STILL.test(before + match),
  /** For dangers that last until they are repaired, such as a leak: also words after it say that it still goes on. */
  over: ({ before, match, after }) => LONG_AGO.test(before + match) && !STILL.test(before + match + after),
  recent: ({ before, match }) => RECENT.test(before + match) && !STILL.test(before + match),
  settled: ({ after }) => SETTLED.test(after),
  asked_about: ({ after }) => ASKED_ABOUT.test(after),
  /** "昨天缝了四针": the injury was treated; the request is about its cause. */
  treated: ({ said }) => TREATED.test(said) && !NOT_OVER.test(said),
  asked: ({ after }) => /^[了啦]?(?:吗|么|嘛|没有?)$/u.test(after),
} satisfies Record<Calmer, (around: Surroundings) => boolean>
