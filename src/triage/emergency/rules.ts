/**
 * The patterns of emergencies. One rule per kind, the graver danger first: the first matching rule decides. Texts are
 * normalised before (see detect.ts), so a pattern needs one form only.
 *
 * Prefer a pattern that is too wide to one that is too narrow. With each new pattern add its cases to
 * prompts/exams/emergency.yaml, including harmless texts that look alike. Exceptions are in exceptions.ts.
 */
import type { EmergencyKind } from '../../domain/emergency-kind.ts'
import type { Calmer } from './exceptions.ts'

export interface EmergencyRule {
  kind: EmergencyKind
  /** Circumstances that cancel the alarm. Fewer for dangers that people describe in guarded words. */
  calmedBy: readonly Calmer[]
  alarms: readonly RegExp[]
}

/** A person, not a telephone, a cat or a key. */
const WHO =
  '(?:人|我们?|他们?|她|孩子|小孩|宝宝|娃|老人|老头|老太太?|老爷子|奶奶|爷爷|大爷|大妈|阿姨|爸|妈|孕妇|老伴|老公|老婆|丈夫|妻子|哥|姐|弟|妹|工人|学生|邻居)'
/** Up to `most` characters within one sentence, commas and blanks included. */
const NEAR = (most: number) => `[^。!?;\\n]{0,${most}}`
const re = (source: string) => new RegExp(source, 'u')

const GAS = '(?:煤气|天然气|燃气|液化气|瓦斯|气罐|可燃气体)'
const INDOORS = '(?:家里|我家|屋|房间|室|客厅|厨房|车库|一楼|店里|楼道|电梯)'
/** A person, in English, as the object of a blow. */
const SOMEBODY_EN =
  '(?:me|him|us|them|someone|somebody|people|(?:his|her|my|their|our|an?|the|another)(?: \\w+)? (?:wife|husband|kids?|child(?:ren)?|son|daughter|m[ou]m|mother|dad|father|girl(?:friend)?|boy(?:friend)?|wom[ae]n|m[ae]n|lady|guy|baby|grand\\w+|neighbou?r|parents?|security guard|guard|worker|cleaner|student|driver))\\b'
const PIPE = '(?:水管|管道|管子|自来水|龙头|阀门|消防栓|暖气|热水器|爆管|接头)'

