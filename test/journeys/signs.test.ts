/** Signs and stickers: a yes where they can be nothing else, and never an error. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
let wang: Person
beforeAll(async () => {
  town = await createTown()
  wang = await town.worker('g4')
}, 60_000)
afterAll(() => town.close())

async function reports(person: Person, what: string): Promise<string> {
  await person.says(what)
  await town.settled()
  const { rows } = await town.db.pool.query<{ number: string }>(
    'SELECT number FROM ticket ORDER BY id DESC LIMIT 1',
  )
  return rows[0]?.number ?? ''
}
const resolves = async (number: string) => {
  await wang.says(`办结 ${number.slice(-4)} 已更换灯泡`)
  await town.settled()
}
const states = async (...numbers: string[]) => {
  const { rows } = await town.db.pool.query<{ state: string }>(
    'SELECT state FROM ticket WHERE number = ANY($1) ORDER BY id',
    [numbers],
  )
  return rows.map(({ state }) => state)
}
const says = async (person: Person, text: string, replyTo?: string) => {
  await person.says(text, replyTo)
  await town.settled()
}
const idOf = (person: Person, text: string) =>
  town.channel.shows(person.name).find(({ content }) => content.text.includes(text))?.externalId

it('a thumb below the question whether it is solved is a yes, a photo of the work in between', async () => {
  const person = town.resident('竖拇指的')
  const number = await reports(person, '状元府3号楼2单元楼道灯坏了')
  const note = `办结 ${number.slice(-4)} 已更换灯泡`
  await wang.sends({ kind: 'attachment', what: 'photo', text: note, file: 'a' })
  await person.hears('您看解决了吗')
  await person.hears('📷')
  await town.settled()
  await says(person, '👍🏽')
  expect(await states(number)).toEqual(['closed'])
})

it('below anything else it is not: another message, another question, an answer to something older', async () => {
  const person = town.resident('也竖拇指的')
  const number = await reports(person, '状元府5号楼1单元楼道灯坏了')
  await says(person, '👍')
  expect(await states(number)).toEqual(['assigned'])
  await resolves(number)
  await says(person, '👍', idOf(person, '收到，工单'))
  expect(await states(number)).toEqual(['resolved'])
  await says(person, '我的')
  await says(person, '👍')
  expect(await states(number)).toEqual(['resolved'])
})

it('of two that wait it is nobody’s', async () => {
  const person = town.resident('有两件的')
  const lamp = await reports(person, '状元府6号楼1单元楼道灯坏了')
  const waste = await reports(person, '状元府6号楼门口垃圾没人清运')
  await resolves(lamp)
  await resolves(waste)
  await says(person, '👍')
  expect(await states(lamp, waste)).toEqual(['resolved', 'resolved'])
})

it('whatever sign is sent, there is an answer in private, and none in a group', async () => {
  const person = town.resident('发表情的')
  for (const sign of ['👍', '🙏', '😀😀', '[强]', '❤️']) await says(person, sign)
  await person.sends({ kind: 'unsupported', what: 'sticker', text: '' })
  await town.settled()
  expect(person.sees()).toHaveLength(6)
  const number = await reports(person, '状元府7号楼1单元楼道灯坏了')
  const before = wang.sees().length
  for (const replyTo of [undefined, cardOf(number)])
    await wang.sends({ kind: 'unsupported', what: 'sticker', text: '', ...(replyTo && { replyTo }) })
  await town.settled()
  expect(wang.sees()).toHaveLength(before)
  const { rows } = await town.db.pool.query("SELECT error FROM inbound_message WHERE state <> 'handled'")
  expect(rows).toEqual([])
})

function cardOf(number: string): string {
  const card = town.channel
    .shows('group:g4')
    .find(({ content }) => content.text.includes(` ${number.slice(-4)} ·`))
  if (!card) throw new Error(`no card of ${number}`)
  return card.externalId
}
