/** Pictures are evidence: with words or without, before them or after. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

const picture = (file: string, text = '') => ({ kind: 'attachment', what: 'photo', text, file }) as const

/** Tickets of that person, each with the files that belong to it. */
async function ticketsOf({ name }: Person) {
  await town.settled()
  const { rows } = await town.db.pool.query<{ text: string; files: string[] }>(
    `SELECT t.text, array_agg(m.data->>'file' ORDER BY m.id) FILTER (WHERE m.kind = 'attachment') AS files
     FROM ticket t JOIN conversation c ON c.id = t.conversation_id LEFT JOIN inbound_message m ON m.ticket_id = t.id
     WHERE c.external_id = $1 GROUP BY t.id ORDER BY t.number`,
    [name],
  )
  return rows
}

test('a picture alone: we ask what it shows, and what is said then belongs to it', async () => {
  const person = town.resident('先发照片')
  await person.sends(picture('F1'))
  await person.hears('照片收到了')
  expect(await ticketsOf(person)).toEqual([])
  await person.says('状元府3号楼楼道灯坏了')
  await person.hears('收到，工单')
  expect(await ticketsOf(person)).toEqual([{ text: '状元府3号楼楼道灯坏了', files: ['F1'] }])
})

test('a caption is words; a picture on its own goes to what was just spoken of', async () => {
  const person = town.resident('发图说事')
  await person.sends(picture('F1', '状元府3号楼楼道灯坏了'))
  await person.hears('收到，工单')
  await person.sends(picture('F2'))
  expect(await ticketsOf(person)).toEqual([
    { text: '状元府3号楼楼道灯坏了\n📎 照片\n📎 照片', files: ['F1', 'F2'] },
  ])
})

test('a pin first: what is said next is there, and nobody is asked where', async () => {
  const person = town.resident('先发位置')
  await person.sends({ kind: 'location', latitude: 36.697, longitude: 119.106, text: '小广场 文昌路12号' })
  await person.hears('位置收到了。这是什么事？')
  expect(await ticketsOf(person)).toEqual([])
  await person.says('路灯坏了')

  await person.hears(/收到，工单.*第6网格/s)
  expect(await ticketsOf(person)).toEqual([{ text: '路灯坏了\n小广场 文昌路12号', files: null }])
})

test('a picture long after the last word is asked about, not added to an old ticket', async () => {
  const person = town.resident('隔天发图')
  await person.says('状元府3号楼楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  town.clock.pass(3 * 60 * 60_000)
  await person.sends(picture('F9'))
  await person.hears('照片收到了')
  expect(await ticketsOf(person)).toMatchObject([{ files: null }])
})

test('the rest of an album goes where its first picture went, without a word', async () => {
  const person = town.resident('一次发三张')
  const one = (file: string, text = '') => person.sends({ ...picture(file, text), album: '7' })
  await one('F1', '状元府3号楼楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  const heard = town.channel.shows(person.name).length
  await one('F2')
  await one('F3')
  expect(await ticketsOf(person)).toMatchObject([{ files: ['F1', 'F2', 'F3'] }])
  expect(town.channel.shows(person.name)).toHaveLength(heard)
})

test('a danger in a caption is heard at once', async () => {
  const person = town.resident('图说冒烟')
  await person.sends(picture('F1', '状元府3号楼一层着火了，好大的烟'))
  await person.hears(/119/)
})
