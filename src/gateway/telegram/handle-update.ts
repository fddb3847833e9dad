/**
 * Handles one update from polling or the webhook: parses and commits it. The two differ in how they handle a
 * failure.
 */
import type { Api } from 'grammy'
import type { UserFromGetMe, Update } from 'grammy/types'
import type { ChatNews, InboundMessage, Notice, Receive } from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import { toChatNews } from './chat-news.ts'
import { toInboundMessage } from './inbound.ts'
import { type Log, reasonOf } from '../log-once.ts'

/** Updates that Linli subscribes to. Reactions are left out: a thumbs-up is no decision; text and buttons are. */
export const HEARD = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

export interface Ears {
  receive: Receive
  /** Without it, news of chats is ignored. */
  notice: Notice | undefined
}

/** Resolves when everything in the update is committed. @throws the error of the commit. */
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
    // A retry would fail each time and block all later updates.
    log.error(`Telegram update ${update.update_id} has no shape that we know, left out: ${reasonOf(error)}`)
    return { news: null, message: null }
  }
}

/**
 * Telegram shows a spinner on a pressed button until it is answered. Not awaited, so that the next update
 * need not wait.
 */
export function stopSpinner(api: Api, { callback_query: pressed }: Update, limit: () => CallLimit): void {
  if (pressed) void api.answerCallbackQuery(pressed.id, undefined, limit()).catch(() => {})
}