export const EMERGENCY_RULES: readonly EmergencyRule[] = [
  {
    kind: 'suicide',
    calmedBy: ['negated', 'long_ago', 'settled'],
    alarms: [
      /跳楼(?!机|价|大?甩|大减)|坠楼|轻生|自杀(?!式)|自残|割(?:了|开)?(?:自己)?的?手?腕|上吊|寻死|寻短见|遗书|安眠药/u,
      /(?:要|想|准备)[^,。]{0,3}跳(?:下|楼|河|江|桥)|从[^,。]{0,8}跳(?:下|河|江)|往下跳|跳(?:河|江|井)了|要跳$/u,
      /(?:楼顶|顶楼|天台|桥上|栏杆外|阳台外)[^。]{0,16}(?:要跳|跳下)/u,
      /不想活(?!人|动)|想死(?!你|了你|我了|心)|撑不下去|活[够腻]了|活着没意思|活不下去|不如死|死了算了|一死了之|一了百了|结束(?:自己)?的?生命/u,
      /(?:楼顶|顶楼|天台|栏杆外|阳台外)[^。]{0,8}[站坐][^。]{0,6}(?:边|沿|外)|(?:[站坐]|(?<!有)趴)在[^,。]{0,4}(?:楼顶|顶楼|天台|窗台|桥)(?:边|外|沿|栏)|[站坐]在[^,。]{0,4}(?:楼顶|天台|栏杆外|阳台外|窗台外)/u,
      /(?:吃|吞|喝)[^,。]{0,3}(?:整?瓶|大把|好多|几十)[^,。]{0,3}药/u,
      // Means that are prepared for a set day: "药都攒好了，就等今晚".
      /(?:药|药片)[^,。]{0,4}(?:攒|囤)(?:好|够|齐|了|着)|(?:药|绳子?|炭)[^,。]{0,4}(?:备|准备|买)(?:好|齐)了?[,。]?[^,。]{0,6}(?:就等(?:今晚|今夜|天黑|明天)|解脱|上路|陪我走)/u,
      // Said in passing, or as a goodbye: "解决了他我也不活了", "来世再见".
      /(?<!笑死?得?)我[也都就]?不活了|(?:来[世生]|下辈子)再[见会]|(?:今晚|明天|以后|过了今[晚天])[^,。]{0,3}我就?(?:都|会)?不在(?:了|这世上|人世)/u,
      /^我?(?:已经)?(?:把)?(?:准备|买|备|拴|系)好了?一?[根条]?绳子了?$|^绳子都?(?:准备|买|备|拴|系)好了$|烧炭[^,。]{0,4}(?:不?疼|不?痛|难受|自杀)/u,
      /药[^,。]{0,3}(?:吃|吞|咽|喝)下去了|我在(?:楼顶|顶楼|天台|桥上)[^。]{0,10}(?:结束|再见|对不起|没意思)|有人[^,。]{0,4}(?:跳(?:河|江|井|桥|湖|海)|投河)/u,
      /(?:took|taken|swallowed|ate) (?:all|\d{2,}|(?:a )?(?:lot|handful|bunch) of|too many|the whole (?:box|bottle) of)[^.]{0,20}(?:pills|tablets|medicine|medication|sleeping)|goodbye forever/u,
      /(?:只想|早点|彻底|就能|终于)[^,。]{0,3}解脱|后事[^,。]{0,4}(?:交代|安排)(?:好|完)|别(?:再)?(?:救|找)我了?(?:[,。]|$)/u,
      /(?:sav|stor|hoard|stockpil)\w{0,20} (?:up )?(?:\w{1,30} ){0,3}(?:pills|tablets|medication)|(?:pills|tablets) (?:are )?(?:all )?(?:ready|saved up|counted)[^.]{0,20}tonight/u,
      /kill (?:my|him|her)self|suicid|jump(?:ing)? (?:off|from)|(?:wants?|going|about|threatening) to jump|(?:don'?t|do not) want to (?:live|be alive)|end (?:my|his|her) life|want(?:s)? to die|bottle of (?:sleeping )?pills|too many (?:sleeping )?pills|(?:cut|slit) (?:my|his|her) wrist/u,
    ],
  },
  {
    kind: 'violence',
    calmedBy: ['negated', 'long_ago', 'settled', 'asked_about'],
    alarms: [
      /(?:在|一直|又|往死里|拼命)打(?:人|孩子|小孩|老婆|她|他|老人)|打(?:我(?!们?的?(?:电话|手机))|老娘|老婆|爸|妈|了人|人了)|殴打|[棍棒刀瓶][^,。]{0,3}打|打得[^,。]{0,6}血|[砸踹](?:我家?的?)?门(?!店|锁坏)|小偷在|被[^,。]{0,5}摸(?:了|我)|打架|打起来了/u,
      /被[^,。]{0,5}(?:打(?:了|伤|得|死|成)|砍|捅)|(?:砍|捅|刺|杀)(?:了?人|了?我|死)|要(?:杀|砍|揍|打)(?:我(?!们?的?(?:电话|手机))|他|她|人)|抢(?:我?的?(?:东西|钱|包|手机|孩子)|劫)|(?:弄|打)死(?:他|她|你|我(?!也)|全家)/u,
      /(?:动|持|拿着?|提着?|带着?|举着?)(?:把|一把|菜|水果|砍)?刀(?!切|削|具|片)|同归于尽|报复社会|炸弹|开枪/u,
      /(?:有人|正在|小偷在?)[^,。]{0,4}(?:撬|砸|踹)[^,。]{0,4}(?:门|锁|窗)|(?:有人|持刀)[^,。]{0,3}入室|入室(?:抢|行凶)|强行(?:闯|进)|闯[进入](?:我|家|屋|来)|绑架|拐走|劫持/u,
      // Violence against children and dependants; their reports about adults are urgent too.
      /(?:天天|经常|整天|老是?|总是?|每天)(?:在?打|揍|抽|虐待)(?:孩子|小孩|娃|他|她|儿子|女儿|老人|老婆)|虐待(?:孩子|小孩|儿童|娃|老人|学生|我|她|他)/u,
      /(?:老师|保育员|教练|园长|保姆|继父|后妈)[^,。]{0,4}(?:打|扇|掐|扎|踢|捆|关|摸|亲)(?:了)?(?:我?们?家?的?)(?:孩子|小孩|娃|宝宝|学生|女儿|儿子|孙女|孙子|闺女|她|他|我)(?!们?的?(?:家|电话|手机|分|底|情况|扫))/u,
      /脱(?:了|掉)?(?:我?家?的?)(?:孩子|小孩|娃|女儿|孙女|闺女|她|他|我|学生)的?[^,。]{0,2}(?:裤|衣|裙)|摸(?:了)?(?:我?家?的?)(?:女儿|孙女|闺女|孩子|她)?(?:的)?(?:下面|下体|下身|隐私|私处|屁股|胸)/u,
      /[他她]喝[多醉]了?[^。]{0,4}(?:砸|摔|打|踹)|被[^,。]{0,6}关(?:起来|在)[^。]{0,8}打/u,
      // "他又动手了，我不敢回家": reports of domestic violence often leave out the victim.
      /(?:[他她]|老公|丈夫|我?男人|前夫|男友|男朋友|继父|我爸|我儿子)[^,。]{0,6}动(?:手|粗)(?:了(?!修|拆|干|做|挖|装|清|施工|术)|打)|又(?:对|跟)(?:我|孩子|娃|妈)[^,。]{0,3}动(?:手|粗)/u,
      /(?:afraid|scared|frightened) to go (?:back )?home[^.]{0,30}\b(?:he|she|husband|wife|father|boyfriend)\b|\b(?:he|she|husband|wife|father|boyfriend) (?:hit|beat|hurt|attacked) me again/u,
      /家暴|强奸|性侵|猥亵|(?:有人|被人?)[^,。]{0,6}(?:跟踪|尾随)|(?:跟踪|尾随|威胁|恐吓|骚扰|摸)我(?![们的家])|救救我/u,
      /(?:with|has|holding|waving|carrying|got) a (?:\w{1,30} )?(?:knife|gun)|knives|stabb|break(?:ing|s)? in(?:to)? (?:my|our|the|a)|intruder|robb(?:ed|ing|ery)|kidnap|domestic violence/u,
      /(?:beating|attacking|hitting|assaulting|threatening|beats|attacked) (?:up )?(?:me|her|him|us|my|someone|people|a )|(?:people|men|they) (?:are )?fighting|(?:was|been|got|being) beaten|threat\w{0,20} to (?:kill|hurt|stab)|following me|(?:he|she|they|husband|boyfriend|neighbou?r) (?:just )?(?:hit|hits|punched|slapped|kicked) (?:me|her|him)|screaming for help/u,
      re(
        `\\b(?:(?:is|are|he's|she's|they're|keeps?|started|just|still|someone|somebody) (?:\\w+ )?(?:hitting|beating|punching|kicking|slapping|strangling|choking|attacking)(?: up)? |(?:hits|beats|punches|kicks|slaps|strangles|punched|slapped|strangled|beat up|beats up) )${SOMEBODY_EN}`,
      ),
      /(?:woman|girl|wife|lady|child|kid|boy)(?: is| keeps)? (?:screaming|crying) (?:and|for) (?:help|begging)|dragg(?:ing|ed|s) (?:her|me|a (?:girl|woman|child|boy)) /u,
    ],
  },
  {
    kind: 'gas',
    calmedBy: ['negated', 'feared', 'over', 'settled'],
    alarms: [
      re(
        `${GAS}${NEAR(12)}(?:味|泄漏|漏|爆了|爆炸|嘶|破裂|往外|冒|脱落|没关|忘关|忘了关|关不|散不|报警(?!器)|呛|头晕)`,
      ),
      re(`[全都]是${GAS}`),
      /漏气/u,
      re(`(?:闻到|像|一股|漏的?是?|味道?是)[^,。]{0,4}(?:煤气|天然气|燃气|瓦斯)`),
      re(`${GAS}[^,。]{0,4}(?:管|管道|管线)[^,。]{0,4}(?:挖断|断了|破|裂)`),
      re(`${GAS}(?:泄漏)?(?:报警器|警报)[^,。]{0,6}(?:响|叫|报警)`),
      /(?:煤气|一氧化碳|沼气)中毒|臭鸡蛋/u,
      /gas (?:is )?leak|leak(?:ing|s|ed)? gas|smells? (?:of |like )?gas|smelling gas|gas (?:smell|odou?r)|smell of gas|smell(?:s|ed|ing)? (?:the |some |strong )*gas|gas (?:pipe|line|valve|tank|meter)[^.]{0,12}(?:leak|burst|hiss)|gas (?:alarm|detector)|carbon monoxide/u,
    ],
  },
  {
    kind: 'fire',
    calmedBy: ['negated', 'feared', 'caused', 'long_ago', 'recent', 'settled', 'asked_about', 'asked'],
    alarms: [
      /烧到[^,。]{0,4}(?:[号栋幢座]楼?|楼上|楼下|隔壁)|(?:^|[,。])🔥{2,}|(?:楼|院|栋|单元|屋|房)[^,。]{0,2}🔥|[着起失]火(?!车|锅|点)|走水[了啦]|自燃|纵火|放火|火灾|火势|火光|冒火(?![花星])|火星[^。]{0,6}[有冒]烟|起烟|火(?:很|好|太)大|有烟有火|火苗|明火|浓烟|爆燃|爆炸(?!头|性)/u,
      /[焦糊]味|烧(?:起来|着了|了起来)|(?<![睡点看])着了[^。]{0,6}烟|(?:烧焦|焦糊|烧糊)的?味/u,
      /(?:锅|车|房|屋|柜|帘|被子|床|沙发|树|草|纸|楼|棚|杂物)[^,。]{0,3}(?<![睡点])着了|烧得[^,。]{0,3}[大旺厉]|[全都]是浓?烟(?!头|味)|烟雾(?!报警|探测|感应)|(?:车|房子?|棚子?|楼|仓库|山|林|厨房)[^,。]{0,2}烧了|被[^,。]{0,5}点着|(?:电瓶|电池|电动车|电瓶车|锅炉|充电宝)[^,。]{0,3}炸|(?:快|赶紧|帮[我忙])[^,。]{0,3}打119/u,
      /冒[着出]?(?:黑|大|滚滚)烟|往外冒[^,。]{0,2}烟/u,
      /(?:插座|插头|电箱|电表|电瓶|电池|电动车|线路|电线|楼|窗|屋|房|库|电梯|空调|变压器|充电桩|家里?|楼道|井|车)[^,。]{0,8}冒[着出]?烟/u,
      /(?:火警|火灾报警|消防警报|烟雾报警器?|烟感)[^,。]{0,4}(?:在?响|在?叫)|(?:快|赶紧|来人)[^,。]{0,3}救火/u,
      /(?:on|caught|catch|catching|set) fire|fire (?:in|at|on|inside) |(?:is|'s) (?:a )?(?:big )?fire\b|^(?:help,? )?fire(?:!|$)|fire!|\bburning\b|smoke (?:is )?(?:coming|pouring|rising|billowing)|(?:thick|black|heavy|lots of|full of|filled with) smoke|smoke (?:is )?everywhere|(?:house|kitchen|car|building|apartment) fire\b|\bblaze\b|\bflames\b|explo(?:sion|ded)/u,
    ],
  },
  {
    kind: 'shock',
    calmedBy: ['negated', 'feared', 'caused', 'over', 'settled', 'asked_about'],
    alarms: [
      /(?<![接碰])触电(?!影|子)|漏电(?!保护|开关|断路)|火花|火星|触了电/u,
      /(?:电线(?!杆)|高压线|电缆|火线)[^,。]{0,6}(?:掉|断[了开]|断$|落|垂到|垂下|在地|拖地)/u,
      /(?:变压器|电线|插座|电箱|电表|开关|线路)[^,。]{0,6}(?:打火|放电|爆了|滋滋)/u,
      /[被遭挨给][^,。]{0,3}电(?:了|到|打|击|倒|着了)/u,
      /(?:水|门|杆|栏|墙|地|管|龙头|机|箱)[里上]?(?:面)?有电(?=[,。!了]|$)|带电(?=[,。!了的]|$)/u,
      /(?:漏电|带电|有电|电)[^。]{0,10}(?:手|脚|腿)[^,。]{0,2}麻|麻手|电(?:人|手)(?!士|工|机)|[摸碰踩][^,。]{0,3}麻(?!烦|将|辣)/u,
      /electrocut|electric shock|(?:got|get|getting|being) shocked|(?:power|electric|high.?voltage) (?:line|cable|wire)s?[^.]{0,12}(?:down|fallen|fell|broke|snapped)|live wire|(?:broken|fallen|hanging) power line|power line[^.]{0,12}hanging|(?:was|were) shocked|(?:裸露|露着?)[^,。]{0,3}电线[^。]{0,8}碰|sparks?\b|sparking/u,
    ],
  },
  {
    kind: 'trapped',
    calmedBy: ['negated', 'feared', 'habit', 'long_ago', 'recent', 'settled', 'asked'],
    alarms: [
      /被困(?![难扰境惑])|困人|把人[^,。]{0,2}关(?:在|进|里)|困(?!难)[在住到]?[^,。]{0,4}(?:电梯|轿厢|屋|车里|水里|家里|里[面头]|洪水)/u,
      re(`电梯${NEAR(8)}(?:困(?!难)|关[起住着在了]|锁住|夹[住到]了?人)|[关卡锁]在电梯|关电梯|在轿厢里`),
      /反锁在(?:家|屋|卧室|厕所|卫生间|房|车|里)|[房屋楼]顶[^。]{0,6}下不来|喉咙[^,。]{0,3}卡在/u,
      re(`电梯${NEAR(24)}(?:出不[来去]|里[面头]?有|里有人|人在里[面头]|我们?在里[面头]|呼救|求救)`),
      re(`${WHO}[^,。]{0,8}锁(?:在|到|进)?了?(?:自己|我|他)?(?:家|屋|车|房|里)`),
      re(`(?:${WHO}|头|手(?!机)|脚|腿|胳膊)[^,。]{0,4}[卡夹][在住到](?!了?喉)`),
      re(`${WHO}[^,。]{0,6}[掉跌摔滑落](?:进|到|入|下)?了?[^,。]{0,3}(?:井|下水道|河|水里|坑|池|沟|湖|塘)`),
      /落水(?!管|口|洞|斗)|溺水|淹着人|被埋|埋了?人|把?人[^,。]{0,2}埋|人[^,。]{0,2}出不来|压[着住到]了?[^,。]{0,3}人/u,
      /(?:stuck|trapped|locked) (?:in|inside)[^.]{0,12}(?:elevator|lift|car\b|room|flat|apartment|house|bathroom|basement)|(?:people|person|someone|child|kid|baby|man|woman|we|i)(?: are| is| am|'re|'m)? trapped|fell (?:in|into|down)[^.]{0,15}(?:manhole|river|well|shaft|hole|pond|lake)|drown|(?:lift|elevator)[^!]{0,40}(?:with .{1,20} (?:in it|inside)|(?:we|i|she|he)(?:'m|'re| are| am| is) (?:still )?inside)/u,
    ],
  },
  {
    kind: 'flood',
    calmedBy: [
      'negated',
      'feared',
      'caused',
      'habit',
      'long_ago',
      'recent',
      'settled',
      'asked_about',
      'asked',
    ],
    alarms: [
      re(
        `${INDOORS}[^,。]{0,6}(?:被|给|让|遭)?水?淹|${INDOORS}[^,。]{0,4}灌水|地下室[^,。]{0,4}灌水|被水淹|发大水|倒灌${NEAR(8)}(?:屋|家|室|一楼|厨房|车库)`,
      ),
      re(`(?:屋|家里?|室|库)[^,。]{0,6}倒灌`),
      re(
        `${PIPE}[^,。]{0,6}[爆炸裂]${NEAR(16)}(?:家|屋|楼道|电梯|厨房|灌|关不|涌|满|淹)|爆管${NEAR(10)}(?:家|屋|灌)`,
      ),
      re(
        `(?:厨房|家里?|屋里?|卫生间|厕所|室内)[^。]{0,6}(?:水管|管子?|龙头|软管)[^。]{0,3}(?:[爆炸崩]|断了)`,
      ),
      re(
        `水[^,。]{0,6}(?:漫|涨|没过|冲进|涌进|灌进|往)[^,。]{0,6}(?:插座|屋|家|床|电梯|膝|腿|室|楼道|客厅|厨房|一楼)`,
      ),
      /水位[^,。]{0,5}(?:涨|上升)|(?:屋里?|家里|室|车库|客厅)[^,。]{0,4}(?:进水|全是水|都是水)|我家进水|(?:屋里|家里|客厅|卧室)[^,。]{0,3}积水/u,
      /(?:flat|apartment|home|house|basement|garage|room|kitchen|bathroom)[^.]{0,10}flood|flood(?:ed|ing)[^.]{0,12}(?:flat|apartment|home|house|basement|room|kitchen)|water (?:is )?(?:pouring|gushing|rushing|coming) (?:in|into|through|down|from the ceiling)/u,
    ],
  },
  {
    kind: 'injury',
    calmedBy: ['negated', 'feared', 'habit', 'long_ago', 'settled', 'asked_about', 'asked', 'treated'],
    alarms: [
      /[晕昏](?:倒|过去|迷|厥)|[人都家][^,。]{0,3}晕了|不省人事|[叫喊摇]不[醒应]|(?:没|没有|停止)了?(?:呼吸|心跳)|抽搐|口吐白沫|窒息|休克|噎住|呛住|惊厥|烧[^,。]{0,6}抽|断气/u,
      re(`${WHO}[^,。]{0,4}没气了`),
      re(
        `${WHO}[^,。扔搬东]{0,6}(?:从[^,。]{0,8})?掉下[来去]|${WHO}[^,。]{0,6}[躺趴瘫]在[^,。]{0,3}(?:地|路|门口|楼|草)`,
      ),
      /卡[住在]了?喉咙|喉咙[^,。]{0,3}卡|脸[^,。]{0,2}[紫青]了|快生了|[被给让][^,。]{0,4}烫|头[^,。]{0,3}(?:砸|撞|磕|摔)?破|撞[飞倒]|毒蘑菇|中毒|撞[到了倒]{0,3}[一两]?[个名](?:人|孩子|小孩|老人|行人)|摔[^。]{0,8}动不了|(?:快|赶紧|帮[我忙])[^,。]{0,3}打120/u,
      re(`(?:${WHO}|中暑|突然)[^,。]{0,4}(?:倒地|倒在)`),
      re(
        `${WHO}[^,。]{0,6}(?:从[^,。]{0,8})?(?:摔|跌|坠)(?:了|下|倒|伤|断)|滑倒[^,。]{0,4}(?:起不来|骨折)|骨折了`,
      ),
      /(?:摔|跌|fell)[^。]{0,8}站不起来|(?:摔|跌)[^。]{0,5}(?:起不来|爬不起|动不了|骨折|流血|断了)|摔断|(?:(?<![扶把拉机])手|指|腿|脚|臂|膊)[^,。]{0,3}断了|满[^,。]{0,2}血|[全都]是血|头破|流血|流了?[^,。]{0,3}血|血[^,。]{0,3}止不住|大出血|血流/u,
      /心脏病[^,。]{0,3}[发犯]|(?:心梗|脑梗|中风|脑溢血)[了发]|突发(?:心|脑)|半边身子[^,。]{0,4}(?:动不|不能动|没知觉|没力|麻|不听使唤|抬不|没感觉)|(?:突然|一下子?)[^,。]{0,6}半边身子|嘴歪|[胸心]口?[^,。]{0,2}[疼痛闷](?!我|你|他|钱|孩子)|呼吸困难|喘不[上过]来?气|透不过气/u,
      /(?:受|砸|撞|压|烫|烧|割|刺|炸|咬)伤|被[^,。]{0,6}(?:车|车子)撞(?![掉坏歪断翻弯])|[砸撞](?:到|中|了|倒|着)了?(?:人|头|孩子|小孩|老人|我(?![的家们车]))|车祸/u,
      /(?:被|让|给)[^,。]{0,8}(?:狗|猫|蛇|蜂)[^,。]{0,3}[咬蛰蜇]|[狗蛇]咬(?:了|到)?(?:人|我|孩子|小孩|老人)/u,
      /独居[^。]{0,14}(?:没反应|没动静|没人应|不应)|[喝吞服][^,。]{0,4}(?:农药|百草枯|敌敌畏|老鼠药)|食物中毒|中暑[了晕倒]|羊水|要生[了啦]|早产/u,
      // Dangerous things that were swallowed.
      /(?:孩子|小孩|娃|宝宝|儿子|女儿|孙子|孙女)[^,。]{0,3}(?:吞|咽|误食|吃)(?:了|下|进)[^,。]{0,5}(?:电池|磁铁|磁[力]?珠|硬币|别针|图?钉|干燥剂|洗衣[凝液粉]|降压药|安眠)/u,
      /(?:喝|误食|误服|吞)(?:了|下)?[^,。]{0,4}(?:洁厕|84(?:消毒|水|液|$)|消毒[液水]|洗洁精|漂白|汽油(?!味)|柴油(?!味)|甲醇|(?<![点了]酒)(?<!点)酒精(?!神|饮)|清洁剂|除草剂|强酸|烧碱)/u,
      /\bsos\b|\bhelp me\b(?=$|[!,.]| please|,?\P{ASCII})|\bmayday\b|(?:swallowed|drank|drunk) (?:a |an |the |some )?(?:button |\w+ )?(?:batter(?:y|ies)|magnets?|bleach|detergent|poison|petrol|pesticide|cleaner)/u,
      /救命(?!稻草|恩人|钱|药|之恩)|[叫要来]救护车|救人/u,
      /(?:man|woman|person|someone|mother|father|mom|dad|he|she|neighbou?r|child|lady|people|grand\w+) (?:has |just |suddenly )*collapsed|fell[^.]{0,12}can'?t (?:get up|move)|chest pain|(?:can'?t|cannot|trouble|difficulty) breath|fainted|passed out|(?:had|having|has) a stroke|(?:he|she|man|woman|someone|kid|child|baby|mother|father|grand\w+|worker) fell (?:from|off|down|out)|unconscious|(?:won'?t|not|doesn'?t) wak(?:e|ing) up|bleeding|(?:not|isn'?t|stopped) breathing|heart attack|having a (?:stroke|seizure)|ambulance|(?:is|are|got|been|badly|seriously) (?:injured|hurt)|hit by a (?:car|truck|bike)|choking|overdose|going into labou?r/u,
    ],
  },
  {
    kind: 'missing',
    calmedBy: ['negated', 'feared', 'long_ago', 'settled'],
    alarms: [
      /(?:孩子|小孩|老人|宝宝|娃|奶奶|爷爷|爸|妈|儿子|女儿)(?:[^。本卡证机包]{0,8}(?:不见[了咯啦]|走丢|走失|失踪|没回(?:家|来)|找不到(?!学|工|单位|房|接收))|弄?丢了)/u,
      /(?:child|kid|son|daughter|mother|father|mom|dad|grand\w+) (?:is |has |went )?(?:missing|disappeared|gone missing|wandered off)|(?:child|kid|son|daughter|mother|father|mom|dad|grand\w+)(?!'s)\b[^.]{0,30}(?:hasn'?t|has not|never) (?:come|came) (?:back|home)/u,
    ],
  },
  {
    // A call for the police without a reason gets the advice for violence.
    kind: 'violence',
    calmedBy: ['negated', 'long_ago', 'settled'],
    alarms: [/(?:快|赶紧|帮[我忙])[^,。]{0,3}(?:打110|报警)|call the police/u],
  },
]
