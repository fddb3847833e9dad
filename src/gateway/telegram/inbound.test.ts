import type { Update } from 'grammy/types'
import { describe, expect, test } from 'vitest'
import { InboundContent } from '../../domain/message.ts'
import { type Me, toInboundMessage } from './inbound.ts'
import { ANN, GROUP, message, PRIVATE, press } from './testing/updates.ts'

const me: Me = { id: 666, username: 'LinliBot' }
const read = (update: object, update_id = 1) => toInboundMessage({ update_id, ...update } as Update, me)
const content = (parts: object) => read(message(parts))?.content

describe('who and where', () => {
  test('a private message', () => {
    expect(read(message({ message_id: 9, text: '路灯不亮' }))).toEqual({
      channel: 'telegram',
      externalId: '666:42:9',
      chat: { externalId: '42', kind: 'private' },
      sender: { externalId: '42', name: '王 大妈', language: 'zh-CN' },
      content: { kind: 'text', text: '路灯不亮' },
    })
  })

  test('a message in a group or supergroup', () => {
    expect(read(message({ chat: GROUP, text: '接 0231' }))?.chat).toEqual({
      externalId: '-100200300',
      kind: 'group',
    })
  })

  test.each([
    ['zh-hant', 'zh-CN'],
    ['ZH', 'zh-CN'],
    ['en', 'en'],
    ['ru', 'en'],
    [undefined, undefined],
  ])('a client in %s is answered in %s', (language_code, language) => {
    const from = { id: 1, is_bot: false, first_name: 'A', ...(language_code ? { language_code } : {}) }
    expect(read(message({ from, text: 'hi' }))?.sender.language).toBe(language)
  })

  test('an anonymous administrator is the group, not a bot that all groups share', () => {
    const from = { id: 1087968824, is_bot: true, first_name: 'Group' }
    const said = read(
      message({ chat: GROUP, from, sender_chat: GROUP, author_signature: '组长', text: '接 0231' }),
    )
    expect(said?.sender).toEqual({ externalId: '-100200300', name: '组长' })
  })
})

describe('the external id', () => {
  test('is the same for a message under another update id', () => {
    const said = message({ text: 'again' })
    expect(read(said, 1)?.externalId).toBe(read(said, 77)?.externalId)
  })

  test('differs for another chat, for a button, and for another bot', () => {
    const ids = [
      read(message({ message_id: 5, text: 'a' })),
      read(message({ message_id: 5, chat: GROUP, text: 'a' })),
      read(press('accept:20261120-0231', { id: '5' })),
      toInboundMessage({ update_id: 1, ...message({ message_id: 5, text: 'a' }) } as Update, {
        ...me,
        id: 667,
      }),
    ].map(each => each?.externalId)
    expect(new Set(ids).size).toBe(4)
  })
})

describe('message_id 0 is no identity', () => {
  test('each message that has it gets one of its own, the same when it is brought again', () => {
    const none = { message_id: 0, date: 1700, text: '楼道灯坏了' }
    const ids = [
      read(message(none), 11),
      read(message(none), 12),
      read(message({ ...none, date: 1800 }), 11),
      read(message({ ...none, ephemeral_message_id: 5 }), 13),
      read(message({ ...none, ephemeral_message_id: 6 }), 14),
    ].map(each => each?.externalId)
    expect(new Set(ids).size).toBe(5)
    expect(read(message(none), 11)?.externalId).toBe(ids[0])
    expect(read(message({ ...none, ephemeral_message_id: 5 }), 99)?.externalId).toBe(ids[3])
  })

  test('its change is new words, and an answer to it answers nothing', () => {
    const { message: said } = message({ message_id: 0, date: 1700, text: '5号楼路灯不亮' })
    const changed = read({ edited_message: { ...said, edit_date: 1800 } }, 21)
    expect(changed).not.toHaveProperty('edits')
    expect(
      read(message({ text: '好', reply_to_message: { message_id: 0, from: { ...ANN, id: 666 } } as never }))
        ?.content,
    ).toEqual({ kind: 'text', text: '好' })
  })

  test('nor is a button without an id', () => {
    const ids = [read(press('urge:-', { id: '' }), 1), read(press('urge:-', { id: '' }), 2)]
    expect(new Set(ids.map(each => each?.externalId)).size).toBe(2)
  })
})

test("Telegram's own time of a message is kept, and that of its change", () => {
  const { message: said } = message({ date: 1_764_500_000, text: '5号楼路灯不亮' })
  expect(read({ message: said })?.saidAt).toEqual(new Date(1_764_500_000_000))
  expect(read({ edited_message: { ...said, edit_date: 1_764_500_060 } })?.saidAt).toEqual(
    new Date(1_764_500_060_000),
  )
})

