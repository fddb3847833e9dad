/** After an outage, messages of hours arrive together: each is what it was when it was said. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeTurn } from '../../src/conversation/process-conversation.ts'
import { createTown, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ withoutProcessors: true })
}, 60_000)
afterAll(() => town.close())

const MINUTE = 60_000
/** Said so many minutes ago, all arriving now; then one turn. */
async function arrives(name: string, ...said: [minutesAgo: number, text: string][]) {
  const now = town.clock.now().getTime()
  let conversationId = ''
  for (const [index, [ago, text]] of said.entries()) {
    const received = await town.context.receive({
      channel: 'local',
      externalId: `${name}/${index}`,
      chat: { externalId: name, kind: 'private' },
      sender: { externalId: name, name },
      content: { kind: 'text', text },
      saidAt: new Date(now - ago * MINUTE),
    })
    conversationId = received?.conversationId ?? ''
  }
  await takeTurn(town.context.turn, conversationId)
  const { rows: tickets } = await town.db.pool.query<{ id: string; text: string }>(
    'SELECT id, text FROM ticket WHERE conversation_id = $1 ORDER BY number',
    [conversationId],
  )
  const { rows: answers } = await town.db.pool.query<{ text: string }>(
    "SELECT content->>'text' AS text FROM outbound_message WHERE conversation_id = $1 ORDER BY id",
    [conversationId],
  )
  return { tickets, answers: answers.map(({ text }) => text) }
}
const clockOf = (ago: number) =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(town.clock.now().getTime() - ago * MINUTE)

test('two messages hours apart that arrive together after an outage are not one burst', async () => {
  const { tickets } = await arrives('停电的人', [180, '状元府3号楼楼道灯坏了'], [1, '还有垃圾没人收'])
  expect(tickets[0]?.text).not.toContain('垃圾')
})

test('what was typed within minutes is one thought, however late it arrives', async () => {
  const { tickets } = await arrives('两句话的人', [180, '状元府5号楼'], [179, '楼道灯坏了'])
  expect(tickets).toMatchObject([{ text: expect.stringContaining('状元府5号楼') }])
  expect(tickets[0]?.text).toContain('楼道灯坏了')
})

test('the answer and the card say when it was said, when that is over ten minutes ago', async () => {
  const { tickets, answers } = await arrives('早上说的人', [180, '状元府6号楼楼道灯坏了'])
  expect(answers[0]).toContain(`${clockOf(180)}说的`)
  const { createProcessors } = await import('../../workers/registry.ts')
  await createProcessors(town.context).deliver(
    { channel: 'local' },
    {
      lastAttempt: true,
      stopping: new AbortController().signal,
    },
  )
  const card = town.channel.sent.find(({ content }) => content.card && content.text.includes('6号楼'))
  expect(card?.content.text).toContain(`${clockOf(180)}说的`)
  expect(tickets).toHaveLength(1)
})

test('just said, or said in the future by a platform whose clock is wrong: no time is named', async () => {
  for (const [index, ago] of [2, -600].entries()) {
    const { answers } = await arrives(`刚说的人${index}`, [ago, `状元府${7 + index}号楼楼道灯坏了`])
    expect(answers[0]).toContain('收到')
    expect(answers.join()).not.toContain('说的')
  }
  const { rows } = await town.db.pool.query(
    "SELECT said_at FROM inbound_message WHERE external_id = '刚说的人1/0'",
  )
  expect(rows).toEqual([{ said_at: null }])
})
