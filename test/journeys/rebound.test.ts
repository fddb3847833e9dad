/** A chat that is bound to another work group reads nothing more of the former one; a new chat shows what its group has open. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { invite } from '../../src/inbox/access-codes.ts'
import { createVillage, short, type Village } from './life/village.ts'

let village: Village
beforeAll(async () => {
  village = await createVillage()
}, 90_000)
afterAll(() => village.close())

async function bind(chat: string, grid: string): Promise<void> {
  const { rows } = await village.db.pool.query<{ id: string }>(
    'SELECT w.id FROM work_group w JOIN grid g ON g.id = w.grid_id WHERE g.code = $1',
    [grid],
  )
  const code = await invite(village.db.pool, { workGroupId: rows[0]?.id ?? '' }, village.clock.now())
  await village.channel.hear({ from: 'admin', chat, content: { kind: 'text', text: `绑定 ${code}` } })
  await village.settled()
  // The answer is committed before the directory is read again.
  const { rows: chats } = await village.db.pool.query<{ id: string }>(
    "SELECT id FROM conversation WHERE channel = 'local' AND external_id = $1",
    [chat],
  )
  await vi.waitFor(() =>
    expect(village.context.directory.current().conversationsOf(rows[0]?.id ?? '')).toContainEqual(
      expect.objectContaining({ id: chats[0]?.id }),
    ),
  )
}

it('after another binding the chat sees no new word of the former group’s ticket, and its buttons are void', async () => {
  const wang = await village.worker('g4', '王师傅')
  const { person, ticket } = await village.opened('状元府6号楼2单元402楼道灯坏了')
  const { ticket: other } = await village.opened('锦绣花园2号楼楼道灯坏了')
  expect(village.card('g4', ticket)).toBeDefined()
  await bind('group:g4', 'g4')
  await village.says(person, '补充：402门口的灯')
  expect(village.card('g4', ticket)?.text).toContain('门口的灯')
  await bind('group:g4', 'g6')
  await village.says(person, '补充：钥匙在门垫下')
  expect(
    village.channel
      .shows('group:g4')
      .map(({ content }) => content.text)
      .join('\n'),
  ).not.toContain('钥匙')
  for (const words of [`查 ${short(ticket)}`, `接 ${short(ticket)}`]) await village.says(wang, words)
  await wang.sends({ kind: 'action', action: `show:${ticket.number}` })
  await village.settled()
  expect(village.said('g4').slice(-3)).toEqual(Array(3).fill(expect.stringContaining('没找到工单')))
  expect((await village.now(ticket)).state).toBe('assigned')

  await bind('group:new', 'g4')
  await vi.waitFor(() => expect(village.card('new', ticket)?.text).toContain('钥匙'), 5_000)
  expect(village.card('new', other)).toBeUndefined()
  await bind('group:new', 'g4')
  expect(village.channel.shows('group:new').filter(({ content }) => content.card)).toHaveLength(1)
})
