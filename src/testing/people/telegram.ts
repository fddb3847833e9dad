/** People on Telegram: grammY and the whole channel over HTTP, against a Telegram that is played. */
import type { Chat, Message, User } from 'grammy/types'
import { BOT, FakeTelegram } from '../../gateway/telegram/testing/fake-telegram.ts'
import { startFaultServer } from '../../gateway/telegram/testing/fault-server.ts'
import { inProcess } from '../../gateway/telegram/testing/in-process.ts'
import { message, press } from '../../gateway/telegram/testing/updates.ts'
import { readMedia } from '../../attachments/rows.ts'
import type { OpenPlatform, Person, Seen } from './person.ts'

const GROUP: Chat.SupergroupChat = { id: -100500, type: 'supergroup', title: '工作群' }

export const openTelegram: OpenPlatform = async ({ context }, heard) => {
  const fake = new FakeTelegram()
  const server = await startFaultServer(fake)
  const { channel, time } = inProcess({
    fake,
    apiRoot: server.url,
    readMedia: ({ id }) => readMedia(context.pool, context.attachments, id),
  })
  let people = 100
  let files = 0

  function somebody(name: string, language_code: string): User {
    return { id: ++people, is_bot: false, first_name: name, language_code }
  }
  const privately = ({ id, first_name }: User): Chat.PrivateChat => ({ id, type: 'private', first_name })

  function inChat(from: User, chat: Chat): Person {
    const sends = (content: Partial<Message>) =>
      heard(() => fake.push(message({ ...content, from, chat } as Partial<Message>)))
    /** Their phone has sent the bytes up before the message goes. */
    const photo = (bytes: Uint8Array) => {
      const file_id = `photo-${++files}`
      fake.files.set(file_id, bytes)
      return { photo: [{ file_id, file_unique_id: file_id, width: 1, height: 1 }] }
    }
    const answered = ({ id }: Seen) =>
      ({
        reply_to_message: { message_id: Number(id), date: 0, chat, from: BOT },
      }) as unknown as Partial<Message>
    const shown = () => fake.messages.filter(each => each.chat === String(chat.id))
    return {
      sees: async () =>
        shown().map(({ id, text, keyboard, photos }) => ({
          id,
          text,
          offers: keyboard.flat().map(button => button.text),
          photos,
        })),
      says: text => sends({ text }),
      async presses(label) {
        const button = shown()
          .toReversed()
          .flatMap(({ keyboard }) => keyboard.flat())
          .find(({ text }) => text === label)
        if (!button) throw new Error(`${from.first_name} sees no button ${label}`)
        await heard(() => fake.push(press(button.callback_data, { chat, from })))
      },
      shows: (bytes, caption) => sends({ ...photo(bytes), caption }),
      answers: (bubble, words, bytes) =>
        sends({
          ...answered(bubble),
          ...(bytes ? { ...photo(bytes), caption: words } : { text: words }),
        }),
      pins: (latitude, longitude) => sends({ location: { latitude, longitude } }),
    }
  }

  return {
    channel,
    async resident(name, language = 'zh-CN') {
      const user = somebody(name, language === 'en' ? 'en' : 'zh-hans')
      const chat = String(user.id)
      return {
        ...inChat(user, privately(user)),
        // Telegram would tell us as well; the harder way is to learn it from what is refused.
        leaves: async () => void fake.dead.add(chat),
        async comesBack() {
          fake.dead.delete(chat)
          return null
        },
      }
    },
    async worker(name, { join, bind }, settle) {
      const user = somebody(name, 'zh-hans')
      await inChat(user, privately(user)).says(`/join ${join}`)
      await settle()
      const person = inChat(user, GROUP)
      await person.says(`/bind ${bind}`)
      await settle()
      return person
    },
    pass: ms => time.sleep(ms),
    close: () => server.stop(),
  }
}
