import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTown, type Town } from '../testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 60_000)
afterAll(() => town.close())

it('an album under a card is one note, and the resident sees all its pictures', async () => {
  const zhao = town.resident('赵大爷')
  await zhao.says('状元府3号楼2单元楼道灯坏了')
  const wang = await town.worker('g4')
  await wang.hears('楼道灯坏了')
  await wang.presses('接单')
  await town.settled()
  const replyTo = town.channel.shows('group:g4')[0]?.externalId ?? ''
  const picture = (text: string) =>
    wang.sends({ kind: 'attachment', what: 'photo', text, file: 'F', album: '77', replyTo })
  for (const text of ['线路要改', '', '']) await picture(text)
  await town.settled()
  const { rows: notes } = await town.db.pool.query<{ text: string }>(
    "SELECT data->>'text' AS text FROM ticket_event WHERE kind = 'noted'",
  )
  expect(notes).toEqual([{ text: '线路要改' }])
  const { rows: pictures } = await town.db.pool.query<{ proof: boolean }>(
    'SELECT a.proof FROM attachment a JOIN inbound_message m ON m.id = a.inbound_message_id JOIN ticket t ON t.id = m.ticket_id',
  )
  // What answers the card is for the resident, the second and third picture no less than the first.
  expect(pictures).toEqual([{ proof: true }, { proof: true }, { proof: true }])
  // They are shown once they are downloaded, a moment after the note.
  await vi.waitFor(() => expect(zhao.sees().flatMap(({ media = [] }) => media)).toHaveLength(3), 5_000)
})
