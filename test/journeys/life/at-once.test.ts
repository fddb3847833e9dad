/** Several residents of one grid in the same moment: each turn must see what the others have just given out. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeTurn } from '../../../src/conversation/take-turn.ts'
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
