import { afterAll, beforeAll } from 'vitest'
import { temporaryStore } from '../../attachments/testing/store.ts'
import type { Channel, Receive } from '../../domain/message.ts'
import {
  type ChannelHarness,
  channelContract,
  type TestMessage,
  type Seen,
} from '../../testing/channel-contract.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { as, JSON_TYPE } from '../../testing/web-caller.ts'
import { silentLog } from '../../testing/web-world.ts'
import { chatsOf } from './chats.ts'
import { authenticate, signInResident } from '../../inbox/sessions.ts'
import { createWebChannel, type WebChannel } from './web-channel.ts'
import type { ApiMessage } from './api-types.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())

channelContract('web', async (): Promise<ChannelHarness> => {
  const web = createWebChannel({ db, log: silentLog, files: temporaryStore(), now: () => new Date() })
  const token = await signInResident(db.pool, 'zh-CN', new Date())
  const account = await authenticate(db.pool, token, 'resident', new Date())
  const [chat] = account ? await chatsOf(db.pool, account, 'zh-CN') : []
  if (!account || !chat) throw new Error('a device that came is a resident with a chat')
  const path = `/api/resident/chats/${chat.id}`
  const page = createPage(web, path, token, account.externalId)
  return {
    channel: page.channel,
    chat: account.externalId,
    async hear(said: TestMessage, key: string) {
      const body = JSON.stringify({ id: key, ...contentOf(said) })
      const call = { method: 'POST', body, headers: { ...JSON_TYPE, ...as(token) } }
      // As the page's outbox does: the same message until it is taken, and the next one after it.
      while ((await web.app.request(`${path}/messages`, call)).status !== 202);
    },
    delivered: () => page.seen,
    breakChat: async externalId => {
      await db.prisma.conversation.delete({ where: { channel_externalId: { channel: 'web', externalId } } })
    },
  }
})

function contentOf(said: TestMessage): object {
  if (said.kind === 'text') return { text: said.text }
  if (said.kind === 'action') return { action: said.action }
  return { location: { latitude: said.latitude, longitude: said.longitude } }
}

/** A page that has the chat open: what a stream brings is shown, an edit in the place of what it edits. */
function createPage(web: WebChannel, path: string, token: string, chat: string) {
  const seen: Seen[] = []
  let arrived = () => {}
  const show = ({ from, id, text, buttons = [] }: ApiMessage) => {
    if (from !== 'linli') return
    const at = seen.findIndex(each => each.externalId === id)
    seen.splice(at < 0 ? seen.length : at, at < 0 ? 0 : 1, { chat, externalId: id, text, buttons })
    arrived()
  }
  let ready = () => {}
  const open = async () => {
    const answer = await web.app.request(`${path}/stream`, { headers: as(token) })
    const began = new Promise<void>(resolve => {
      ready = resolve
    })
    void read(answer)
    await began
  }
  const read = async (answer: Response) => {
    const decoder = new TextDecoder()
    let text = ''
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true })
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        if (/^event: ready$/m.test(event)) ready()
        if (/^event: message$/m.test(event))
          show(JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as ApiMessage)
      }
    }
  }
  const channel: Channel = {
    name: web.name,
    async start(receive: Receive) {
      await web.start(receive)
      await open()
    },
    stop: () => web.stop(),
    // What was sent is on its way to the page when `send` resolves; people look a moment later.
    async send(message) {
      const shown = new Promise<void>(resolve => {
        arrived = resolve
      })
      const sent = await web.send(message)
      await shown
      return sent
    },
  }
  return { channel, seen }
}
