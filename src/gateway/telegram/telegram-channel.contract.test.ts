import type { Update } from 'grammy/types'
import { channelContract, type TestMessage } from '../../testing/channel-contract.ts'
import { calledByTelegram } from './testing/caller.ts'
import { FakeTelegram } from './testing/fake-telegram.ts'
import { startFaultServer } from './testing/fault-server.ts'
import { inProcess } from './testing/in-process.ts'
import { message, PRIVATE, press } from './testing/updates.ts'

const updateOf = (said: TestMessage) => {
  if (said.kind === 'action') return press(said.action)
  if (said.kind === 'text') return message({ text: said.text })
  return message({ location: { latitude: said.latitude, longitude: said.longitude } })
}

function harnessOf(
  { fake, channel }: Pick<ReturnType<typeof inProcess>, 'fake' | 'channel'>,
  close = async () => {},
) {
  const pushed = new Map<string, ReturnType<FakeTelegram['push']>>()
  return {
    channel,
    chat: String(PRIVATE.id),
    hear(said: TestMessage, key: string) {
      const known = pushed.get(key)
      pushed.set(key, known ? fake.push(known, true) : fake.push(updateOf(said)))
    },
    delivered: () =>
      fake.messages.map(({ chat, id, text, keyboard }) => ({
        chat,
        externalId: id,
        text,
        buttons: keyboard.map(row =>
          row.map(button => ({ label: button.text, action: button.callback_data })),
        ),
      })),
    breakChat: (chat: string) => void fake.dead.add(chat),
    close,
  }
}

channelContract('telegram in process', () => harnessOf(inProcess()))

channelContract('telegram over HTTP', async () => {
  const fake = new FakeTelegram()
  const server = await startFaultServer(fake)
  return harnessOf(inProcess({ fake, apiRoot: server.url }), server.stop)
})

channelContract('telegram by webhook', async () => {
  const it = await calledByTelegram()
  const updates = new Map<string, Update>()
  let last = Promise.resolve()
  return {
    ...harnessOf(it, it.stop),
    // In order and not awaited: Telegram repeats an update until it is accepted.
    hear(said: TestMessage, key: string) {
      const update = updates.get(key) ?? ({ update_id: updates.size + 1, ...updateOf(said) } as Update)
      updates.set(key, update)
      last = last.then(() => it.bring(update))
    },
  }
})
