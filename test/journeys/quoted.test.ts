/** A quoted message names its ticket: orders, additions, photos, stars, 👍. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

const ticketsOf = async (person: Person) => {
  await town.settled()
  const { rows } = await town.db.pool.query<{
    id: string
    number: string
    state: string
    text: string
    rating: number | null
    photos: number
  }>(
    `SELECT t.id, t.number, t.state, t.text, t.rating, (SELECT count(*) FROM inbound_message m WHERE m.ticket_id = t.id AND m.kind = 'attachment')::int AS photos
     FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number`,
    [person.name],
  )
  return rows
}
let count = 0
/** A lamp, and then a lift; `receipt` of the first. */
async function withTwo(): Promise<{
  person: Person
  receipt: string
  find: (text: string | RegExp) => string
}> {
  const person = town.resident(`居民${++count}`)
  await person.says('状元府3号楼2单元楼道灯坏了')
  await person.hears('楼道灯坏了')
  await person.says('状元府3号楼的垃圾桶满了没人清')
  await person.hears('垃圾桶')
  await town.settled()
  const find = (text: string | RegExp) =>
    town.channel.shows(person.name).find(({ content }) => content.text.match(text))?.externalId ?? ''
  return { person, receipt: find('楼道灯坏了'), find }
}

it('撤回 quoting the first receipt withdraws the first ticket', async () => {
  const { person, receipt } = await withTwo()
  await person.says('撤回', receipt)
  expect(await ticketsOf(person)).toMatchObject([{ state: 'withdrawn' }, { state: 'assigned' }])
})

it('so do other words, quoting our answer or their own message', async () => {
  const { person, receipt } = await withTwo()
  await person.says('不用修了，我自己弄好了', receipt)
  expect(await ticketsOf(person)).toMatchObject([{ state: 'withdrawn' }, { state: 'assigned' }])
  const other = await withTwo()
  const { rows } = await town.db.pool.query<{ id: string }>(
    `SELECT m.external_id AS id FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id WHERE c.external_id = $1 ORDER BY m.id LIMIT 1`,
    [other.person.name],
  )
  await other.person.says('撤回', rows[0]?.id)
  expect(await ticketsOf(other.person)).toMatchObject([{ state: 'withdrawn' }, { state: 'assigned' }])
})

it('an addition goes to the quoted ticket, also days later', async () => {
  const { person, receipt } = await withTwo()
  town.clock.pass(26 * 3_600_000)
  await person.says('二楼靠窗那个，昨晚又闪了几下', receipt)
  const [lamp, bin] = await ticketsOf(person)
  expect(lamp?.text).toContain('昨晚又闪了几下')
  expect(bin?.text).not.toContain('昨晚')
  expect(await ticketsOf(person)).toHaveLength(2)
})

it('a photo without a word belongs to the quoted ticket', async () => {
  const { person, receipt } = await withTwo()
  await person.sends({ kind: 'attachment', what: 'photo', text: '', file: 'lamp.jpg', replyTo: receipt })
  expect(await ticketsOf(person)).toMatchObject([{ photos: 1 }, { photos: 0 }])
})

it('stars and 👍 are for the quoted ticket', async () => {
  const { person, find } = await withTwo()
  const wang = await town.worker('g4')
  const [lamp, bin] = await ticketsOf(person)
  await wang.says(`办结 ${lamp?.number.slice(-4)} 灯泡换好了`)
  await wang.says(`办结 ${bin?.number.slice(-4)} 垃圾清走了`)
  await town.settled()
  await person.says('👍', find('灯泡换好了'))
  expect(await ticketsOf(person)).toMatchObject([{ state: 'closed' }, { state: 'resolved' }])
  await person.says('3', find('垃圾清走了'))
  expect(await ticketsOf(person)).toMatchObject([{ rating: null }, { state: 'closed', rating: 3 }])
  await person.says('5', find(/请打个分/))
  expect(await ticketsOf(person)).toMatchObject([{ rating: 5 }, { rating: 3 }])
})

it('words that quote two messages are about two tickets, also in one burst', async () => {
  const { person, receipt, find } = await withTwo()
  await Promise.all([person.says('二单元的', receipt), person.says('绿色那个桶', find('垃圾桶'))])
  const [lamp, bin] = await ticketsOf(person)
  expect(lamp?.text).toContain('二单元的')
  expect(bin?.text).toContain('绿色那个桶')
})
