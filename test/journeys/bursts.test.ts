/** People send one thought in several messages: a pause decides when it is answered. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Person, type Town, createTown } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ settleMs: 1_000 })
}, 90_000)
afterAll(() => town.close())

const textsOf = async (person: Person) => {
  const { rows } = await town.db.pool.query<{ text: string }>(
    'SELECT t.text FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number',
    [person.name],
  )
  return rows.map(({ text }) => text)
}
const said = (person: Person) => person.sees().map(({ text }) => text)

it('three messages become one ticket and one answer', async () => {
  const person = town.resident('急性子')
  await person.says('楼道灯坏了')
  await person.says('状元府3号楼')
  await person.says('快来修啊天都黑了')
  const { text } = await person.hears('收到，工单')
  expect(text).toContain('第4网格')
  await town.settled()
  expect(await textsOf(person)).toHaveLength(1)
  expect(said(person)).toHaveLength(1)
  const { rows } = await town.db.pool.query<{ ticket_id: string }>(
    'SELECT m.ticket_id FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id WHERE c.external_id = $1',
    [person.name],
  )
  expect(new Set(rows.map(row => row.ticket_id)).size).toBe(1)
  expect(rows).toHaveLength(3)
})

it('two problems in one burst become two tickets', async () => {
  const person = town.resident('两件事')
  await person.says('状元府3号楼楼道灯坏了')
  await person.says('另外5号楼门口垃圾堆了好几天没人清运')
  await town.settled()
  expect(await textsOf(person)).toHaveLength(2)
})

it.each([
  ['half a character', '\ud800', '\ufffd'],
  ['the other half', '\udc00', '\ufffd'],
  ['a zero', '\u0000', ''],
  ['an emoji', '😭', '😭'],
  ['an emoji of several characters', '👨🏽‍🚒❤️', '👨🏽‍🚒❤️'],
])('%s between two problems costs neither', async (name, said, kept) => {
  const person = town.resident(name)
  const words = (mark: string) => `状元府3号楼楼道灯坏了，${mark}另外5号楼门口垃圾堆了好几天没人清运${mark}`
  await person.says(words(said))
  await town.settled()
  expect((await textsOf(person)).join()).toContain('垃圾堆了好几天')
  expect(await textsOf(person)).toHaveLength(2)
  const { rows } = await town.db.pool.query<{ text: string }>(
    'SELECT m.text FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id WHERE c.external_id = $1',
    [name],
  )
  expect(rows.map(({ text }) => text)).toEqual([words(kept)])
})

it('danger does not wait for the pause', async () => {
  const person = town.resident('不能等')
  const answered = person.hears('119')
  const began = performance.now()
  await person.says('状元府3号楼着火了')
  await answered
  // The turn does not wait for the queue either: well under the pause on any machine that is not stuck.
  const { rows } = await town.db.pool.query<{ ms: number }>(
    "SELECT extract(epoch FROM handled_at - received_at) * 1000 AS ms FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id WHERE c.external_id = '不能等'",
  )
  expect(rows).toHaveLength(1)
  expect(performance.now() - began).toBeLessThan(8_000)
})

it('an order does not wait either, and what was said before it counts first', async () => {
  const person = town.resident('先说后撤')
  await person.says('状元府3号楼楼道灯坏了')
  await person.says('撤回')
  await person.hears('已撤回')
  await town.settled()
  expect(said(person)).toEqual([expect.stringContaining('收到，工单'), expect.stringContaining('已撤回')])
  expect(await textsOf(person)).toHaveLength(1)
})

it('words and a pin belong together', async () => {
  const person = town.resident('边说边发')
  await person.says('路灯不亮')
  await person.sends({ kind: 'location', latitude: 36.697, longitude: 119.106 })
  await person.hears('第6网格')
  await town.settled()
  expect(said(person)).toHaveLength(1)
})

it('many people at once each have their own', async () => {
  const people = Array.from({ length: 20 }, (_, index) => town.resident(`邻居${index}`))
  // Forty messages of twenty people: on a busy machine the two of one may be stored seconds apart.
  const { turn } = town.context
  const { settleMs } = turn
  Object.assign(turn, { settleMs: 5_000 })
  await Promise.all(
    people.map(async (person, index) => {
      await person.says('楼道灯坏了')
      await person.says(`状元府${(index % 8) + 1}号楼`)
    }),
  )
  await town.settled()
  Object.assign(turn, { settleMs })
  for (const person of people) {
    expect(await textsOf(person)).toHaveLength(1)
    expect(said(person)).toHaveLength(1)
  }
})
