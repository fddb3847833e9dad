/**
 * 保密: hides the reporter and their address when the reporter asks for it, or when the report is a complaint about
 * staff. Only the duty desk sees both; all other groups see neither, independent of their role on the ticket.
 */
import { inSimplified, legible } from '../text/normalize.ts'
import { plainView } from '../text/normalized-view.ts'
import { redact } from '../privacy/redact.ts'
import { type Group, groupRoleOf } from './group-role.ts'
import type { Ticket } from './ticket.ts'
import type { Confidential, EventBodyOf } from './ticket-event.ts'

type OfTicket = Pick<Ticket, 'gridId' | 'unitId' | 'tasks' | 'confidential'>

/** May this group see the reporter? */
export const seesPerson = (group: Group, ticket: OfTicket): boolean =>
  ticket.confidential === null || groupRoleOf(group, ticket) === 'duty'

/** Is it a complaint that the desk has not handed over yet? */
export const isAtDesk = ({ confidential }: Pick<Ticket, 'confidential'>): boolean =>
  confidential?.atDesk === true

/** The lowest level of a desk that may see the ticket. */
export const deskLevel = ({ confidential }: Pick<Ticket, 'confidential'>): number => confidential?.level ?? 1

/** A confidential ticket stays confidential; later events can only add people and units that it concerns. */
export function confided(ticket: Ticket, { data }: EventBodyOf<'made_confidential'>): Confidential {
  const before = ticket.confidential
  const why = before?.why === 'complaint' ? 'complaint' : data.why
  return {
    why,
    units: [...new Set([...(before?.units ?? []), ...data.units])],
    members: [...new Set([...(before?.members ?? []), ...data.members])],
    level: Math.max(before?.level ?? 1, data.level),
    // An assigned ticket stays with its worker, who sees only the problem and not the reporter.
    atDesk: before?.atDesk || (data.why === 'complaint' && ticket.assignedAt === null),
  }
}

/** Does the event add nothing? Then the resident is not told again. */
export function isConfided(ticket: Ticket, happening: EventBodyOf<'made_confidential'>): boolean {
  const { confidential: before } = ticket
  if (!before) return false
  const after = confided(ticket, happening)
  return (
    after.why === before.why &&
    after.level === before.level &&
    after.units.length === before.units.length &&
    after.members.length === before.members.length
  )
}

/** Is the ticket a complaint about one of these units or members? Then the desk is warned before it involves them. */
export const isAbout = (
  { confidential }: Pick<Ticket, 'confidential'>,
  { unitIds, memberIds }: { unitIds: readonly string[]; memberIds: readonly (string | null)[] },
): boolean =>
  confidential?.why === 'complaint' &&
  (unitIds.some(id => confidential.units.includes(id)) ||
    memberIds.some(id => id !== null && confidential.members.includes(id)))

