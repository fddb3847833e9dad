/** People on WeChat: wechaty and the whole channel, over the official mock of a WeChat. */
import { readMedia } from '../../attachments/rows.ts'
import { createChatMemory } from '../../gateway/wechat/chat-memory.ts'
import { gcj02Of } from '../../gateway/wechat/gcj02.ts'
import {
  inProcess,
  loggedIn,
  type MockContact,
  type MockRoom,
} from '../../gateway/wechat/testing/mock-wechat.ts'
import { MESSAGE } from '../../gateway/wechat/wechaty.ts'
import type { OpenPlatform, Person, Seen } from './person.ts'

export const openWechat: OpenPlatform = async ({ context, db }, heard) => {
  const world = await inProcess({
    memory: createChatMemory(db.pool, context.now),
    readMedia: ({ id }) => readMedia(context.pool, context.attachments, id),
  })
  const { wechat } = world
  const { mocker, puppet, me, FileBox } = wechat
  const gone = new Set<string>()
  const { messageSendText, messageSendFile } = puppet
  const refuse = (chat: string) => {
    if (gone.has(chat)) throw new Error(`${chat} is not your friend`)
  }
  puppet.messageSendText = async (chat, ...more) => {
    refuse(chat)
    await messageSendText(chat, ...more)
  }
  puppet.messageSendFile = async (chat, file) => {
    refuse(chat)
    await messageSendFile(chat, file)
  }

  function inChat(from: MockContact, where: MockContact | MockRoom): Person {
    const chat = where === me ? from.id : where.id
    const sends = (content: object) => heard(() => wechat.deliver(from, where, content))
    const says = (text: string) => sends({ text })
    const sees = async (): Promise<Seen[]> =>
      Promise.all(
        wechat.shown
          .filter(each => each.chat === chat)
          .map(async ({ text, file }, index) => ({
            id: String(index),
            text,
            offers: choicesIn(text).map(({ label }) => label),
            photos: file ? [Buffer.from(await file.toBase64(), 'base64')] : [],
          })),
      )
    const photo = (bytes: Uint8Array) =>
      sends({ type: MESSAGE.image, file: FileBox.fromBase64(Buffer.from(bytes).toString('base64'), 'p.jpg') })
    return {
      sees,
      says,
      /** By its number; what the newest bubble does not offer is typed as a word. */
      async presses(label) {
        await aMomentLater()
        const newest = (await sees()).findLast(({ offers }) => offers.length > 0)
        const choice = choicesIn(newest?.text ?? '').find(each => each.label === label)
        await says(choice?.number ?? label)
      },
      async shows(bytes, words) {
        await says(words)
        await photo(bytes)
      },
      async answers({ text }, words, bytes) {
        await says(`「邻里：${text}」\n- - - - - - - - - - - - - - -\n${words}`)
        if (bytes) await photo(bytes)
      },
      pins: (latitude, longitude) =>
        sends({ type: MESSAGE.location, text: '<xml/>', location: gcj02Of({ latitude, longitude }) }),
    }
  }

  /** A number typed at once is answered with the question which card is meant: the test's clock moves on instead. */
  const aMomentLater = () =>
    db.pool.query(
      "UPDATE outbound_message SET sent_at = sent_at - interval '1 minute' WHERE channel = 'wechat'",
    )

  return {
    channel: loggedIn(world),
    async resident(name) {
      const contact = mocker.createContact({ name })
      return {
        ...inChat(contact, me),
        leaves: async () => void gone.add(contact.id),
        async comesBack() {
          gone.delete(contact.id)
          return null
        },
      }
    },
    async worker(name, { join, bind }, settle) {
      const contact = mocker.createContact({ name })
      const room = mocker.createRoom({ topic: '工作群', memberIdList: [me.id, contact.id] })
      await inChat(contact, me).says(`加入${join.toLowerCase()}`)
      await settle()
      const person = inChat(contact, room)
      await person.says(`绑定 ${bind}`)
      await settle()
      return person
    },
    pass: ms => world.time.sleep(ms),
    async close() {},
  }
}

/** On one line with wide spaces between them, or one below the other. */
function choicesIn(text: string): { number: string; label: string }[] {
  const [, line = ''] = /(?:回复数字：|Reply with a number:)\s*([\s\S]+)$/.exec(text) ?? []
  return line.split(/\u3000|\n/u).flatMap(each => {
    const [, number, label] = /^(\d+) (.+)$/.exec(each) ?? []
    return number && label ? [{ number, label }] : []
  })
}
