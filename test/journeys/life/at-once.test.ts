/** Several residents of one grid in the same moment: each turn must see what the others have just given out. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeTurn } from '../../../src/conversation/process-conversation.ts'
import { SYSTEM } from '../../../src/domain/ticket/ticket-event.ts'
import { createTown, type Town } from '../../../src/testing/town.ts'
import { MONDAY } from './village.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ withoutProcessors: true })
  town.clock.set(MONDAY)
})
afterAll(() => town.close())

const TROUBLES = [
  '楼道灯坏了',
  '垃圾桶满了没人清',
  '的路灯不亮了',
  '下水道堵了',
  '半夜施工太吵',
  '有人乱停车',
  '井盖松了',
  '小广告贴满了',
]

it('nobody gets more than the caps allow', async () => {
  Object.assign(town.context.prompts.current().rules, { caps: { full_time: 1, part_time: 1 } })
  const { pool } = town.db
  const chats = await Promise.all(
    TROUBLES.map(async (trouble, index) => {
      const { conversationId } = await town.channel.hear({
        from: `同时${index}`,
        content: { kind: 'text', text: `状元府3号楼${trouble}` },
      })
      return conversationId
    }),
  )
  await Promise.all(chats.map(chat => takeTurn(town.context.turn, chat)))
  const { rows } = await pool.query<{ name: string; open: number }>(
    `SELECT m.name, count(*)::int AS open FROM ticket t JOIN member m ON m.id = t.owner_id
     WHERE t.state IN ('assigned', 'accepted', 'whistled') GROUP BY m.name HAVING count(*) > 1`,
  )
  expect(rows).toEqual([])
  const { rowCount } = await pool.query("SELECT 1 FROM ticket WHERE state = 'assigned'")
  expect(rowCount).toBeGreaterThan(4)
})

it('two that follow each other at once: one does, the other is worked on', async () => {
  const { pool } = town.db
  for (let round = 0; round < 5; round++) {
    const people = await Promise.all(
      [1, 2].map(async entrance => {
        const from = `互相${round}-${entrance}`
        const text = `状元府3号楼${entrance}单元楼道灯坏了`
        const { conversationId } = await town.channel.hear({ from, content: { kind: 'text', text } })
        await takeTurn(town.context.turn, conversationId)
        const { rows } = await pool.query<{ id: string; number: string }>(
          'SELECT id, number FROM ticket WHERE conversation_id = $1',
          [conversationId],
        )
        return { from, conversationId, id: rows[0]?.id ?? '', number: rows[0]?.number }
      }),
    )
    const [one, other] = people
    // The question whether they follow it was asked of both.
    await town.context.turn.transact(async tx => {
      if (one && other)
        for (const [ticket, parent] of [
          [one, other],
          [other, one],
        ] as const)
          await tx.record(ticket.id, SYSTEM, () => [{ kind: 'offered', data: { parentId: parent.id } }])
    })
    for (const { from, number } of people) {
      const action = `merge:${number}:${number === one?.number ? other?.number : one?.number}`
      await town.channel.hear({ from, content: { kind: 'action', action } })
    }
    await Promise.all(people.map(({ conversationId }) => takeTurn(town.context.turn, conversationId)))
    const { rows } = await pool.query<{ state: string }>(
      'SELECT state FROM ticket WHERE number = ANY($1) ORDER BY state',
      [people.map(({ number }) => number)],
    )
    expect(rows.map(({ state }) => state)).toEqual(['assigned', 'merged'])
  }
})
