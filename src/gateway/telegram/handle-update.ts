/** One update, however it came: understood, committed. Polling and the webhook differ in what they do when it fails. */
import type { Api } from 'grammy'
import type { UserFromGetMe, Update } from 'grammy/types'
import type { ChatNews, InboundMessage, Notice, Receive } from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import { toChatNews } from './chat-news.ts'
import { toInboundMessage } from './inbound.ts'
import { type Log, reasonOf } from '../log-once.ts'

/** What we ask Telegram for. Reactions are not: a thumb under a message decides nothing, and words and buttons do. */
export const HEARD = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

export interface Ears {
  receive: Receive
  /** Without it what happens to chats is told to nobody. */
  notice: Notice | undefined
}

/** Ends once everything that the update tells is committed. @throws whatever the commit failed with. */
export async function hear(update: Update, me: UserFromGetMe, ears: Ears, log: Log): Promise<void> {
  const { news, message } = understand(update, me, log)
  if (news) await ears.notice?.(news)
  if (message) await ears.receive(message)
}

interface Understood {
  news: ChatNews | null
  message: InboundMessage | null
}

function understand(update: Update, me: UserFromGetMe, log: Log): Understood {
  try {
    return { news: toChatNews(update), message: toInboundMessage(update, me) }
  } catch (error) {
    // It would fail again each time, with everybody else waiting behind it.
    log.error(`Telegram update ${update.update_id} has no shape that we know, left out: ${reasonOf(error)}`)
    return { news: null, message: null }
  }
}

/** A pressed button turns until it is answered. Not awaited: the next resident should not wait for it. */
export function stopSpinner(api: Api, { callback_query: pressed }: Update, limit: () => CallLimit): void {
  if (pressed) void api.answerCallbackQuery(pressed.id, undefined, limit()).catch(() => {})
}
