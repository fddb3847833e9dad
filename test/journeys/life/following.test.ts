/** Following a neighbour's ticket: only what was offered, not for ever, and never into another household. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodeAction } from '../../../src/domain/command/command.ts'
import type { Ticket } from '../../../src/domain/ticket/ticket.ts'
import type { Person } from '../../../src/testing/town.ts'
import { createVillage, DAY, heard, MONDAY, short, type Village } from './village.ts'

let village: Village
let wang: Person
beforeAll(async () => {
  village = await createVillage({ neighbours: true })
  wang = await village.worker('g4', '王师傅')
}, 90_000)
afterAll(() => village.close())

const pressFollow = async (person: Person, own: Ticket, parent: string) => {
  const before = heard(person).length
  await person.sends({
    kind: 'action',
    action: encodeAction({ verb: 'merge', number: own.number, parent }),
  })
  await village.settled()
  return heard(person).slice(before).join('\n')
}

it('follow takes only what was offered to this resident, and no number is an oracle', async () => {
  const inside = await village.opened('状元府3号楼2单元402室楼道灯坏了，家里有病人')
  const { person, ticket } = await village.opened('状元府7号楼楼道灯坏了')
  const existing = await pressFollow(person, ticket, inside.ticket.number)
  const missing = await pressFollow(person, ticket, '20261123-9876')
  expect(await village.now(ticket)).toMatchObject({ state: 'assigned', parentId: null })
  expect(existing).toBe(missing)
  expect(existing).not.toContain(inside.ticket.number.slice(4))
})

it('an offer to follow ends when two reports would no longer count as one', async () => {
  village.clock.set(new Date(MONDAY.getTime() + DAY))
  const first = await village.opened('状元府5号楼1单元楼道灯坏了')
  const { person, ticket } = await village.opened('状元府5号楼1单元的楼道灯坏了好几天')
  await person.hears('一起跟进')
  await village.pass(3 * DAY + 60_000)
  await pressFollow(person, ticket, first.ticket.number)
  expect((await village.now(ticket)).parentId).toBeNull()
})

it('who follows hears states and the outcome, never notes or pictures about another household', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 7 * DAY))
  const first = await village.opened('状元府3号楼2单元楼道灯坏了')
  const { person, ticket } = await village.opened('状元府3号楼2单元的楼道灯坏了好几天')
  await person.presses('一起跟进')
  await village.settled()
  await village.says(wang, `接 ${short(first.ticket)}`)
  await person.hears('王师傅已接单')
  const card = village.card('g4', first.ticket)?.externalId
  await village.says(wang, '402的赵大爷瘫痪在床，下午从他家拉线', card)
  await first.person.hears('赵大爷')
  await village.says(wang, `联席 ${short(first.ticket)} 402赵大爷家出两千元改线`)
  await person.hears('已提交三方联席会')
  const duty = await village.worker('zhuangyuanfu', '值班员小周').catch(() => null)
  if (duty) await village.says(duty, `议定 ${short(first.ticket)} 同意 赵大爷签字了`)
  await village.says(wang, `办结 ${short(first.ticket)} 从402赵大爷家接了线，已修复`)
  await village.pass(31_000)
  await person.hears('说已经处理好了')
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', outcome: 'fixed' })
  expect(heard(first.person).join()).toContain('从402赵大爷家接了线')
  expect(heard(person).join()).not.toMatch(/赵大爷|402|两千元|瘫痪/)
  const { rows } = await village.db.pool.query('SELECT data FROM ticket_event WHERE ticket_id = $1', [
    ticket.id,
  ])
  expect(JSON.stringify(rows)).not.toMatch(/赵大爷|两千元/)
})

it('a worker joins only what hangs in their own group: another number says nothing of its ticket', async () => {
  village.clock.set(new Date(MONDAY.getTime() + 9 * DAY))
  const { rows } = await village.db.pool.query<{ name: string; code: string }>(
    `SELECT p.name_zh AS name, g.code FROM place p JOIN grid g ON g.id = p.grid_id
     WHERE g.code <> 'g4' AND p.property_id IS NOT NULL AND p.name_zh <> '状元府' ORDER BY g.code LIMIT 1`,
  )
  const there = await village.opened(`${rows[0]?.name}3号楼楼道灯坏了，别告诉外人`)
  expect(there.ticket.gridId).not.toBeNull()
  const own = await village.opened('状元府6号楼3单元楼道灯坏了')
  const before = village.channel.shows('group:g4').length
  const press = async (parent: string) => {
    await wang.sends({
      kind: 'action',
      action: encodeAction({ verb: 'merge', number: own.ticket.number, parent }),
    })
    await village.settled()
    return village.channel.shows('group:g4').at(-1)?.content.text.replaceAll(parent, '#')
  }
  expect(await press(there.ticket.number)).toBe(await press('20261123-9876'))
  const shown = village.channel.shows('group:g4').slice(before)
  expect(JSON.stringify(shown)).not.toContain('别告诉外人')
  expect((await village.now(own.ticket)).parentId).toBeNull()
})