describe('every kind of private message gets one friendly sentence', () => {
  test.each([
    'giveaway',
    'giveaway_winners',
    'invoice',
    'gift',
    'unique_gift',
    'successful_payment',
    'passport_data',
    'a_kind_of_2031',
  ])('%s', kind => {
    expect(content({ [kind]: {} })).toEqual({ kind: 'unsupported', what: 'other', text: '' })
    expect(read(message({ chat: GROUP, [kind]: {} }))).toBeNull()
  })

  test("the direct messages of a channel are private chats, each person's own", () => {
    const chat = { ...GROUP, is_direct_messages: true } as never
    const direct = { chat, direct_messages_topic: { topic_id: 77 } as never }
    expect(read(message({ ...direct, text: '楼道灯坏了' }))?.chat).toEqual({
      externalId: '-100200300:d77',
      kind: 'private',
    })
    expect(content({ ...direct, gift: {} })).toMatchObject({ kind: 'unsupported' })
  })

  test.each(['pinned_message', 'message_auto_delete_timer_changed', 'write_access_allowed'])(
    'but not %s, which no person wrote',
    kind => expect(read(message({ [kind]: {} }))).toBeNull(),
  )
})

test('an album is a message per picture, each of which says that they belong together', () => {
  const album = { media_group_id: '77', photo: [{ file_id: 'F' } as never] }
  const pictures = [read(message({ ...album, caption: '垃圾没人收' })), read(message(album))]
  expect(new Set(pictures.map(each => each?.externalId)).size).toBe(2)
  expect(pictures.map(each => each?.content)).toMatchObject([
    { album: '77', text: '垃圾没人收' },
    { album: '77' },
  ])
})

test('words that were changed name what they change, and are a message of their own', () => {
  const { message: said } = message({ message_id: 9, text: '5号楼路灯不亮' })
  expect(read({ edited_message: { ...said, edit_date: 1700 } })).toMatchObject({
    externalId: '666:42:9:edit-1700',
    edits: '666:42:9',
    content: { kind: 'text', text: '5号楼路灯不亮' },
  })
})

test('a caption that was changed is words: the picture is with us already', () => {
  const { message: said } = message({ photo: [{ file_id: 'F' } as never], caption: '5号楼' })
  expect(read({ edited_message: { ...said, edit_date: 1 } })?.content).toEqual({
    kind: 'text',
    text: '5号楼',
  })
})

test('a sticker says what its emoji says', () => {
  expect(content({ sticker: { emoji: '👍' } })).toEqual({ kind: 'text', text: '👍' })
})

describe('a forum topic', () => {
  const topic = { chat: GROUP, message_thread_id: 5, is_topic_message: true }

  test('is a chat of its own, for words and for buttons', () => {
    expect(read(message({ ...topic, text: '接 0231' }))?.chat).toEqual({
      externalId: '-100200300:5',
      kind: 'group',
    })
    const pressed = press('accept:20261120-0231', { chat: GROUP })
    Object.assign(pressed.callback_query?.message ?? {}, topic)
    expect(read(pressed)?.chat.externalId).toBe('-100200300:5')
  })

  test('is not a thread of replies, and not a private chat with topics', () => {
    expect(read(message({ chat: GROUP, message_thread_id: 5, text: 'a' }))?.chat.externalId).toBe(
      '-100200300',
    )
    expect(read(message({ ...topic, chat: PRIVATE, text: 'a' }))?.chat.externalId).toBe('42')
  })
})

