/** A resident whom nothing reached for a while hears what they missed: once, in one message, of each ticket the newest. */
import type { OutboundContent } from '../../domain/message.ts'
import { type Missed, takeMissed } from '../../notify/delivery/missed-messages.ts'
import type { RenderContext } from '../../notify/render/render-context.ts'
import type { Transaction } from '../../workflow/transaction.ts'

/** What was news longer ago is none. */
const MISSED_MS = 30 * 86_400_000
/** Each is a whole answer; the rest is found under "my tickets". */
const MOST = 8

const BETWEEN = '\n———\n'

/**
 * What was said of their tickets and could not be delivered is told anew, and counts as told.
 * @param conversationIds chats to which the way was found again.
 */
export async function tellMissed(
  { db, at, say }: Transaction,
  { replies }: RenderContext,
  conversationIds: readonly string[],
): Promise<void> {
  const rows = await takeMissed(db, conversationIds, new Date(at.getTime() - MISSED_MS))
  for (const id of new Set(rows.map(({ conversationId }) => conversationId)))
    say(id, inOneMessage(replies, rows.filter(({ conversationId }) => conversationId === id).slice(-MOST)))
}

function inOneMessage(replies: RenderContext['replies'], missed: readonly Missed[]): OutboundContent {
  const [last] = missed.slice(-1)
  const language = last?.language ?? 'zh-CN'
  const text = replies.say(language, 'missed', {
    messages: missed.map(({ text }) => text).join(BETWEEN),
    count: missed.length,
  })
  // With several tickets it would not be clear which one a button is for.
  return missed.length === 1 && last?.buttons?.length ? { text, buttons: last.buttons } : { text }
}
