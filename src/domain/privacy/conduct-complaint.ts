/**
 * Separates complaints about staff from repair requests. "电梯坏了，请物业来修" goes to the company; "物业乱收费", "保安打人",
 * "网格员态度差" must never reach the accused. In doubt it is a complaint, so that a person at the desk reads it first.
 */
import { legible } from '../text/normalize.ts'

const OF_THE_COMMUNITY =
  '(?:社区|社區)(?:居委会|居委|书记|書記|主任|干部|幹部|工作人员|值班员|的人|那帮人|那些人)|居委会?|书记|書記|支书|街道(?:办事处|办|干部|书记|主任|领导|工作人员)|领导|干部|幹部|值班员|主任|办事(?:处|员)|(?<=举报|投诉|检举|控告|反映)社区(?![里内门口公广有附旁周边的活中卫])|社区(?=(?:从来|根本|都|也|一直|就是)?不(?:管|理|作为|处理|解决))'
const AT_WORK =
  '物业|物業|物管|保安|门卫|门岗|保洁员?|管家|城管|协管员?|执法队员?|网格[员长]|網格員|派出所|民警|辅警|警察|业委会|客服|前台|收费员|维修(?:工|师傅|人员)|环卫工人?|经理|经办人|工作人员|师傅|水?电工|队长|主管|班长|[所站科局]长|协警|交警|社工|巡逻(?:队|的)|楼[长组]|司机|维保|停车(?:场)?(?:管理员|收费员)|收(?:停车)?费的|(?:维修|扫地|修\\p{Script=Han}{1,3})的|看(?:大)?门的?(?=大爷|老头|人|[打骂凶推])|门口(?:的)?大爷|穿(?:制服|保安服)的|姓\\p{Script=Han}的'
const YOU = '你们|您们|邻里'
const ROLE_EN =
  'management|managers?|maintenance (?:man|men|guy|worker|staff)|electrician|plumber|repairman|doorman|concierge|police(?:man|men)?|(?:property|building|estate) (?:manage(?:r|ment)|company|staff|people|office)|management (?:company|office|staff)|(?:security )?guards?|security (?:staff|man|men)|grid (?:worker|manager)s?|city management|caretaker|janitor|cleaners?|front desk|receptionist|police officer|officials?'
const OF_THE_COMMUNITY_EN =
  'community (?:office|officers?|secretary|director|workers?|staff)|(?:party )?secretary|subdistrict (?:office|officials?|staff)|duty officers?'
const YOU_EN = 'you people|you guys|your (?:staff|workers?|people|man|men|officers?)'

