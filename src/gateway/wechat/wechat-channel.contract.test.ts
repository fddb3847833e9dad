import { describe } from 'vitest'
import { channelContract, type ChannelHarness, type TestMessage } from '../../testing/channel-contract.ts'
import { hasWechaty, inProcess, loggedIn } from './testing/mock-wechat.ts'

async function harness(): Promise<ChannelHarness> {
  const world = await inProcess()
  const { wechat } = world
  const ann = wechat.mocker.createContact({ name: 'Ann' })
  const ids = new Map<string, string>()
  let sent: string[] = []
  const channel = loggedIn(world)
  const { send } = channel
  return {
    channel: {
      ...channel,
      // A message may be several bubbles; the last one carries its id.
      async send(message) {
        const before = wechat.shown.length
        const result = await send(message)
        sent = [...sent, ...Array.from({ length: wechat.shown.length - before }, () => result.externalId)]
        return result
      },
    },
    chat: ann.id,
    hear(said: TestMessage, key: string) {
      const known = ids.get(key)
      if (known) return wechat.again(known)
      if (said.kind === 'text') ids.set(key, wechat.deliver(ann, wechat.me, { text: said.text }))
    },
    delivered: () =>
      wechat.shown.map(({ chat, text }, index) => ({
        chat,
        text,
        externalId: sent[index] ?? '',
        buttons: [],
      })),
    breakChat(chat) {
      wechat.puppet.messageSendText = async () => {
        throw new Error(`MockContact.load(): ${chat} not exist.`)
      }
    },
    // WeChat has numbers instead of buttons, and a line with the change instead of an edit; pins are tested
    // in their own coordinates.
    lacks: ['buttons', 'edit', 'location'],
  }
}

describe.skipIf(!hasWechaty())('the mock', () => {
  channelContract('wechat', harness)
})
