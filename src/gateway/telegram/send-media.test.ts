import { expect, test } from 'vitest'
import type { Media, OutboundMessage } from '../../domain/message.ts'
import { FakeTelegram, refusal } from './testing/fake-telegram.ts'
import { inProcess } from './testing/in-process.ts'

const media = (...kinds: Media['what'][]): Media[] =>
  kinds.map((what, index) => ({
    id: String(index),
    what,
    mime: what === 'voice' ? 'audio/ogg' : 'x/y',
    name: `${index}.x`,
    bytes: 3,
  }))
let ids = 0
const to = (content: OutboundMessage['content'], chat = '42'): OutboundMessage => ({
  id: `m${++ids}`,
  chat,
  content,
})
const methods = (fake: FakeTelegram) => fake.calls.map(({ method }) => method)
const seen = (fake: FakeTelegram) => fake.messages.map(({ text }) => text)

test.each([
  [['photo'], ['sendPhoto']],
  [['video'], ['sendVideo']],
  [['file'], ['sendDocument']],
  [['voice'], ['sendVoice']],
  [['photo', 'video', 'photo'], ['sendMediaGroup']],
] as const)('%s goes out with its words under the first', async (kinds, calls) => {
  const { channel, fake } = inProcess()
  const { externalId } = await channel.send(to({ text: '已更换灯泡', media: media(...kinds) }))
  expect(methods(fake)).toEqual(calls)
  expect(seen(fake)).toEqual(['已更换灯泡', ...kinds.slice(1).map(() => '🖼')])
  expect(externalId).toBe(fake.messages[0]?.id)
})

test('a photo and a document are an album of documents', async () => {
  const { channel, fake } = inProcess()
  await channel.send(to({ text: '见附件', media: media('photo', 'file') }))
  expect(fake.calls[0]?.payload.media?.map(each => (each as { type?: string }).type)).toEqual([
    'document',
    'document',
  ])
})

test('words too long for a caption, or with buttons, follow as a message of their own, which has the id', async () => {
  const { channel, fake } = inProcess()
  const long = '长'.repeat(1025)
  const buttons = [[{ label: '解决了', action: 'confirm:-' }]]
  for (const content of [{ text: long }, { text: '解决了吗？', buttons }]) {
    fake.messages = []
    const { externalId } = await channel.send(to({ ...content, media: media('photo') }))
    expect(seen(fake)).toEqual(['🖼', content.text])
    expect(externalId).toBe(fake.messages[1]?.id)
  }
})

test('a picture that Telegram does not take does not hold the words back', async () => {
  const { channel, fake } = inProcess()
  fake.fail('sendPhoto', refusal(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'))
  await channel.send(to({ text: '已更换灯泡', media: media('photo') }))
  expect(seen(fake)).toEqual(['已更换灯泡'])
})

test('what is erased while it waits to be delivered does not hold back the words, nor what is still kept', async () => {
  const { channel, fake, time } = inProcess()
  const [kept, erased] = media('photo', 'photo').map((each, index) => ({
    ...each,
    id: ['kept', 'erased'][index] ?? '',
  }))
  if (!kept || !erased) throw new Error('two pictures')
  await channel.send(to({ text: '见照片', media: [erased] }))
  // A chat takes three messages in three seconds.
  await time.sleep(3_000)
  await channel.send(to({ text: '还有一张', media: [kept, erased] }))
  expect(methods(fake)).toEqual(['sendMessage', 'sendPhoto'])
  expect(seen(fake)).toEqual(['见照片', '还有一张'])
})

test('a reader who accepts no voice messages gets the words', async () => {
  const { channel, fake } = inProcess()
  fake.fail('sendVoice', refusal(400, 'Bad Request: VOICE_MESSAGES_FORBIDDEN'))
  await channel.send(to({ text: '请听', media: media('voice') }))
  expect(seen(fake)).toEqual(['请听'])
})

test('when the words fail, another try does not show the pictures again', async () => {
  const { channel, fake } = inProcess()
  fake.fail('sendMessage', refusal(502, 'Bad Gateway'))
  const message = to({ text: '长'.repeat(1025), media: media('photo') })
  await expect(channel.send(message)).rejects.toMatchObject({ retry: true })
  await channel.send(message)
  expect(seen(fake)).toEqual(['🖼', message.content.text])
})

test('a chat that is gone is gone for pictures too', async () => {
  const { channel, fake } = inProcess()
  fake.dead.add('42')
  const sending = channel.send(to({ text: '', media: media('photo') }))
  await expect(sending).rejects.toMatchObject({ retry: false, chatGone: true })
})

test('a button that carries more than 64 bytes is left out, its words arrive', async () => {
  const { channel, fake } = inProcess()
  const row = [
    { label: '好', action: 'a' },
    { label: '长', action: '字'.repeat(22) },
  ]
  await channel.send(to({ text: '选一个', buttons: [row] }))
  expect(fake.messages[0]?.keyboard).toEqual([[{ text: '好', callback_data: 'a' }]])
})
