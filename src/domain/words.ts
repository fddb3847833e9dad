/**
 * Typed words that are commands. Only a message that is nothing but the command counts: "解决了" closes a
 * ticket, "路灯的事解决了吗" is a conversation and goes to triage.
 */
import type { Command } from './command.ts'
import type { Outcome } from './ticket-event.ts'

/** Full-width letters, digits and spaces become plain ones; punctuation at the ends goes. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replace(/^[\s。.!！~～,，、?？]+|(?<![\s。.!！~～,，、])[\s。.!！~～,，、]+$/gu, '')

const RESIDENT_WORDS: readonly (readonly [RegExp, Command])[] = [
  [/^(\/start)$/i, { verb: 'start' }],
  [/^(\/help|帮助|怎么用\??|help)$/i, { verb: 'help' }],
  [/^(\/my|我的工单|我的|查工单|查进度|进度|my tickets?|status)$/i, { verb: 'mine' }],
  [/^(有用|有帮助|that helps|helpful)$/i, { verb: 'useful' }],
  [
    /^((转|找|要)?人工(服务|客服)?|问人|找(个)?人问?|转接人工|(ask|talk to|speak to) (a|some) ?(person|human|one|body)|human|agent)$/i,
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
    /^(解决了|已解决|已经解决了?|好了|修好了|已经好了|确认|同意|solved|fixed|yes,? solved|it'?s fixed)$/i,
    { verb: 'confirm', number: null },
  ],
  [
    /^(没解决|没有解决|还没解决|没修好|没好|还没好|还是不行|not solved|not fixed|still broken)$/i,
    { verb: 'reopen', number: null },
  ],
]

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

/** A resident's words in their private chat. @returns null when it is not a command but something to understand. */
export function residentCommand(text: string): Command | null {
  const said = plain(text)
  if (said.length > 40) return null
  const command = /^\/(\w+)(?:@\w+)?(?:\s+(\S+))?$/.exec(said)
  if (command?.[1]?.toLowerCase() === 'join' && command[2]) return { verb: 'join', code: command[2] }
  // Telegram's deep link: t.me/bot?start=join-CODE arrives as "/start join-CODE".
  if (command?.[1]?.toLowerCase() === 'start' && command[2]?.startsWith('join-'))
    return { verb: 'join', code: command[2].slice(5) }
  const words = command ? `/${command[1]}` : said
  const guide =
    /^(?:办事码|指南|办事指南|code|guide) ?[:：#]? ?(\d{3,6})(?:号)?$/i.exec(said) ??
    /^(\d{3,6}) ?号?(?:办事)?指南$/i.exec(said)
  if (guide?.[1]) return { verb: 'guide', code: guide[1] }
  const rating = /^([一二两三四五1-5])(?: ?(?:分|星|颗星|stars?))?$/i.exec(said)
  if (rating?.[1]) return { verb: 'rate', number: null, stars: STARS[rating[1]] ?? 5 }
  return RESIDENT_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null
}

const GROUP_VERBS: readonly (readonly [RegExp, 'accept' | 'return' | 'resolve' | 'note' | 'show'])[] = [
  [/^(接单?|认领|我来|accept|take)$/i, 'accept'],
  [/^(退单?|退回|return)$/i, 'return'],
  [/^(办结|完成|销号|结单|resolved?|done)$/i, 'resolve'],
  [/^(备注|补充|note)$/i, 'note'],
  [/^(查|查看|看|show)$/i, 'show'],
]

/** A verb, a ticket number, words. "完成2026年度任务" and a telephone number are no orders. */
const GROUP_ORDER =
  /^\/?(\p{L}+)(?:@\w+)?\s*#?(\d{4}-\d{4,6}|\d{4,6})(?!\d|\s*年)(?:\s*[,，:：]?\s*)([\s\S]*)$/u

/**
 * A worker's typed command in a group: `接 0231`, `接单0231`, `办结 0231 已更换灯泡`, `退单 0231 不在本网格`.
 * The number comes back as typed (`0231`, `1120-0231`): the group's own tickets decide which it is.
 */
export function groupCommand(text: string): Command | null {
  const said = plain(text.replace(/^(?:@\S+\s*)+/u, ''))
  const slash = /^\/(bind|help|start|my)(?:@\w+)?(?:\s+(\S+))?$/i.exec(said)
  if (slash) {
    const verb = slash[1]?.toLowerCase()
    if (verb === 'bind') return slash[2] ? { verb: 'bind', code: slash[2] } : null
    return { verb: verb === 'my' ? 'mine' : 'help' }
  }
  if (/^(帮助|help)$/i.test(said)) return { verb: 'help' }
  if (/^(我的|mine)$/i.test(said)) return { verb: 'mine' }
  const match = GROUP_ORDER.exec(said)
  if (!match) return null
  const [, word = '', number = '', rest = ''] = match
  const verb = GROUP_VERBS.find(([pattern]) => pattern.test(word))?.[1]
  switch (verb) {
    case 'accept':
    case 'show':
      return { verb, number }
    case 'return':
      return { verb, number, reason: returnReason(rest), note: rest }
    case 'resolve':
      return { verb, number, outcome: outcomeOf(rest), note: rest }
    case 'note':
      return rest ? { verb, number, text: rest } : null
    case undefined:
      return null
  }
}

const returnReason = (note: string) =>
  /网格|片区|地址|位置|grid|place/i.test(note)
    ? 'other_grid'
    : /重复|同一|duplicate/i.test(note)
      ? 'duplicate'
      : /不清|不明|看不懂|unclear/i.test(note)
        ? 'unclear'
        : 'other_unit'

/** What a worker's own words say about the outcome; plain work done is `fixed`, also when somebody was told of it. */
export function outcomeOf(note: string): Outcome {
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

/** A thing mended, replaced, cleared, moved. */
const WORK_DONE =
  /(修|换|弄|搞|装|补|接|清|拆|搬|疏通|清理|清运|处理|整改|维修)(好|完|干净)|已经?(修|换|装|补|拆|搬|清|挪|疏|维修|劝)|更换|修复|恢复|疏通|搞定|(灯?亮|通)了|fixed|repaired|replaced|cleared/i

const POLITE = /不好意思|没问题|没事|没关系|不客气|不用谢|不要紧/gu
const QUESTION = /[吗么][?？。!！\s]*$|没有?[?？\s]*$|[?？]\s*$/u
/** Not yet: said of now, or promised. */
const NOT_YET =
  /(没|未|不|无法)[^，。,.]{0,6}(修|换|好|完|处理|清|解决|办|亮|通|行)|明天|后天|下周|下个?月|马上|这就|正在|准备|打算|待会|等会|一会儿?|稍后|回头|晚点|预计|争取|尽快|等[^，。,.]{0,8}(到|来|批)|(下午|晚上|今天)(就|来|去|再|能|会|可以|修|换|处理)(?![^，。,.]{0,6}了)|(下午|晚上)就|not (yet )?(done|fixed|repaired)|will (be|fix|come)|tomorrow/i
const DONE = /处理了|办结|完成|解决|(已经?|都|全|现在)(都)?好了|好了[。.!！～~\s]*$|\bdone\b|solved/i

/**
 * Does a worker's reply to a card say that the work is done, rather than how it goes? When in doubt it does not: the
 * resident then reads it as an answer, and the worker presses a button.
 */
export function saysDone(note: string): boolean {
  const said = note.replace(POLITE, '')
  return !QUESTION.test(said) && !NOT_YET.test(said) && (WORK_DONE.test(said) || DONE.test(said))
}