describe('what was said', () => {
  test('a reply names the message that it answers: ours, or in private their own', () => {
    const ours = { message_id: 7, from: { ...ANN, id: 666 } }
    expect(content({ text: '换好了', reply_to_message: ours })).toMatchObject({ replyTo: '7' })
    const theirs = { message_id: 8, from: ANN }
    expect(content({ chat: GROUP, text: '换好了', reply_to_message: theirs })).not.toHaveProperty('replyTo')
    // In a private chat the resident's own message became a ticket, or part of one.
    expect(content({ text: '撤回', reply_to_message: theirs })).toMatchObject({
      replyTo: expect.stringMatching(/^666:-?\d+:8$/),
    })
  })

  test.each([
    ['/help', '/help'],
    ['/help@LinliBot', '/help'],
    ['/bind@linlibot ABC-1', '/bind ABC-1'],
    ['/start join-X7', '/start join-X7'],
    ['我的邮箱 /a@b', '我的邮箱 /a@b'],
  ])('%s is heard as %s', (text, heard) => {
    expect(content({ chat: GROUP, text })).toMatchObject({ text: heard })
  })

  test('a command for another bot is not for us', () => {
    expect(read(message({ chat: GROUP, text: '/start@OtherBot' }))).toBeNull()
  })

  test('a button is its action', () => {
    expect(read(press('accept:20261120-0231', { chat: GROUP }))).toMatchObject({
      chat: { externalId: '-100200300', kind: 'group' },
      sender: { externalId: '42' },
      content: { kind: 'action', action: 'accept:20261120-0231' },
    })
  })

  test('a location is coordinates, a venue also what it is called', () => {
    const location = { latitude: 39.9, longitude: 116.4 }
    expect(content({ location })).toEqual({ kind: 'location', ...location })
    expect(content({ location, venue: { location, title: '状元府', address: '文昌路12号' } })).toEqual({
      kind: 'location',
      ...location,
      text: '状元府 文昌路12号',
    })
  })

  test.each([
    ['photo', { photo: [{ file_id: 'small' }, { file_id: 'F' }] }],
    ['video', { video: { file_id: 'F' } }],
    ['video', { animation: { file_id: 'F' }, document: { file_id: 'G' } }],
    ['file', { document: { file_id: 'F' } }],
  ])('a %s is evidence, and its caption counts', (what, parts) => {
    expect(content({ ...parts, caption: '漏水' })).toEqual({
      kind: 'attachment',
      what,
      file: 'F',
      text: '漏水',
    })
  })

  test.each(['voice', 'video_note', 'audio'])('a %s is speech for a person to hear', what => {
    const spoken = { [what]: { file_id: 'F', file_name: 'a.mp3' }, caption: '漏水' }
    expect(content(spoken)).toEqual({
      kind: 'attachment',
      what: 'voice',
      file: 'F',
      text: '漏水',
      ...(what === 'audio' && { name: 'a.mp3' }),
    })
    const chat = { id: -5, type: 'group', title: '群' }
    expect(content({ ...spoken, chat })).toEqual({ kind: 'unsupported', what, text: '漏水' })
    const reply_to_message = { message_id: 7, from: { ...ANN, id: 666 } }
    expect(content({ ...spoken, chat, reply_to_message })).toMatchObject({ what: 'voice', replyTo: '7' })
  })

  test('a contact is words', () => {
    const contact = { first_name: '王', last_name: '某', phone_number: '+8613800000000' }
    expect(content({ contact })).toEqual({
      kind: 'text',
      text: '名片：王 某 +8613800000000',
      contact: true,
    })
    expect(content({ contact, from: { ...ANN, language_code: 'en' } })).toMatchObject({
      text: 'Contact: 王 某 +8613800000000',
    })
  })

  test.each(['sticker', 'poll', 'dice'])('a %s cannot be read, but its caption can', what => {
    expect(content({ [what]: {}, caption: '漏水' })).toEqual({ kind: 'unsupported', what, text: '漏水' })
  })

  test('a photo that answers a card keeps the answer', () => {
    const reply_to_message = { message_id: 7, from: { ...ANN, id: 666 } }
    expect(content({ photo: [{ file_id: 'F' }], caption: '换好了', reply_to_message })).toMatchObject({
      text: '换好了',
      replyTo: '7',
    })
  })

  test('NUL and half characters are left out, whole emoji stay', () => {
    expect(content({ text: 'a\0b\ud83dc👍🏽\udc00' })).toMatchObject({ text: 'abc👍🏽' })
    expect(read(press('a\0b'))?.content).toMatchObject({ action: 'ab' })
    expect(read(message({ from: { ...ANN, first_name: '王\0\ud800' }, text: 'a' }))?.sender.name).toBe(
      '王 大妈',
    )
  })

  test('everything that is heard is a valid InboundContent', () => {
    for (const parts of [{ text: '' }, { sticker: {} }, { location: { latitude: 0, longitude: 0 } }])
      expect(InboundContent.safeParse(content(parts)).success).toBe(true)
  })
})

test.each([
  ['a member who joins', message({ chat: GROUP, new_chat_members: [ANN] })],
  ['a new title', message({ chat: GROUP, new_chat_title: '新名' })],
  ['a pinned message', message({ chat: GROUP, pinned_message: { message_id: 1, date: 0, chat: PRIVATE } })],
  [
    'a step of a live location',
    { edited_message: message({ location: { latitude: 1, longitude: 2 } }).message },
  ],
  ['a channel post', { channel_post: message({ text: 'a' }).message }],
  ['a button without data', press(undefined as never)],
  ['another bot', message({ chat: GROUP, from: { ...ANN, is_bot: true }, text: 'hi' })],
])('%s is not a message to us', (_, update) => {
  expect(read(update)).toBeNull()
})