/** Misconduct of staff. */
const WRONG =
  '(?:乱|亂|违规|違規|多|重复|强制|私自|胡乱|偷偷|违法)(?:收费|收費|收钱|收款|罚款|扣钱|涨价)|收(?:黑钱|好处|红包|礼)|索[贿要]|受贿|行贿|回扣|贪污|贪钱|挪用|侵占|克扣|骗[人钱我]|欺[负骗]|刁难|歧视|吃拿卡要|优亲厚友|勾结|包庇|袒护|护着|泄露|骚扰|报复|勒索|骂|罵|爆粗|脏话|打(?:了|伤|骂|人|我|他|她|老人|孩子|业主|居民|架)|动手|动粗|踢[人我]|推(?:了|搡|倒)我|威胁|威脅|恐吓|吓唬|砸我|扣(?:我|押金|车|人)|没收|偷(?:东西|我|了|窃)|赶(?:走了?)?[我人]|把(?:我|咱|俺|他|她|老人|孩子)[^。！？!?\\n]{0,4}(?:拦|推|打|锁|关|赶|轰|摔|按|拖)|不(?:让|准)[进出]|禁言|踢出|移出|态度(?:[^。！？!?\\n]{0,3})(?:差|恶劣|惡劣|不好|蛮横|冲|坏|傲慢|粗暴)|说话(?:[^。！？!?\\n]{0,3})(?:难听|冲|伤人)|(?:很|好|真|太|特别)凶|凶(?:我|人|巴巴|得很)|吼[我人]|翻白眼|阴阳怪气|爱答不理|玩忽职守|失职|渎职|乱作为|滥用职权|喝酒|酗酒|私吞|中饱私囊|以权谋私|造假|作假|做假账|伪造|冒充|冒名|不透明|暗箱|黑箱|坑[人我业居害]|讹|敲诈|保护费|小费|[收要](?:了)?(?:红包|好处)|收钱|乱?要钱|多收|不退|扣押|踹|扇(?:我|了|他|她|耳光|巴掌)|拽|掐|殴|猥亵|猥琐|摸我|偷[看拍窥]|跟踪|尾随|盯着我|辱|羞|嘲笑|不干净|嘴臭|放狗|[推拦锁扎撬讹耍整搜咬]着?我|撬(?:门|锁|开)|闯[进入]|[进翻]我家|[停断](?:了)?(?:我|业主|居民|用户)(?:家)?的?[水电气门]|(?:不让|不准|不许|逼|拦着)(?:我|咱|俺|业主|居民|住户|老人|孩子)|停水停电逼|关系户|混蛋|流氓|王八蛋|不是(?:个)?(?:东西|人)|垃圾得|太垃圾|黑心|坑爹'
/** Neglected duties of staff. */
const UNDONE =
  '不作为|不作為|推诿|扯皮|踢皮球|敷衍|糊弄|不负责|不上心|脱岗|离岗|睡觉|玩手机|打牌|偷懒|摆烂|不公示|不公开|啥也不(?:管|干)|(?:都|也|从来|根本|总|就是|一直|死活|又|还)?不(?:管(?!用|是|怎)|理(?:人|会|我|睬)?|搭理|修|处理|解决|回复|接电话)|没人(?:管|理|接)|躲着|(?:从来|根本|一直|都)不来|不出警|不管事|不干(?:活|事)|服务(?:[^。！？!?\\n]{0,3})(?:差|烂|不好|恶劣)|收费(?:[^。！？!?\\n]{0,4})(?:不合理|没(?:有)?公示|太高)'
const WRONG_EN =
  'rude(?:ly)?|insult\\w*|shout\\w*|yell\\w*|swear\\w*|swore|cursed|hit (?:me|my|him|her|us|a|an)\\b|beat\\w*|punch\\w*|push(?:ed|es)? (?:me|my|him|her)|threaten\\w*|brib\\w*|corrupt\\w*|overcharg\\w*|illegal(?:ly)? charg\\w*|extra fees|steal\\w*|stole|harass\\w*|bull(?:y|ies|ied|ying)|discriminat\\w*|lied|cheat\\w*|abus(?:e|es|ed|ive)|drunk|terrible attitude|bad attitude|took (?:my |our |some )?money|touch\\w*|grop\\w*|molest\\w*|spy\\w*|spat|spit\\w*|slap\\w*|kick(?:s|ed)? (?:me|my|him|her)|grab\\w*|cut off (?:my|our)|l(?:ies|ying)\\b|demand\\w* money|asked? (?:me |us )?for money|stalk\\w*|follows? me|followed me|mock\\w*|scream\\w* at|broke into (?:my|our)|entered my'
const UNDONE_EN =
  "asleep|sleeping|lazy|ignor(?:e|es|ed|ing)|refus(?:e|es|ed) to|does nothing|do nothing|never (?:answers?|comes?|does)|won't (?:answer|come|do|fix)"

const COMPLAINS = '举报|舉報|投诉|投訴|检举|控告|告发|状告'
const COMPLAINS_EN =
  '(?:complain(?:t|ts|ing)?|report(?:ing)?|grievance)\\b[^.!?\\n]{0,25}?\\b(?:about|against|of)|report(?:ing)?'

