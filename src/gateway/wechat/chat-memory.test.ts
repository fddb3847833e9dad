import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { type ChatMemory, createChatMemory } from './chat-memory.ts'

let db: TestDatabase
let memory: ChatMemory
beforeAll(async () => {
  db = await createTestDatabase()
  memory = createChatMemory(db.pool, () => new Date())
})
afterAll(() => db.close())

let group: string
beforeEach(async () => {
  group = newId()
  await db.pool.query(
    "INSERT INTO conversation (id, channel, external_id, kind) VALUES ($1, 'wechat', $2, 'group')",
    [group, group],
  )
})

const accept = (number: string) => [[{ label: '接单', action: `accept:${number}` }]]
interface Row {
  secondsAgo: number
  key?: string
  buttons?: object[]
  photo?: boolean
  state?: string
  edit?: boolean
}
async function sent({ secondsAgo, key, buttons, photo, state = 'sent', edit }: Row): Promise<string> {
  const id = newId()
  const content = {
    text: '…',
    ...(buttons && { buttons }),
    ...(key && { card: { key } }),
    ...(photo && { media: [{}] }),
  }
  await db.pool.query(
    `INSERT INTO outbound_message (id, channel, conversation_id, content, state, external_id, sent_at, not_before, created_at)
     VALUES ($1, 'wechat', $2, $3, $4::outbound_state, $5, CASE $4 WHEN 'sent' THEN $6::timestamptz END, $6::timestamptz, $6::timestamptz)`,
    [
      id,
      group,
      JSON.stringify(content),
      state,
      edit || state !== 'sent' ? null : id,
      new Date(Date.now() - secondsAgo * 1000),
    ],
  )
  return id
}

test('in a group the newest card counts, also behind later messages', async () => {
  await sent({ secondsAgo: 300, key: '20261120-0230', buttons: accept('0230') })
  await sent({ secondsAgo: 200, key: '20261120-0231', buttons: accept('0231') })
  await sent({ secondsAgo: 100 })
  expect(await memory.offeredIn(group, 'group')).toEqual({ buttons: accept('0231'), hasty: false })
})

test('a card that offers nothing any more leaves nothing to choose', async () => {
  await sent({ secondsAgo: 300, key: '20261120-0231', buttons: accept('0231') })
  await sent({ secondsAgo: 200, key: '20261120-0231', buttons: [] })
  expect(await memory.offeredIn(group, 'group')).toBeNull()
})

test('in a private chat only the newest message counts: "3" may answer a question', async () => {
  await sent({ secondsAgo: 300, buttons: accept('0231') })
  expect(await memory.offeredIn(group, 'private')).toMatchObject({ buttons: accept('0231') })
  await sent({ secondsAgo: 200 })
  expect(await memory.offeredIn(group, 'private')).toBeNull()
})

test('photos behind a question leave it as it was: 1 is "solved", and no single star', async () => {
  await sent({ secondsAgo: 300, buttons: accept('0231') })
  await sent({ secondsAgo: 200, photo: true })
  expect(await memory.offeredIn(group, 'private')).toMatchObject({ buttons: accept('0231') })
})

test('two cards within seconds: either may be meant; two of one ticket, or long ago, are clear', async () => {
  await sent({ secondsAgo: 60, key: '20261120-0230', buttons: accept('0230') })
  await sent({ secondsAgo: 2, key: '20261120-0231', buttons: accept('0231') })
  expect(await memory.offeredIn(group, 'group')).toMatchObject({ hasty: true })
  await sent({ secondsAgo: 1, key: '20261120-0231', buttons: accept('0231') })
  expect(await memory.offeredIn(group, 'group')).toMatchObject({ hasty: false })
})

test('an undelivered message, and an edit that was not shown, offer nothing', async () => {
  await sent({ secondsAgo: 3, buttons: accept('0231'), state: 'pending' })
  await sent({ secondsAgo: 2, buttons: accept('0231'), edit: true })
  expect(await memory.offeredIn(group, 'group')).toBeNull()
})

test('a card by its number, short or with its day; the newest of several', async () => {
  await sent({ secondsAgo: 300, key: '20261119-0231' })
  const card = await sent({ secondsAgo: 200, key: '20261120-0231' })
  await sent({ secondsAgo: 100, key: '20261120-10231' })
  expect(await memory.cardNumbered(group, '0231')).toBe(card)
  expect(await memory.cardNumbered(group, '1120-0231')).toBe(card)
  expect(await memory.cardNumbered(group, '0999')).toBeNull()
  expect(await memory.cardNumbered(newId(), '0231')).toBeNull()
})

test('a room is a work group once it is bound', async () => {
  expect(await memory.isWorkGroup(group)).toBe(false)
  await db.pool.query(
    "WITH g AS (INSERT INTO work_group (id, kind, name_zh, name_en) VALUES ($1, 'duty', '值班', 'Duty') RETURNING id) UPDATE conversation SET work_group_id = $1 WHERE id = $2",
    [newId(), group],
  )
  expect(await memory.isWorkGroup(group)).toBe(true)
})
