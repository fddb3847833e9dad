import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mention, OutboundContent } from '../../domain/message.ts'
import { mentionsIn, mentionsOf } from './mention-entities.ts'
import { splitText } from '../split-text.ts'
import { inProcess } from './testing/in-process.ts'

const WANG: Mention = { memberId: 'm1', name: '王师傅', externalId: '1001' }
const LI: Mention = { memberId: 'm2', name: 'Li 👷‍♀️ Na', externalId: '1002' }

/** Mentions in a text, with the ids that they notify. */
const rings = (text: string, entities: ReturnType<typeof mentionsIn>) =>
  entities.map(({ offset, length, user }) => [text.slice(offset, offset + length), user.id])

test.each<[string, Mention[], [string, number][]]>([
  ['⏳ @王师傅 0231 16:00前要接单', [WANG], [['@王师傅', 1001]]],
  [
    '⏳👨‍👩‍👧 @Li 👷‍♀️ Na @王师傅 0231',
    [WANG, LI],
    [
      ['@Li 👷‍♀️ Na', 1002],
      ['@王师傅', 1001],
    ],
  ],
  [
    '@王师傅 @王师',
    [{ ...WANG, name: '王师', externalId: '7' }, WANG],
    [
      ['@王师傅', 1001],
      ['@王师', 7],
    ],
  ],
  // A member who signs a note is not mentioned.
  ['王师傅已接单', [WANG], []],
  // Without an id of Telegram's the name stays plain text.
  ['@王师傅 0231', [{ memberId: 'm1', name: '王师傅' }], []],
  ['@王师傅 0231', [{ ...WANG, externalId: 'wxid_1' }], []],
])('%s', (text, mentions, expected) => {
  expect(rings(text, mentionsIn(text, mentions))).toEqual(expected)
})

test('however a text is cut, every name rings as a whole or in both its halves', () => {
  const piece = fc.constantFrom('@王师傅', '@Li 👷‍♀️ Na', '👍🏽', '楼道灯坏了。', '\n\n', ' ', 'x'.repeat(30))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 20, max: 60 }), (pieces, limit) => {
      const text = pieces.join('')
      const whole = mentionsIn(text, [WANG, LI])
      expect(whole).toHaveLength(pieces.filter(each => each.startsWith('@')).length)
      const heard = splitText(text, limit).flatMap(part => rings(part.text, mentionsOf(part, whole)))
      const words = (all: (string | number)[][]) => all.map(([word]) => word).join('')
      expect(words(heard).replace(/\s/gu, '')).toBe(words(rings(text, whole)).replace(/\s/gu, ''))
    }),
  )
})

const send = async (content: OutboundContent, replaces?: string) => {
  const { channel, fake } = inProcess()
  const sent = await channel.send({ id: 'm', chat: '-100', content, ...(replaces && { replaces }) })
  return { channel, fake, sent }
}

test('a reminder mentions the members that it names, as a new message and as an edit', async () => {
  const content = { text: '⏳ @王师傅 0231 16:00前要接单', mentions: [WANG] }
  const { channel, fake, sent } = await send(content)
  const user = { id: 1001, is_bot: false, first_name: '王师傅' }
  expect(fake.messages[0]?.entities).toEqual([{ type: 'text_mention', offset: 2, length: 4, user }])
  const text = '⏳⏳ @王师傅 0231 已超时'
  await channel.send({ id: 'n', chat: '-100', content: { ...content, text }, replaces: sent.externalId })
  expect(fake.messages).toMatchObject([{ text, entities: [{ offset: 3, length: 4 }] }])
})

test('in a text of several messages each name rings where it stands', async () => {
  const text = `@王师傅 ${'长'.repeat(4_000)}\n@Li 👷‍♀️ Na ${'长'.repeat(4_000)}`
  const { fake } = await send({ text, mentions: [WANG, LI] })
  expect(fake.messages.flatMap(each => rings(each.text, each.entities as never))).toEqual([
    ['@王师傅', 1001],
    ['@Li 👷‍♀️ Na', 1002],
  ])
})

test('a text without names sends no entities', async () => {
  const { fake } = await send({ text: '@王师傅 你好' })
  expect(fake.calls[0]?.payload).not.toHaveProperty('entities')
})
