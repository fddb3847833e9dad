import type { ChatMember, Update } from 'grammy/types'
import { expect, test } from 'vitest'
import { toChatNews } from './chat-news.ts'
import { ANN, GROUP, message, PRIVATE } from './testing/updates.ts'

const read = (update: object) => toChatNews({ update_id: 1, ...update } as Update)
const member = (before: Partial<ChatMember>, now: Partial<ChatMember>, chat: object = GROUP) =>
  read({ my_chat_member: { chat, from: ANN, date: 0, old_chat_member: before, new_chat_member: now } })
const muted = { status: 'restricted', is_member: true, can_send_messages: false } as const

test('both ends of a move tell the same', () => {
  const news = { channel: 'telegram', what: 'moved', chat: '-5', to: '-1005' }
  const chat = { id: -5, type: 'group' } as never
  expect(read(message({ chat, migrate_to_chat_id: -1005 }))).toEqual(news)
  expect(
    read(message({ chat: { id: -1005, type: 'supergroup' } as never, migrate_from_chat_id: -5 })),
  ).toEqual(news)
})

test.each([
  ['blocked', { status: 'member' }, { status: 'kicked' }, PRIVATE, { what: 'left', chat: '42' }],
  ['unblocked', { status: 'kicked' }, { status: 'member' }, PRIVATE, { what: 'joined', kind: 'private' }],
  ['added', { status: 'left' }, { status: 'member' }, GROUP, { what: 'joined', kind: 'group' }],
  ['added as an admin', { status: 'left' }, { status: 'administrator' }, GROUP, { what: 'joined' }],
  ['removed', { status: 'administrator' }, { status: 'kicked' }, GROUP, { what: 'left' }],
  ['muted', { status: 'member' }, muted, GROUP, { what: 'left' }],
  ['no longer muted', muted, { status: 'member' }, GROUP, { what: 'joined' }],
] as const)('we are %s', (_, before, now, chat, news) => {
  expect(member(before, now, chat)).toMatchObject(news)
})

test('the person who let us in has a language', () => {
  const added = (from: object) =>
    read({
      my_chat_member: {
        chat: GROUP,
        from,
        date: 0,
        old_chat_member: { status: 'left' },
        new_chat_member: { status: 'member' },
      },
    })
  expect(added({ ...ANN, language_code: 'zh-hans' })).toMatchObject({ language: 'zh-CN' })
  expect(added({ ...ANN, language_code: 'fr' })).toMatchObject({ language: 'en' })
  expect(added({ ...ANN, language_code: undefined })).not.toHaveProperty('language')
})

test.each([
  ['made an admin', { status: 'member' }, { status: 'administrator' }, GROUP],
  ['added to a channel', { status: 'left' }, { status: 'administrator' }, { id: -9, type: 'channel' }],
  ['removed by the admin who had muted us', muted, { status: 'left' }, GROUP],
] as const)('nothing to tell: %s', (_, before, now, chat) => {
  expect(member(before, now, chat)).toBeNull()
})

test('a person left the group; a bot that left is not reported', () => {
  const news = { channel: 'telegram', chat: String(GROUP.id), what: 'person_left', who: String(ANN.id) }
  const left = (who: object) => read(message({ chat: GROUP as never, left_chat_member: who as never }))
  expect(left(ANN)).toEqual(news)
  expect(left({ ...ANN, is_bot: true })).toBeNull()
})

test('nor of words', () => {
  expect(read(message({ text: '路灯不亮' }))).toBeNull()
})
