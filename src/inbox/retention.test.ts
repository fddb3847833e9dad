/** Sessions, invitations, silent visitors and superseded cards go at their age, and nothing else goes with them. */
import { SUPERSEDED_KEPT_DAYS, forgetSuperseded } from '../notify/delivery/retention.ts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { hash, signInResident } from './sessions.ts'
import { newId } from '../lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { forgetOutgrown, KEPT_DAYS } from './retention.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())
beforeEach(() => db.pool.query('TRUNCATE resident, identity, conversation, invitation CASCADE'))

const NOW = new Date('2027-03-01T08:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const tidy = async () => {
  await forgetOutgrown(db.pool, NOW)
  await forgetSuperseded(db.pool, NOW)
}

/** A visitor who opened the page so many days ago. */
async function visitor(days: number) {
  await signInResident(db.pool, 'en', NOW)
  const resident = await db.prisma.resident.findFirstOrThrow({
    orderBy: { id: 'desc' },
    include: { conversations: true, identities: true },
  })
  await db.prisma.resident.update({ where: { id: resident.id }, data: { createdAt: daysAgo(days) } })
  const [conversationId = '', identityId = ''] = [resident.conversations[0]?.id, resident.identities[0]?.id]
  return { id: resident.id, conversationId, identityId }
}

it('a visitor who never wrote goes, with account, chat and session; who wrote or is new stays', async () => {
  const silent = await visitor(KEPT_DAYS.visitor + 1)
  const young = await visitor(KEPT_DAYS.visitor - 1)
  const wrote = await visitor(400)
  await db.prisma.inboundMessage.create({
    data: {
      id: newId(),
      channel: 'web',
      externalId: 'x',
      conversationId: wrote.conversationId,
      identityId: wrote.identityId,
      kind: 'text',
      text: '灯坏了',
      receivedAt: daysAgo(1),
    },
  })
  const told = await visitor(400)
  await db.prisma.outboundMessage.create({
    data: {
      id: newId(),
      channel: 'web',
      conversationId: told.conversationId,
      notBefore: daysAgo(1),
      createdAt: daysAgo(1),
    },
  })
  const elsewhere = await visitor(400)
  await db.prisma.identity.create({
    data: { id: newId(), channel: 'telegram', externalId: '7', residentId: elsewhere.id },
  })
  await tidy()
  const left = (await db.prisma.resident.findMany()).map(({ id }) => id)
  expect(left.toSorted()).toEqual([young.id, wrote.id, told.id, elsewhere.id].toSorted())
  expect(await db.prisma.conversation.count({ where: { id: silent.conversationId } })).toBe(0)
  expect(await db.prisma.webSession.count()).toBe(4)
})

it('a session that is over and a code that is used or expired go, those that still work stay', async () => {
  const { identityId, id: residentId } = await visitor(1)
  const session = (days: number) => ({
    id: newId(),
    tokenHash: hash(newId()),
    identityId,
    expiresAt: daysAgo(days),
  })
  const [old, over] = [session(KEPT_DAYS.session + 1), session(KEPT_DAYS.session - 1)]
  const open = session(-10)
  await db.prisma.webSession.deleteMany()
  await db.prisma.webSession.createMany({ data: [old, over, open] })
  const code = (expires: number, used: number | null) => ({
    id: newId(),
    codeHash: hash(newId()),
    residentId,
    expiresAt: daysAgo(expires),
    usedAt: used === null ? null : daysAgo(used),
  })
  const kept = [code(-1, null), code(5, null), code(5, 6), code(-1, 2)]
  const age = KEPT_DAYS.invitation + 1
  await db.prisma.invitation.createMany({ data: [...kept, code(age, null), code(-1, age)] })
  await tidy()
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).toSorted()
  expect(ids(await db.prisma.webSession.findMany())).toEqual(ids([over, open]))
  expect(ids(await db.prisma.invitation.findMany())).toEqual(ids(kept))
})

it('a superseded card goes, what was sent or waits stays', async () => {
  const { conversationId } = await visitor(1)
  const message = (state: 'superseded' | 'sent' | 'pending', days: number) => ({
    id: newId(),
    channel: 'web' as const,
    conversationId,
    state,
    createdAt: daysAgo(days),
    notBefore: daysAgo(days),
    sentAt: state === 'sent' ? daysAgo(days) : null,
  })
  const kept = [
    message('superseded', SUPERSEDED_KEPT_DAYS - 1),
    message('sent', 900),
    message('pending', 900),
  ]
  await db.prisma.outboundMessage.createMany({
    data: [...kept, message('superseded', SUPERSEDED_KEPT_DAYS + 1)],
  })
  await tidy()
  const left = (await db.prisma.outboundMessage.findMany()).map(({ id }) => id)
  expect(left.toSorted()).toEqual(kept.map(({ id }) => id).toSorted())
})
