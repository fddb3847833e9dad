/**
 * Parses typed commands. The whole message must be the command: "解决了" closes a ticket, "路灯的事解决了吗" is
 * conversation and goes to triage.
 */
import type { Command } from './command.ts'
import { isPlea } from '../ticket/confidentiality.ts'
import { legible, seen } from '../text/normalize.ts'
import type {
  Decision,
  ExclusionReason,
  Outcome,
  ReturnReason,
  WhistleGround,
} from '../ticket/ticket-event.ts'

/** Normalized, without punctuation at both ends. */
export const plain = (text: string): string =>
  legible(text)
    .trim()
    .replace(/^[\s。.!！~～,，、?？]+|(?<![\s。.!！~～,，、])[\s。.!！~～,，、]+$/gu, '')

/**
 * Removes mentions at the beginning. WeChat ends a name with U+2005, so the name may contain blanks; on other
 * channels a blank ends it.
 */
export const withoutMentions = (text: string): string =>
  seen(text).replace(/^\s*(?:[@＠][^@＠\u2005\n]{1,64}\u2005\s*|[@＠]\S+\s*)*/u, '')

/**
 * "绑定 ABC234", "加入ABC234", "/join ABC234". A code contains letters and digits, so "join us" and "bind it" in a
 * sentence are not read as codes. After a slash command every argument is read as a code.
 */
const CODE = '((?=[a-z]*\\d)(?=\\d*[a-z])[a-z\\d]{6,12})'
const JOIN = new RegExp(`^/?(?:(?:加入码?|邀请码)[ :]*|join[ :]+)${CODE}$`, 'i')
const BIND = new RegExp(`^/?(?:绑定码?[ :]*|bind[ :]+)${CODE}$`, 'i')

