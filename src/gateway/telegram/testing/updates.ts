/** Updates as Telegram writes them. */
import type { Chat, Message, Update, User } from 'grammy/types'

type New = Omit<Update, 'update_id'>

export const ANN: User = {
  id: 42,
  is_bot: false,
  first_name: '王',
  last_name: '大妈',
  language_code: 'zh-hans',
}
export const PRIVATE: Chat.PrivateChat = { id: 42, type: 'private', first_name: '王' }
export const GROUP: Chat.SupergroupChat = { id: -100200300, type: 'supergroup', title: '第4网格工作群' }

let messages = 0

/** Pass `text`, `photo`, `location` …, and `chat` or `from` where they matter. */
export const message = (content: Partial<Message>): New => ({
  message: { message_id: ++messages, date: 0, from: ANN, chat: PRIVATE, ...content } as New['message'],
})

export const press = (
  data: string,
  { id = String(++messages), chat = PRIVATE as Chat, from = ANN } = {},
): New =>
  ({
    callback_query: {
      id,
      from,
      chat_instance: '1',
      data,
      message: { message_id: 7, date: 0, chat, text: 'card' },
    },
  }) as unknown as New