const FIGURE = '[\\d零〇一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖]'
/** Address parts below the building: entrance, floor, flat. */
const HOME = [
  /\d{1,3}-(?:\d{1,3}-)?\d{2,4}(?!\d)/gu,
  new RegExp(
    `(?<!${FIGURE})(?:${FIGURE}{1,4}|[东西南北中甲乙丙])\\s?(?:单元|门洞|门道)(?:\\s?[,，]?\\s?${FIGURE}{1,5}\\s?(?:室|户|号房|房|楼|层|号)?(?:\\s?${FIGURE}{1,5}\\s?(?:室|户|房|号))?)?`,
    'gu',
  ),
  new RegExp(`(?<!${FIGURE})${FIGURE}{1,5}\\s?(?:室|户(?!人)|号房|层)`, 'gu'),
  /(?<=[楼栋幢座#])\s?[,，]?\s?\d{2,4}(?![\d号楼元块米年月点%])/gu,
  new RegExp(`(?<![号\\d])${FIGURE}{1,3}楼(?=[东西南北中左右])`, 'gu'),
  /(?:东|西|中)户|顶[楼层]|阁楼|负[一二三]楼/gu,
  new RegExp(`${FIGURE}{1,2}[门梯](?=\\s?\\d)`, 'gu'),
  new RegExp(`第${FIGURE}{1,2}个?(?:单元|门洞|门道)|(?<=(?:门牌|房)号?是?)${FIGURE}{2,6}`, 'gu'),
  /\bflat [a-z]\b|\b\d{1,2}\/f\b|(?<![a-z])[a-z]\s?[室座]/giu,
  /(?<![\d./])\d{1,2}[./]\d{1,2}[./]\d{3,4}(?![\d./])/gu,
  /\b(?:unit|flat|apt\.?|apartment|room|rm|entrance|floor|no\.)\s?#?\s?\d{1,4}[a-z]?\b/giu,
  /\b\d{1,2}(?:st|nd|rd|th) floor\b/giu,
  // A bare number of three or four figures is a flat unless it is an amount, a year, a building or a hotline.
  /(?<![\d.:#-])(?!1[12]\d(?!\d))\d{3,4}(?![\d.:%-]|\s?(?:元|块|年|月|米|度|斤|号楼|栋|幢|平|人|次|天(?!天)|分|路|户人|kg|m\b))/gu,
  /(?<![零〇一二三四五六七八九十百两])[一二三四五六七八九][零〇一二三四五六七八九]{2,3}(?![零〇一二三四五六七八九十百])/gu,
]

/** The words without personal data and address, for readers who must not know the reporter; digits are normalized. */
export const withoutHome = (words: string): string =>
  HOME.reduce((said, home) => said.replace(home, '[门牌]'), inSimplified(plainView(redact(words)).text))

const NOT = '(?:别(?!忘)|不要|不能|不许|莫|甭|勿|不想|不希望|不愿意?|怕)'
/** Pleas not to tell certain people, or to stay unknown; 别告诉我不能修 is none. */
const PLEA_OTHERS = new RegExp(
  [
    `${NOT}(?:告诉|告知)(?![我俺咱你])[^。！？!?\\n]{1,8}`,
    `${NOT}(?:跟|和|对|向|给|与)(?![我俺咱你])[^。！？!?，,\\n]{1,8}?(?:说|讲|提|透露|泄露)`,
    `${NOT}(?:让|被|叫)[^。！？!?，,\\n]{0,10}?(?:知道|晓得|认出)`,
    '(?:别|不要|勿|不想|不愿意?|不方便|不便)[^。！？!?，,\\n]{0,6}(?:说出去|说出来|传出去|外传|外泄|暴露|透露|供出|留名|露面|实名|留姓名|留名字)',
    '(?:别|不要|请勿)公开(?=[\\s。！，,!]|$)',
    '(?:隐去|隐藏|隐瞒|不写|别写|别留|抹掉)[^。！？!?，,\\n]{0,6}(?:名|身份|信息|电话|是我)|瞒着|替我瞒|保护[^。！？!?，,\\n]{0,4}(?:隐私|举报人|投诉人|反映人)|保[个下]密|悄悄|暗访',
    '(?:唔好|唔想|唔可以|咪|冇)[^。！？!?\\n]{0,8}(?:话|讲|知|透露|听)[^。！？!?\\n]{0,6}(?:[系是]我|我|人|佢|边个|知)',
    '不留名|不实名|隐名|说漏嘴|(?:别|不要)(?:惊动|声张)|(?:不想|怕|不敢|别|免得)[^。！？!?，,\\n]{0,4}得罪',
  ].join('|'),
  'u',
)
const PLEA =
  /保密(?![柜单局处室])|(?<!有人|被人|别人)匿名(?!贴|信|者)|(?:别(?!忘)(?!告诉[我俺咱])|不要(?!告诉[我俺咱])|不能|不许|莫|甭|勿|别让|不想让?|不希望|怕)[^。！？!?\n]{0,10}(?:(?:说|讲|提|透露|暴露|告诉|告知|泄露|公开|知道|晓得)[^。！？!?\n]{0,6}(?:是?我|谁|身份|名字|姓名|信息|电话|住址)|报复)|(?:我的)?(?:身份|姓名|名字|信息)[^。！？!?\n]{0,4}(?:别|不要)(?:公开|透露|暴露|泄露|说)/u
const PLEA_EN =
  /\b(?:confidential(?:ly|ity)?|anonymous(?:ly)?|(?:keep|leave) (?:it|this|me|my name|my identity)(?: \w+){0,3}? (?:private|secret|confidential|between us|out of it)|(?:do ?n[o']?t|do not|never|please not) (?:tell|let|say|mention|reveal|share|show|give|use)\b[^.!?\n]{0,40}\b(?:me|who|my (?:name|number|identity|details|info\w*|address|flat)|i (?:am|was|said)|know)|keep (?:my name|me) out|without my name|off the record|between (?:us|you and me)|(?:nobody|no one) (?:should|must|may|needs to|can) know|nameless|keep (?:this|my name) quiet|hide my|no names?|in confidence|(?:stay|remain) (?:hidden|unnamed|private)|want them to know)\b/iu
const NO_PLEA =
  /(?:不用|不需要|不必|无需|没有?|泄露|违反)(?:做到|给我|替我)?(?:保密|匿名)|\bno(?:t)? need to (?:keep|stay)\b/iu
const PLEAS = [PLEA, PLEA_OTHERS, PLEA_EN]
/** Does the resident ask for confidentiality? "请保密", "别说是我", "匿名", "don't tell them it was me" */
export function asksConfidential(words: string): boolean {
  const said = legible(words).replaceAll('’', "'")
  return !NO_PLEA.test(said) && PLEAS.some(plea => plea.test(said))
}

/** UTF-16 units: a longer text contains more than the plea, so triage must read it. */
const LONGEST_PLEA = 40
const AROUND =
  /请|麻烦|帮|给|一下|我|这|那|个|件|事|的|是|要|希望|可以|能|吗|谢谢|啊|哦|呀|吧|呢|反映|举报|投诉|千万|他们|物业|网格员|人家|对方|please|thanks?|can you|it|this|[\s,，。.!！?？~～、]/giu
export function isPlea(words: string): boolean {
  if (words.length > LONGEST_PLEA || !asksConfidential(words)) return false
  const said = inSimplified(plainView(words).text).replaceAll('’', "'")
  const rest = PLEAS.reduce((left, plea) => left.replace(plea, ''), said).replace(AROUND, '')
  return rest.length <= 6
}