const RESIDENT_WORDS: readonly (readonly [RegExp, Command])[] = [
  [/^(\/start)$/i, { verb: 'start' }],
  [/^(\/help|帮助|怎么用\??|help)$/i, { verb: 'help' }],
  [
    /^(\/my|我的|进度|my tickets?|status|(查|看)*(一下|下|看)?(我的)?(工单|单子|进度|进展)(怎么样了?|到哪了?|呢)?|where is my (ticket|request)|check my tickets?)$/i,
    { verb: 'mine' },
  ],
  [/^(有用|有帮助|that helps|helpful)$/i, { verb: 'useful' }],
  [/^(\/privacy|隐私(说明)?|privacy( notice)?)$/i, { verb: 'privacy' }],
  [/^(\/link|(我的)?链接码|(my )?link code|link)$/i, { verb: 'link_code' }],
  [
    /^(\/forget|忘[记掉]我|删除我的(个人)?(信息|资料|数据)|forget me|delete my (data|info|information))$/i,
    { verb: 'forget', sure: false },
  ],
  [/^(确[认定]删除|yes,? delete( it| everything)?)$/i, { verb: 'forget', sure: true }],
  [
    /^((转|找|要)?人工(服务|客服)?|问人|[请让找]个?人(问|听|听听|听一下)?|转接人工|(ask|talk to|speak to) (a|some) ?(person|human|one|body)|let (a|some) ?(person|human|one|body) listen|human|agent)$/i,
    { verb: 'ask', message: null },
  ],
  [/^(english|in english please|speak english)$/i, { verb: 'language', language: 'en' }],
  [/^(中文|说中文|chinese)$/i, { verb: 'language', language: 'zh-CN' }],
  [/^(\/urge|催|催一下|催单|催办|快点|快一点|urge|hurry( up)?)$/i, { verb: 'urge', number: null }],
  [
    /^(\/withdraw|撤回|撤销|撤单|取消|不用了|不用修了|不用来了|withdraw|cancel|never ?mind)$/i,
    { verb: 'withdraw', number: null },
  ],
  [
    /^(?:(?:刚才|刚刚)?(?:撤|点|按)错了|别撤回?了?|不撤回?了|不要撤回?了?|恢复工单|撤错)(?:[,，。\s]{0,3}我?(?:还是|还|仍然?)?(?:要|得|需要)(?:修|办|处理|来)?(?:的|吧|呢|一下)?)?$|^还是?(?:要|得|需要)(?:修|办|处理|来)(?:的|吧)?$/i,
    { verb: 'restore', number: null },
  ],
  [
    /^(?:(?:please )?(?:don'?t|do not) (?:cancel|withdraw)(?: it| that| my (?:request|ticket))?|(?:undo|restore)(?: it| my (?:request|ticket))?|(?:cancell?ed|withdrew|withdrawn)(?: it)? by mistake|(?:i )?still need (?:it|this|that)(?: fixed)?)$/i,
    { verb: 'restore', number: null },
  ],
  [
    /^(解决了|已解决|已经解决了?|好了|修好了|已经好了|确认|同意|solved|fixed|yes,? solved|it'?s fixed)$/i,
    { verb: 'confirm', number: null },
  ],
  [
    /^(没解决|没有解决|还没解决|没修好|没好|还没好|还是不行|not solved|not fixed|still broken)$/i,
    { verb: 'reopen', number: null },
  ],
]

/** Some keyboards put a blank after each character: "撤 回". */
const joined = (said: string): string =>
  /^\p{Script=Han}(?: ?\p{Script=Han}){1,5}$/u.test(said) ? said.replace(/ /g, '') : said

/** 👍 with any skin tone, or the name that WeChat sends for it. */
export const isThumbUp = (text: string): boolean =>
  /^(?:👍\p{Emoji_Modifier}?|\[(?:强|赞|thumbsup|strong)\])+$/iu.test(plain(text))

/** Does the whole text revoke a withdrawal? "按错了按错了 别撤", "撤错了还得来修" */
function takesBack(said: string): boolean {
  const left = said.replace(TAKES_BACK, '')
  return left !== said && !/[\p{L}\p{N}]/u.test(left.replace(AROUND_IT, ''))
}
const TAKES_BACK =
  /(?:撤|点|按)错|手滑|误[触点]|(?:别|不要|不是要?|没想要?|不想)撤[回单销]?|(?:还是|仍然?|都系)(?:要|得|需要)?(?:来|给我)?(?:修|办|处理|整)|还(?:要|得)来?(?:修|办|处理|整)|继续(?:修|办|处理)|恢复工单|\bundo\b|\b(?:by mistake|my mistake|wrong button)\b|(?:don'?t|do not) (?:cancel|withdraw)|still need (?:it|this|that)/giu
const AROUND_IT =
  /不好意思|对不起|麻烦|请|刚[才刚]|工单|单子|没(?:修)?好|[我了咗的吧呢啊呀哎诶哦噢嘛哈给你们一下来要修办]|\b(?:oops|sorry|please|it|that|this|my|request|ticket|i|was|pressed|the|a|fixed|withdrew|cancell?ed)\b/giu

const STARS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
}

/** Parses a resident's message in a private chat. @returns null when it is no command and triage must read it. */
export function residentCommand(text: string): Command | null {
  const said = joined(plain(text))
  if (said.length > 40) return null
  const command = /^\/(\w+)(?:@\w+)?(?:\s+(\S+))?$/.exec(said)
  const invited = command?.[1]?.toLowerCase() === 'join' ? command[2] : JOIN.exec(said)?.[1]
  if (invited) return { verb: 'join', code: invited }
  // Telegram's deep link: t.me/bot?start=join-CODE arrives as "/start join-CODE".
  if (command?.[1]?.toLowerCase() === 'start' && command[2]?.startsWith('join-'))
    return { verb: 'join', code: command[2].slice(5) }
  const code = LINK.exec(said)
  if (code) return { verb: 'link', code: `${code[1]}-${code[2]}`.toUpperCase() }
  const words = command ? `/${command[1]}` : said
  const guide =
    /^(?:办事码|指南|办事指南|code|guide) ?[:：#]? ?(\d{3,6})(?:号)?$/i.exec(said) ??
    /^(\d{3,6}) ?号?(?:办事)?指南$/i.exec(said)
  if (guide?.[1]) return { verb: 'guide', code: guide[1] }
  const rating = /^([一二两三四五1-5])(?: ?(?:分|星|颗星|stars?))?$/i.exec(said)
  if (rating?.[1]) return { verb: 'rate', number: null, stars: STARS[rating[1]] ?? 5 }
  const order = (which: string) => RESIDENT_WORDS.find(([pattern]) => pattern.test(which))?.[1]
  if (!command && takesBack(said)) return { verb: 'restore', number: null }
  if (!command && isPlea(said)) return { verb: 'confidential', number: null }
  const [, before, number] = NUMBERED.exec(words) ?? []
  const numbered = before && order(before.trim())
  if (number && numbered && 'number' in numbered) return { ...numbered, number }
  return order(words) ?? null
}
/**
 * "/link ABCD-2345", "链接 abcd2345", or the code alone as Linli printed it. A code contains a letter and a digit, but
 * no 0 or 1, so words, telephone numbers and ticket numbers are no codes.
 */
const LINK_CODE = '(?=\\S{0,8}[a-z])(?=\\S{0,8}\\d)([a-z2-9]{4})-?([a-z2-9]{4})$'
const LINK = new RegExp(`^(?:(?:/link(?:@\\w+)?|链接码?|link(?: code)?)[ :]*|(?=\\w{4}-))${LINK_CODE}`, 'i')

/** "催 0008", "撤回1121-0008", "urge ticket 0008" */
const NUMBERED = /^(.+?)(?:工单|单子|ticket)? ?[#号:：]? ?((?:\d{4}-)?\d{4})$/iu

/**
 * The commands that an unbound group accepts: those that lead to binding it, and personal codes, which the group has
 * read and which must therefore be revoked. Help needs a mention or a slash: members use the word among themselves.
 */
export function isForAnyGroup(text: string): boolean {
  const personal = residentCommand(text)?.verb
  if (personal === 'join' || personal === 'link') return true
  const verb = groupCommand(text)?.verb
  // A command from the bot's menu, chosen in an unbound group, is answered with how to bind the group.
  return (
    verb === 'bind' || (['help', 'mine', 'undo', 'figures'].includes(verb ?? '') && /^\s*[/@＠]/u.test(text))
  )
}

export type GroupVerb =
  | 'accept'
  | 'return'
  | 'resolve'
  | 'note'
  | 'show'
  | 'why'
  | 'inquire'
  | 'transfer'
  | 'whistle'
  | 'report_in'
  | 'end_whistle'
  | 'rate_unit'
  | 'supervise'
  | 'meeting'
  | 'decide'
  | 'merge'
  | 'undo'
  | 'exclude'
  | 'include'

const GROUP_VERBS: readonly (readonly [RegExp, GroupVerb])[] = [
  [/^(接单?|认领|我来|accept|take)$/i, 'accept'],
  [/^(退单?|退回|不归我们|return|decline)$/i, 'return'],
  [/^(办结|办完|完成|销号|结单|resolved?|done)$/i, 'resolve'],
  [/^(备注|补充|note)$/i, 'note'],
  [/^(查|查看|看|show)$/i, 'show'],
  [/^(为什么|为啥|缘由|why)$/i, 'why'],
  [/^(问|问居民|询问|ask)$/i, 'inquire'],
  [/^(转|转办|转给|转派|移交|handover|transfer)$/i, 'transfer'],
  [/^(吹哨|吹|whistle)$/i, 'whistle'],
  [/^(报到|到了|reportin|report)$/i, 'report_in'],
  [/^(结束吹哨|收哨|endwhistle)$/i, 'end_whistle'],
  [/^(评|评部门|评价|rate)$/i, 'rate_unit'],
  [/^(督办|上报|supervise|escalate)$/i, 'supervise'],
  [/^(联席会?|联席会议|提议|meeting)$/i, 'meeting'],
  [/^(议定|决议|decide)$/i, 'decide'],
  [/^(并|并单|合并|merge)$/i, 'merge'],
  [/^(撤销|撤回|反悔|undo)$/i, 'undo'],
  [/^(剔除|不计|exclude)$/i, 'exclude'],
  [/^(恢复计入|计入|include)$/i, 'include'],
]

/** Orders that need no number. */
const GROUP_WORDS: readonly (readonly [RegExp, Command])[] = [
  [/^(帮助|help)$/i, { verb: 'help' }],
  [/^(我的|mine)$/i, { verb: 'mine' }],
  [/^\/?(日报|小结|figures|report|daily( report)?)$/i, { verb: 'figures', span: 'day' }],
  [/^\/?(周报|weekly( report)?)$/i, { verb: 'figures', span: 'week' }],
  [/^\/?(月报|monthly( report)?)$/i, { verb: 'figures', span: 'month' }],
  [/^\/?(撤销|点错了|按错了|undo)$/i, { verb: 'undo', number: null }],
]

/** Every verb that can be typed in a private chat and in a group: both help texts must explain all of them. */
export const TYPED_VERBS: Readonly<Record<'resident' | 'group', ReadonlySet<Command['verb']>>> = {
  resident: new Set([
    ...RESIDENT_WORDS.map(([, { verb }]) => verb),
    'confidential',
    'guide',
    'rate',
    'join',
    'link',
  ]),
  group: new Set([
    ...GROUP_VERBS.map(([, verb]) => verb),
    ...GROUP_WORDS.map(([, { verb }]) => verb),
    'bind',
  ]),
}

/**
 * A verb, a ticket number, words. "完成2026年度任务" and a telephone number are no orders. No two quantifiers over blanks
 * are adjacent: on a page of blanks they would backtrack in quadratic time and block the event loop.
 */
const GROUP_ORDER =
  /^\/?(\p{L}+)(?:@\w+)?(?:\s*[,:])?\s*#?(\d{4}-\d{4,6}|\d{4,6})(?!\d|\s*年)(?:\s*[,，:：]?\s*)([\s\S]*)$/u

/** "0231 接单". The verb must end the text; otherwise it is a sentence that begins with a number. */
const NUMBER_FIRST = /^#?(\d{4}-\d{4,6}|\d{4,6})\s*(?:号\s*)?(?:[,:]\s*)?(\p{L}{1,12})$/u

/**
 * A worker's typed command in a group: `接 0231`, `接单0231`, `办结 0231 已更换灯泡`, `吹哨 0231 城管 水务：占道经营`.
 * The number is returned as typed (`0231`, `1120-0231`); the caller resolves it among the group's own tickets.
 */
export function groupCommand(text: string): Command | null {
  const said = plain(withoutMentions(text))
  const slash = /^\/(bind|help|start|my)(?:@\w+)?(?:\s+(\S+))?$/i.exec(said)
  if (slash) {
    const verb = slash[1]?.toLowerCase()
    if (verb === 'bind') return slash[2] ? { verb: 'bind', code: slash[2] } : null
    return { verb: verb === 'my' ? 'mine' : 'help' }
  }
  const code = BIND.exec(said)?.[1]
  if (code) return { verb: 'bind', code }
  const alone = GROUP_WORDS.find(([pattern]) => pattern.test(said))?.[1]
  if (alone) return alone
  const [, numberFirst = '', verbAfter = ''] = NUMBER_FIRST.exec(said) ?? []
  const match = GROUP_ORDER.exec(numberFirst ? `${verbAfter} ${numberFirst}` : said)
  if (!match) return null
  const [, word = '', number = '', rest = ''] = match
  const verb = GROUP_VERBS.find(([pattern]) => pattern.test(word))?.[1]
  return verb ? order(verb, number, rest.trim(), note => asTyped(text, note)) : null
}

/** The further numbers of `接 0231 0232` or `接 0231、0232`, which directly follow the first. */
export function otherNumbers(text: string): string[] {
  const [, , , rest = ''] = GROUP_ORDER.exec(plain(withoutMentions(text))) ?? []
  return OTHER_NUMBERS.exec(rest)?.[0].match(/\d{4}-\d{4,6}|\d{4,6}/g) ?? []
}
const OTHER_NUMBERS =
  /^(?:(?:和|及|与|[、,，\s])?\s?#?(?:\d{4}-\d{4,6}|\d{4,6})(?![\d年月日号室元楼栋-])){1,20}/u

/** Orders without a note. With words after the verb, the reply is an answer and not an order: "我来 看看". */
const WORDLESS: readonly GroupVerb[] = [
  'accept',
  'show',
  'why',
  'report_in',
  'end_whistle',
  'supervise',
  'include',
  'undo',
]

/**
 * Parses a reply to a card such as "办结 换了灯泡": an order without a number. Many English sentences begin with such a
 * verb, so an English verb counts only before a colon, alone, or after a slash; "done" may be followed by words.
 */
export function replyCommand(text: string, number: string): Command | null {
  const said = plain(withoutMentions(text))
  const match = [WITH_VERB, GLUED].map(form => form.exec(said)).find(found => found && verbOf(found[2]))
  if (!match) return null
  const [, slash, word = '', mark, rest = ''] = match
  const verb = verbOf(word)
  if (!verb || (WORDLESS.includes(verb) && rest !== '')) return null
  const english = /^[a-z]/i.test(word)
  if (english && verb !== 'resolve' && !slash && !mark && rest !== '') return null
  if (verb === 'resolve' && rest !== '' && NOT_YET.test(said) && !mark) return null
  return order(verb, number, rest.trim(), note => asTyped(text, note))
}

export const verbOf = (word = ''): GroupVerb | undefined =>
  GROUP_VERBS.find(([pattern]) => pattern.test(word))?.[1]
const WITH_VERB = /^(\/?)(\p{L}+)(?:\s*([,:])\s*|\s+|$)([\s\S]*)$/u
/** Verb and note without a separator, as typed on telephones: "办结换了灯泡". */
const GLUED = /^()(办结|销号|结单)(?:了?([,:])?)(?!了?$)([\s\S]+)$/u

/** An unknown slash command: `/test`, a command of another bot, a typing error. It is no report. */
export const isStrayCommand = (text: string): boolean =>
  /^\/[a-z\d_]{1,32}(?:@\w+)?(?:\s|$)/i.test(plain(text)) && residentCommand(text) === null

/** The note as the worker typed it, because residents read it: normalization would replace full-width punctuation. */
function asTyped(text: string, note: string): string {
  if (note === '') return ''
  const typed = text.trim()
  for (let from = 0; from <= Math.min(typed.length, LONGEST_ORDER); from++) {
    const ahead = legible(typed.slice(from, from + TELLING * 2))
    if (!ahead.startsWith(note.slice(0, TELLING))) continue
    if (note.length < TELLING && plain(ahead.slice(note.length)) !== '') continue
    return typed.slice(from).replace(/(?<![\s。.!！~～,，、．｡､])[\s。.!！~～,，、．｡､]+$/u, '')
  }
  return note
}

/** UTF-16 units: a mention, a verb and a number fit into them, so the note begins before this offset. */
const LONGEST_ORDER = 80
/** UTF-16 units of a long note that are compared to find where it begins. */
const TELLING = 200

/** @param rest the normalized text after the number. @param typed maps the end of `rest` to the text as typed. */
function order(
  verb: GroupVerb,
  number: string,
  rest: string,
  typed: (note: string) => string,
): Command | null {
  switch (verb) {
    case 'accept':
    case 'show':
    case 'why':
    case 'report_in':
    case 'end_whistle':
    case 'supervise':
    case 'include':
    case 'undo':
      return { verb, number }
    case 'return':
      return { verb, number, reason: returnReason(rest), note: typed(rest) }
    case 'resolve':
      return { verb, number, outcome: outcomeOf(rest), note: typed(rest) }
    case 'note':
    case 'inquire':
    case 'meeting':
      return rest ? { verb, number, text: typed(rest) } : null
    case 'transfer': {
      const [, to = '', note = ''] = /^([^\s,，:：]+)[\s,，:：]*([\s\S]*)$/u.exec(rest) ?? []
      return to ? { verb, number, to: to.replace(/^给?@?/, ''), note: typed(note) } : null
    }
    case 'whistle': {
      const [, units = '', note = ''] = /^([^:：]*)[:：]?\s*([\s\S]*)$/u.exec(rest) ?? []
      return { verb, number, units: units.trim(), ground: whistleGround(note), note: typed(note) }
    }
    case 'rate_unit': {
      const [, unit = '', stars = ''] =
        /^(.*\S)\s*([一二两三四五1-5])(?:\s*(?:分|星|stars?))?$/u.exec(rest) ?? []
      return unit && STARS[stars] ? { verb, number, unit, stars: STARS[stars] } : null
    }
    case 'decide': {
      for (const [pattern, decision] of DECIDED) {
        const word = pattern.exec(rest)?.[0]
        if (word) return { verb, number, decision, note: typed(rest.slice(word.length)) }
      }
      return null
    }
    case 'merge': {
      const parent = /^#?(\d{4}-\d{4,6}|\d{4,6})$/.exec(rest)?.[1]
      return parent ? { verb, number, parent } : null
    }
    case 'exclude':
      return { verb, number, reason: exclusionReason(rest), note: typed(rest) }
  }
}

const DECIDED: readonly (readonly [RegExp, Decision])[] = [
  [/^(?:[没不]同意|否决|[没不]通过|reject(?:ed)?(?![a-z]))[\s,，:：。.]*/i, 'rejected'],
  [/^(?:同意|通过|agreed?(?![a-z]))了?[\s,，:：。.]*/i, 'agreed'],
  [/^(?:再议|延期|postponed?(?![a-z]))[\s,，:：。.]*/i, 'postponed'],
]

/** A note names an emergency or a joint enforcement; without either the ground is that the grid has no power. */
const whistleGround = (note: string): WhistleGround =>
  /紧急|危险|抢险|emergency|urgent/i.test(note)
    ? 'emergency'
    : /联合|一起|joint/i.test(note)
      ? 'joint_enforcement'
      : 'beyond_power'

/** Exclusions are audited, so the reason is never guessed: without a known one the member is asked for it. */
const exclusionReason = (note: string): ExclusionReason | null =>
  /不实|不存在|虚假|not real|false/i.test(note)
    ? 'not_real'
    : /重复|多次|repeat/i.test(note)
      ? 'repeated'
      : /联系不上|打不通|unreach|out of reach/i.test(note)
        ? 'unreachable'
        : /不可抗|天气|停电|beyond/i.test(note)
          ? 'beyond_control'
          : /职责|辖区|管辖|不归|不属于|remit|jurisdiction/i.test(note)
            ? 'outside_remit'
            : null

/** A note that names no other reason counts as `other_unit`; without a note there is no reason. */
const returnReason = (note: string): ReturnReason | null =>
  note === ''
    ? null
    : /网格|片区|地址|位置|grid|place/i.test(note)
      ? 'other_grid'
      : /重复|同一|duplicate/i.test(note)
        ? 'duplicate'
        : /不清|不明|看不懂|unclear/i.test(note)
          ? 'unclear'
          : 'other_unit'

/** The outcome that a worker's note describes. Finished work is `fixed`, also when the note says who was informed. */
export function outcomeOf(typed: string): Outcome {
  const note = legible(typed)
  if (
    /暂时?(无法|不能|没法)|无法解决|解决不了|等(资金|配件|审批)|列入计划|cannot be fixed|not (yet )?fixable/i.test(
      note,
    )
  )
    return 'not_fixable_now'
  if (/不属于|不归|职责范围外|outside (our|the) remit|not ours/i.test(note)) return 'outside_remit'
  if (WORK_DONE.test(note)) return 'fixed'
  if (/已?(答复|解释|告知|回复|说明)|explained|answered/i.test(note)) return 'answered'
  return 'fixed'
}

/** Finished physical work: repaired, replaced, cleared, moved. */
const WORK_DONE =
  /(修|换|弄|搞|装|补|接|清|拆|搬|疏通|清理|清运|处理|整改|维修)(好|完|干净)|已经?(修|换|装|补|拆|搬|清|挪|疏|维修|劝)|更换|修复|恢复|疏通|搞定|(灯?亮|通)了|(?<!\bbe )(?:fixed|repaired|replaced|cleared)/i

const POLITE = /不好意思|没问题|没事|没关系|不客气|不用谢|不要紧/gu
const QUESTION = /[吗么][?？。!！\s]*$|没有?[?？\s]*$|[?？]\s*$/u
/** Unfinished work: a statement about now, or a promise. */
const NOT_YET =
  /(没|未|不|无法)[^，。,.]{0,6}(修|换|好|完|处理|清|解决|办|亮|通|行)|明天|后天|下周|下个?月|马上|这就|正在|准备|打算|待会|等会|一会儿?|稍后|回头|晚点|预计|争取|尽快|等[^，。,.]{0,8}(到|来|批)|(下午|晚上|今天)(就|来|去|再|能|会|可以|修|换|处理)(?![^，。,.]{0,6}了)|(下午|晚上)就|not (yet )?(done|fixed|repaired)|will (be|fix|come)|tomorrow/i
const DONE = /处理了|办结|完成|解决|(已经?|都|全|现在)(都)?好了|好了[。.!！～~\s]*$|\bdone\b|solved/i

/**
 * Does a worker's reply to a card say that the work is done, and not only report progress? In doubt it does not: the
 * resident then gets it as an answer, and the worker presses the button to resolve.
 */
export function saysDone(note: string): boolean {
  const said = legible(note).replace(POLITE, '')
  return !QUESTION.test(said) && !NOT_YET.test(said) && (WORK_DONE.test(said) || DONE.test(said))
}

/** Does a closing note promise work that is not done yet? */
export function promisesWork(note: string): boolean {
  const said = legible(note)
  return NOT_YET.test(said.replace(POLITE, '')) && !WORK_DONE.test(said) && !DONE.test(said)
}
