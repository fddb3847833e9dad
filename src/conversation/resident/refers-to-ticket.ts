/**
 * May these words end, close or reopen a ticket? Only when they speak of it, or of nothing else: "我们想把物业换了" ends in
 * what "灯泡换了" ends in. In doubt the resident is asked. Pure.
 */
import { legible } from '../../domain/text/normalize.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { clausesOf, readClause } from '../../triage/rules/clause.ts'

/** What an order is made of, and what stands around it: who came, when, thanks. */
const ORDER =
  /撤[回销单诉]?|取消|作废|收回|不用|不必|不需要|没必要|报[修错]|投诉|举报|工单|单子|诉求|确认|结[案单]|销号|(?:处理|解决|清[理运]|疏通|恢复|打扫|收拾|维修|搞定|正常|干净|满意|没问题|问题)|[修换弄搞装整补拆通亮漏臭吵堵响]|已经|现在|刚[刚才]?|[今昨]天|[今昨]晚|[上下]午|早上|晚上|自己|师傅|工人|维修工|网格员|物业|完全|根本|压根|并没|一直|真的?|挺|很|太|非常|快|麻烦|辛苦|不好意思|谢谢|感谢|多谢|你们|我们|他们|咱们|大家|这[个件边里]?|那[个件边里]?|一下|事情?|老样子|回来|没人|有人|照片|样子|[我你您他她它咱俺的地得了着过啊呀吧呢哈哦嗯啦咯喽嘛吗哎诶已都就也还又再又是有在没不未可以能行用要想来去到好完坏把给被让请帮算别停错发打说试看等下家里人啥么怎什样成对]/gu
/** "想把物业换了", "打算装个棚": what is wished for has not happened, and is no order. */
const WISH =
  /(?:想|打算|准备|希望|建议|申请|要求|应该|能不能|可不可以|怎么|如何|要走)[^,，]{0,8}(?:换|拆|装|改|建|整|办|申|程序|手续)/u
const ORDER_EN =
  /\b(?:cancel|withdraw|close|closed|reopen|solved?|fixed|repaired|resolved|working|works?|done|sorted|good|fine|clear(?:ed)?|thanks?|you|thank|please|it|it'?s|is|are|was|the|a|an|this|that|my|your|our|i|we|they|he|she|now|again|already|yet|still|not|no|never|mind|need|needed|longer|anymore|any|more|to|come|came|back|nobody|all|ok(?:ay)?|yes|so|very|much|and|has|have|been|got|by|myself|ourselves|himself|changed|forget|request|ticket|report|complaint|issue|problem|same|thing|nothing|broken|didn'?t|don'?t|isn'?t|hasn'?t|do|did|just|today|yesterday|everything|for|of|on|in|up|us|me|am|be|can)\b/giu
const SMALL = new Set(['chatter', 'thanks', 'urge', 'abuse'])
/** One character that is left over is a slip of the finger. */
const LEFT_OVER = 1

/** An order is short; a page must not cost more than a message. */
const MOST = 400

export type Told = Pick<Ticket, 'number' | 'summary' | 'text' | 'placeText'>

/** @param labels names of the ticket's category, in both languages. */
export function speaksOf(ticket: Told, labels: string, text: string): boolean {
  const own = legible(`${ticket.summary} ${ticket.text.slice(0, MOST)} ${ticket.placeText ?? ''} ${labels}`)
  const clauses = clausesOf(text.slice(0, MOST)).filter(clause => !SMALL.has(readClause(clause)))
  const named = (clause: string) => !WISH.test(clause) && names(own, ticket.number, clause)
  const onlyOrders = (clause: string) =>
    !WISH.test(clause) && !DEALT_WITH.test(clause) && saysNothing(content(clause))
  const orders = clauses.filter(clause => ORDERS.has(readClause(clause)))
  // "孩子上学的事解决了，就是这灯还黑着": what is over is one thing, what names the ticket says another.
  if (orders.some(named)) return true
  if (orders.some(clause => !onlyOrders(clause))) return false
  return clauses.some(named) || clauses.every(onlyOrders)
}

const ORDERS = new Set(['withdraw', 'confirm', 'not_solved', 'still'])
/** "我把他解决了" is said of a human being. */
const DEALT_WITH = /[把将](?:他|她|你|我自己|人)们?(?:都|全|给)*(?:解决|办|弄|整|收拾|搞|处理|换|撤)/u

const content = (clause: string): string => clause.replace(ORDER, '').replace(ORDER_EN, ' ')
/** "水的事解决了": the one character that is left names a thing, and no slip of the finger. */
const saysNothing = (left: string): boolean =>
  letters(left) <= LEFT_OVER && !ONE_CHARACTER.some(thing => left.includes(thing))
const letters = (text: string): number => text.match(/\p{Script=Han}|[a-z]{2,}/giu)?.length ?? 0

/** Two characters that say something, or a word, of the ticket; or its number. */
function names(own: string, number: string, clause: string): boolean {
  if (clause.includes(number.slice(-4))) return true
  const said = clause.replace(SAYS_NOTHING, ' ')
  const words = said.match(/[a-z]{4,}/giu) ?? []
  const lower = own.toLowerCase()
  if (words.some(word => !ORDER_EN_WORD.test(word) && lower.includes(word.toLowerCase()))) return true
  const han = [...said]
  return (
    han.some((char, i) => {
      const next = han[i + 1]
      return (
        next !== undefined &&
        /\p{Script=Han}/u.test(char) &&
        /\p{Script=Han}/u.test(next) &&
        own.includes(char + next)
      )
    }) || ONE_CHARACTER.some(thing => clause.includes(thing) && own.includes(thing))
  )
}
const ORDER_EN_WORD = new RegExp(`^(?:${ORDER_EN.source})$`, 'iu')
/** In every report, and so of none. */
const SAYS_NOTHING =
  /[我你您他她它咱们的了着过啊呀吧呢是有在没不都就也还又再很太一个这那好坏修换]|已经|现在|今天|昨天|小区|社区|物业|居民|反映|问题/gu
/** Things that people name in one character. */
const ONE_CHARACTER = [
  '灯',
  '水',
  '电',
  '门',
  '锁',
  '狗',
  '树',
  '车',
  '路',
  '墙',
  '窗',
  '管',
  '气',
  '暖',
  '网',
  '井',
  '梯',
]
