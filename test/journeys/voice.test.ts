/** Speech: Linli cannot read it, and a resident who speaks may not be able to type. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboundContent } from '../../src/domain/message.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

const ogg = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(60)])
const voice = (file: string, replyTo?: string): InboundContent => {
  town.channel.files.set(file, ogg)
  return { kind: 'attachment', what: 'voice', file, text: '', ...(replyTo && { replyTo }) }
}
const media = (person: Person) => person.sees().flatMap(({ media: files = [] }) => files)

async function ticketsOf({ name }: Person) {
  await town.settled()
  const { rows } = await town.db.pool.query<{ text: string; state: string; files: string[] }>(
    `SELECT t.text, t.state, array_agg(m.data->>'file' ORDER BY m.id) FILTER (WHERE m.kind = 'attachment') AS files
     FROM ticket t JOIN conversation c ON c.id = t.conversation_id LEFT JOIN inbound_message m ON m.ticket_id = t.id
     WHERE c.external_id = $1 GROUP BY t.id ORDER BY t.number`,
    [name],
  )
  return rows
}

/** Everything that the duty officers and the desk were shown. */
const shownToDuty = async (file: string) =>
  (
    await town.db.pool.query<{ chat: string; text: string }>(
      `SELECT c.external_id AS chat, o.content->>'text' AS text FROM attachment a JOIN attachment_sent s ON s.attachment_id = a.id
       JOIN conversation c ON c.id = s.conversation_id JOIN outbound_message o ON o.conversation_id = c.id
       WHERE a.source = $1 AND o.content->'media' @> jsonb_build_array(jsonb_build_object('id', a.id))`,
      [file],
    )
  ).rows

test('without a ticket a person is offered; the button brings the voice behind a card, with a number and a time', async () => {
  const person = town.resident('只会说话')
  await person.sends(voice('v1'))
  const { text, buttons } = await person.hears('还听不了')
  expect(text).toMatch(/语音输入[\s\S]*119/)
  expect(buttons?.flat().map(({ label }) => label)).toEqual(['请人听'])
  expect(await ticketsOf(person)).toEqual([])
  await person.presses('请人听')
  await person.hears(
    /收到，工单 \d{4}-\d{4}：语音留言，请人听。\n已转给值班员人工分派（最晚.+），分派好马上告诉您/,
  )
  expect(await ticketsOf(person)).toEqual([{ text: '📎 语音', state: 'unrouted', files: ['v1'] }])
  expect(await shownToDuty('v1')).toMatchObject([
    { text: expect.stringMatching(/^🎤 \d{4} 居民发来的语音$/) },
  ])

  // Pressed twice it is the same ticket; more speech is added to it, and nothing is asked.
  await person.presses('请人听')
  await person.hears('已经转给人')
  await person.sends(voice('v2'))
  await person.hears(/已补充|补充到/)
  expect(await ticketsOf(person)).toMatchObject([{ files: ['v1', 'v2'] }])
  expect(await shownToDuty('v2')).toHaveLength(1)
  expect(
    person.sees().filter(({ buttons: asked }) => asked?.flat().some(({ label }) => label === '请人听')),
  ).toHaveLength(1)
})

test('whoever goes on speaking is heard by a person without pressing anything', async () => {
  const person = town.resident('接着说')
  await person.sends(voice('v3'))
  await person.hears('还听不了')
  await person.sends({ kind: 'location', latitude: 30.5931, longitude: 114.3051 })
  await person.hears(/收到，工单/)
  const [ticket] = await ticketsOf(person)
  expect(ticket).toMatchObject({ state: 'unrouted', files: ['v3'] })
})

test.each(['请人听', '让人听', '人工', 'let a person listen'])('typed, %s is the button', async words => {
  const person = town.resident(`打字${words}`)
  await person.sends(voice(`t-${words}`))
  await person.hears(/还听不了|cannot listen/)
  await person.says(words)
  await person.hears(/收到，工单|Got it, ticket/)
  expect(await ticketsOf(person)).toMatchObject([{ state: 'unrouted', files: [`t-${words}`] }])
})

test('words that follow are understood as ever, and the voice goes with them', async () => {
  const person = town.resident('说完再打')
  await person.sends(voice('v5'))
  await person.hears('还听不了')
  await person.says('状元府3号楼2单元楼道灯坏了')
  await person.hears('收到，工单')
  expect(await ticketsOf(person)).toEqual([
    { text: '状元府3号楼2单元楼道灯坏了', state: 'assigned', files: ['v5'] },
  ])
  // The old button finds the ticket that it has become.
  await person.presses('请人听')
  await person.hears('已经转给人')
})

test('spoken about an open ticket it is a note on it, and the grid worker can listen', async () => {
  const person = town.resident('补一段话')
  await person.says('状元府4号楼1单元楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  await person.sends(voice('v6'))
  await person.hears('补充')
  expect(await ticketsOf(person)).toEqual([
    { text: '状元府4号楼1单元楼道灯坏了\n📎 语音', state: 'assigned', files: ['v6'] },
  ])
  const wang = await town.worker('g4')
  await wang.hears(/🎤 \d{4} 居民发来的语音/)
  expect(media(wang).at(-1)).toMatchObject({ what: 'voice', mime: 'audio/ogg', name: 'voice.ogg' })
})

test("a worker's voice that answers a card reaches the resident, and is no photo of the work", async () => {
  const person = town.resident('听师傅说')
  await person.says('状元府5号楼1单元楼道灯坏了')
  const number = /\d{4}-(\d{4})/.exec((await person.hears('收到，工单')).text)?.[1] ?? ''
  const wang = await town.worker('g4')
  await wang.hears(number)
  await town.settled()
  const card = town.channel
    .shows('group:g4')
    .find(({ content }) => content.card && content.text.includes(number))?.externalId
  await wang.sends(voice('w1', card))
  await person.hears('[语音]')
  expect((await person.hears(/🎤 .*发来的语音，请听/)).media).toMatchObject([{ what: 'voice' }])
  const { rows } = await town.db.pool.query('SELECT photos FROM ticket WHERE number LIKE $1', [`%${number}`])
  expect(rows).toEqual([{ photos: 0 }])
})

test("somebody's card goes with what is being said, before it or after it", async () => {
  const card = { kind: 'text', text: '名片：王建国 13800000000', contact: true } as const
  const after = town.resident('先说后发名片')
  await after.says('状元府3号楼1单元下水道堵了')
  await after.hears('收到，工单')
  await after.sends(card)
  await after.hears('补充')
  expect(await ticketsOf(after)).toMatchObject([
    { text: '状元府3号楼1单元下水道堵了\n名片：王建国 13800000000' },
  ])
  const before = town.resident('先发名片后说')
  await before.sends(card)
  await before.hears('名片收到了')
  await before.says('状元府3号楼3单元下水道堵了')
  await before.hears('收到，工单')
  const [ticket, ...others] = await ticketsOf(before)
  expect(others).toEqual([])
  expect(ticket?.text).toMatch(/3单元下水道堵了[\s\S]*名片：王建国/)
  const wang = await town.worker('g4')
  const shown = JSON.stringify(wang.sees())
  expect(shown).toContain('名片：某某')
  expect(shown).not.toMatch(/13800000000|王建国/)
})
