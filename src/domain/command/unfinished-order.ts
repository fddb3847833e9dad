/** Recognises an incomplete order in a group, so that Linli can reply with what is missing. */
import { groupCommand, type GroupVerb, plain, verbOf, withoutMentions } from './parse-text.ts'

export interface Unfinished {
  verb: GroupVerb
  word: string
  /** As typed; null when the number is the missing part. */
  number: string | null
}

/**
 * `接`, `接 00`, `转 0042`: the whole message is an order's verb with too few arguments. Verbs that colleagues also say to
 * each other ("我来", "到了", "done") count only after a slash or with a complete number.
 */
export function unfinishedOrder(text: string): Unfinished | null {
  const [, slash, word = '', digits = ''] = UNFINISHED.exec(plain(withoutMentions(text))) ?? []
  const verb = verbOf(word)
  if (!verb) return null
  if (digits.length > 3) return groupCommand(text) ? null : { verb, word, number: digits }
  const meant = slash || ORDER_WORD.test(word) || (digits !== '' && WITH_NUMBER.test(word))
  return meant && verb !== 'undo' ? { verb, word, number: null } : null
}
const UNFINISHED = /^(\/?)(\p{L}{1,12})(?:@\w{1,64})?\s?#?(\d{0,3}|\d{4}-\d{4,6}|\d{4,6})$/u
const ORDER_WORD = /^(?:接单?|认领|退单|办结|销号|结单|转办|转派|移交|吹哨|督办|联席|议定|并单|剔除|accept)$/i
const WITH_NUMBER = /^(?:退|退回|备注|查|转|转给|问居民|报到|结束吹哨|收哨|联席会|并|合并|恢复计入)$/