const between = (most: number) => `[^。！？!?;；\\n]{0,${most}}?`
const anyOf = (...sources: string[]) => `(?:${sources.join('|')})`

const ACCUSED = anyOf(OF_THE_COMMUNITY, AT_WORK)
const ACCUSED_EN = anyOf(OF_THE_COMMUNITY_EN, ROLE_EN)
const patternOf = (source: string) => new RegExp(source, 'iu')

/** "让保安把小贩赶走" asks the staff to act; "让物业赶出来" reports what staff did to a person. */
const BY_THEM = '(?:(?!把(?![我咱俺老孩]))[^。！？!?;；\\n]){0,6}?'
const CHASED = '赶(?!走(?!了|我))'

const CONDUCT = [
  // The accused must precede the deed, so that 邻居骂人，物业管管 counts as about the neighbour.
  patternOf(`${ACCUSED}${between(12)}${anyOf(WRONG, UNDONE)}`),
  // 私自 may describe another person in the sentence, so it counts only directly after the accused.
  patternOf(`${ACCUSED}${between(3)}(?:私自|擅自|强行|强制)`),
  patternOf(
    `(?:黑心|无良|流氓|恶霸|混蛋)的?${ACCUSED}|(?:^|这|什么|[\\s,，。!！])(?:垃圾|破|黑)物业(?![没不来清收运])|物业(?:真|太)黑`,
  ),
  patternOf(`${anyOf(YOU)}${between(8)}${anyOf(WRONG)}`),
  patternOf(`\\b${anyOf(ACCUSED_EN)}\\b[^.!?\\n]{0,40}?\\b${anyOf(WRONG_EN, UNDONE_EN)}`),
  patternOf(`\\b${anyOf(YOU_EN)}\\b[^.!?\\n]{0,30}?\\b${anyOf(WRONG_EN)}`),
  patternOf(`\\b(?:rude|lazy|corrupt|abusive|drunk|violent) ${anyOf(ACCUSED_EN)}`),
  patternOf(
    `(?:被|让|给)${ACCUSED}${BY_THEM}${anyOf('打', '骂', '推', CHASED, '骗', '扣', '威胁', '轰', '踹', '扇', '拽', '拦', '坑', '讹', '辱', '吼', '拖', '摔', '掐', '锁', '欺')}`,
  ),
  patternOf(`${anyOf(COMPLAINS)}${between(10)}${anyOf(ACCUSED, YOU)}`),
  patternOf(`${ACCUSED}${between(6)}${anyOf('我要', '要')}${anyOf(COMPLAINS)}`),
  patternOf(`\\b${COMPLAINS_EN}\\b[^.!?\\n]{0,20}?\\b${anyOf(ACCUSED_EN, YOU_EN)}\\b`),
]
const ABOVE = [
  patternOf(anyOf(OF_THE_COMMUNITY)),
  patternOf(`\\b${anyOf(OF_THE_COMMUNITY_EN, YOU_EN)}\\b`),
  patternOf(anyOf(YOU)),
]

export interface Conduct {
  /** It is, or may be, about staff of the community's own desk, so the district's desk reads it. */
  above: boolean
}

/**
 * @param names of units and workers that the words mention: each counts like the title of an office.
 * @returns null when the words are no complaint about staff.
 */
export function conductIn(words: string, names: readonly string[] = []): Conduct | null {
  const plain = legible(words)
  const said = names.reduce((text, name) => text.replaceAll(name, '工作人员'), plain)
  if (!CONDUCT.some(pattern => pattern.test(said))) return null
  return { above: ABOVE.some(pattern => pattern.test(said)) }
}

/** Do the words name the property company or its staff (物业, 保安)? */
export const namesCompany = (words: string): boolean =>
  /物业|物業|保安|门卫|门岗|保洁|管家|前台|property|management|guard|security|caretaker|janitor/iu.test(words)
