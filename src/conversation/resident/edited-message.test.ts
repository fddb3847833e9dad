import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTown, type Town } from '../../testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 60_000)
afterAll(() => town.close())

it('a message that is changed after it became a ticket corrects this ticket, and opens none', async () => {
  const say = (externalId: string, text: string, edits?: string) =>
    town.context.receive({
      channel: 'local',
      externalId,
      chat: { externalId: '李阿姨', kind: 'private' },
      sender: { externalId: '李阿姨', name: '李阿姨' },
      content: { kind: 'text', text },
      ...(edits && { edits }),
    })
  await say('m1', '状元府3号楼2单元楼道灯坏了')
  await town.settled()
  await say('m2', '你好')
  await town.settled()
  await say('m1:edit', '状元府5号楼2单元楼道灯坏了', 'm1')
  await town.settled()
  const { rows } = await town.db.pool.query<{ building: string; added: string[] }>(
    `SELECT t.place_text AS building, array(SELECT e.data->>'text' FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind = 'added') AS added FROM ticket t`,
  )
  expect(rows).toEqual([
    { building: expect.stringContaining('5号楼'), added: ['状元府5号楼2单元楼道灯坏了'] },
  ])
})
