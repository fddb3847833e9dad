/**
 * 保密: who asked for it, or whom a report is about, decides who may know who said it and where they live. The duty desk does;
 * nobody else, whatever they have to do with the ticket.
 */
import { legible } from './legible.ts'
import { plainView } from './plain-view.ts'
import { redact } from './redact.ts'
import { type Group, standingOf } from './standing.ts'
import type { Ticket } from './ticket.ts'
import type { Confidential, HappeningOf } from './ticket-event.ts'

type OfTicket = Pick<Ticket, 'gridId' | 'unitId' | 'tasks' | 'confidential'>

/** May this group know who reported it? */
export const seesPerson = (group: Group, ticket: OfTicket): boolean =>
  ticket.confidential === null || standingOf(group, ticket) === 'duty'

/** A complaint that its desk has not given to anybody. */
export const isAtDesk = ({ confidential }: Pick<Ticket, 'confidential'>): boolean =>
  confidential?.atDesk === true

/** How far up a desk must be to see the ticket. */
export const deskLevel = ({ confidential }: Pick<Ticket, 'confidential'>): number => confidential?.level ?? 1

/** Once confidential it stays so; more may be said about whom it concerns. */
export function confided(ticket: Ticket, { data }: HappeningOf<'made_confidential'>): Confidential {
  const before = ticket.confidential
  const why = before?.why === 'complaint' ? 'complaint' : data.why
  return {
    why,
    units: [...new Set([...(before?.units ?? []), ...data.units])],
    members: [...new Set([...(before?.members ?? []), ...data.members])],
    level: Math.max(before?.level ?? 1, data.level),
    // What somebody mends already goes on: they see no more than what there is to mend.
    atDesk: before?.atDesk || (data.why === 'complaint' && ticket.assignedAt === null),
  }
}

/** Nothing new: the resident need not be told twice. */
export function isConfided(ticket: Ticket, happening: HappeningOf<'made_confidential'>): boolean {
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

/** Whom the desk should not tell without a thought: those of whom the ticket complains. */
export const isAbout = (
  { confidential }: Pick<Ticket, 'confidential'>,
  { unitIds, memberIds }: { unitIds: readonly string[]; memberIds: readonly (string | null)[] },
): boolean =>
  confidential?.why === 'complaint' &&
  (unitIds.some(id => confidential.units.includes(id)) ||
    memberIds.some(id => id !== null && confidential.members.includes(id)))

const FIGURE = '[\\d零〇一二三四五六七八九十百两]'
/** Everything beyond the building: entrance, floor, flat. */
const HOME = [
  /\d{1,3}-(?:\d{1,3}-)?\d{2,4}(?!\d)/gu,
  new RegExp(
    `(?<!${FIGURE})(?:${FIGURE}{1,4}|[东西南北中甲乙丙])\\s?(?:单元|门洞|门道)(?:\\s?[,，]?\\s?${FIGURE}{1,5}\\s?(?:室|户|号房|房|楼|层|号)?(?:\\s?${FIGURE}{1,5}\\s?(?:室|户|房|号))?)?`,
    'gu',
  ),
  new RegExp(`(?<!${FIGURE})${FIGURE}{1,5}\\s?(?:室|户(?!人)|号房|层)`, 'gu'),
  /(?<=[楼栋幢座#])\s?[,，]?\s?\d{2,4}(?![\d号楼元块米年月点%])/gu,
  /(?:东|西|中)户/gu,
  /\b(?:unit|flat|apt\.?|apartment|room|rm|entrance|floor|no\.)\s?#?\s?\d{1,4}[a-z]?\b/giu,
  /\b\d{1,2}(?:st|nd|rd|th) floor\b/giu,
]

/** Words that may go to those who must not know who said them; figures become plain ones. */
export const withoutHome = (words: string): string =>
  HOME.reduce((said, home) => said.replace(home, '[门牌]'), plainView(redact(words)).text)

const PLEA =
  /保密|匿名|(?:别(?!忘)|不要|不能|不许|莫|甭|勿|别让|不想让?|不希望|怕)[^。！？!?\n]{0,10}(?:(?:说|讲|提|透露|暴露|告诉|告知|泄露|公开|知道|晓得)[^。！？!?\n]{0,6}(?:是?我|谁|身份|名字|姓名|信息|电话|住址)|报复)|(?:我的)?(?:身份|姓名|名字|信息)[^。！？!?\n]{0,4}(?:别|不要)(?:公开|透露|暴露|泄露|说)/u
const PLEA_EN =
  /\b(?:confidential(?:ly|ity)?|anonymous(?:ly)?|(?:keep|leave) (?:it|this|me|my name|my identity)(?: \w+){0,3}? (?:private|secret|confidential|between us|out of it)|(?:do ?n[o']?t|do not|never|please not) (?:tell|let|say|mention|reveal|share|show|give|use)\b[^.!?\n]{0,40}\b(?:me|who|my name|my number|i (?:am|was|said)|know)|keep my name out)\b/iu
const NO_PLEA =
  /(?:不用|不需要|不必|无需|没有?|泄露|违反)(?:做到|给我|替我)?(?:保密|匿名)|\bno(?:t)? need to (?:keep|stay)\b/iu
/** "请保密", "别说是我", "匿名", "don't tell them it was me" */
export function asksConfidential(words: string): boolean {
  const said = legible(words)
  return !NO_PLEA.test(said) && (PLEA.test(said) || PLEA_EN.test(said))
}

/** Nothing but the plea: what else is said would be a matter of its own. */
const LONGEST_PLEA = 40
const AROUND =
  /请|麻烦|帮|给|一下|我|这|那|个|件|事|的|是|要|希望|可以|能|吗|谢谢|啊|哦|呀|吧|呢|反映|举报|投诉|千万|他们|物业|网格员|人家|对方|please|thanks?|can you|it|this|[\s,，。.!！?？~～、]/giu
export function isPlea(words: string): boolean {
  if (words.length > LONGEST_PLEA || !asksConfidential(words)) return false
  const rest = plainView(words).text.replace(PLEA, '').replace(PLEA_EN, '').replace(AROUND, '')
  return rest.length <= 6
}
