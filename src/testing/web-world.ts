/** A small community, a web channel over it, and a bot that answers: for tests of the web chat. */
import { temporaryStore } from '../attachments/testing/store.ts'
import type { InboundMessage, OutboundContent, OutboundMessage } from '../domain/message.ts'
import { createReceive } from '../gateway/receive.ts'
import { hash } from '../inbox/sessions.ts'
import { createWebChannel, type WebChannel, type WebChannelOptions } from '../gateway/web/web-channel.ts'
import { createApp } from '../http/app.ts'
import { newId } from '../lib/ids.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface WebWorld {
  db: TestDatabase
  channel: WebChannel
  app: ReturnType<typeof createApp>
  /** What reached `receive` first, in order. */
  heard: InboundMessage[]
  /** The bot that answers: set it. */
  onHeard: (message: InboundMessage) => unknown
  groups: { grid4: string; grid5: string; duty: string }
  members: { wang: string; li: string; officer: string }
  /** A one-time code for a member; `ttlMs` below zero has expired. */
  invite(memberId: string, ttlMs?: number): Promise<string>
  /** What a processor does: a row, the channel, and the row's new state. @returns the id to see it by. */
  say(chatExternalId: string, content: OutboundContent, replaces?: string): Promise<string>
  close(): Promise<void>
}

export const silentLog = { info() {}, warn() {}, error() {} }

export async function createWebWorld(options: Partial<WebChannelOptions> = {}): Promise<WebWorld> {
  const db = await createTestDatabase()
  const people = await settle(db)
  const channel = createWebChannel({
    db,
    log: silentLog,
    files: temporaryStore(),
    now: () => new Date(),
    ...options,
  })
  const heard: InboundMessage[] = []
  const receive = createReceive({
    pool: db.pool,
    queues: { enqueue: async () => {} },
    now: () => new Date(),
    onQueueError() {},
  })
  await channel.start(async message => {
    const received = await receive(message)
    if (received?.fresh) {
      heard.push(message)
      // Later, as a processor would.
      setImmediate(() => world.onHeard(message))
    }
    return received
  })
  const world: WebWorld = {
    db,
    channel,
    app: createApp({ parts: [{ path: '/', app: channel.app }], ready: () => true }),
    heard,
    onHeard() {},
    ...people,
    async invite(memberId, ttlMs = 60_000) {
      const code = newId()
      await db.prisma.invitation.create({
        data: { id: newId(), codeHash: hash(code), memberId, expiresAt: new Date(Date.now() + ttlMs) },
      })
      return code
    },
    say: (chat, content, replaces) => deliver(db, channel, chat, content, replaces),
    async close() {
      await channel.stop()
      await db.close()
    },
  }
  return world
}

async function settle({ prisma }: TestDatabase) {
  const [district, subdistrict, community] = [newId(), newId(), newId()]
  const name = { nameZh: '试', nameEn: 'Test' }
  await prisma.district.create({ data: { id: district, code: 'd', ...name } })
  await prisma.subdistrict.create({ data: { id: subdistrict, code: 's', ...name, districtId: district } })
  await prisma.community.create({ data: { id: community, code: 'c', ...name, subdistrictId: subdistrict } })
  const grids = { four: newId(), five: newId() }
  await prisma.grid.createMany({
    data: [
      { id: grids.four, code: 'g4', nameZh: '第4网格', nameEn: 'Grid 4', communityId: community },
      { id: grids.five, code: 'g5', nameZh: '第5网格', nameEn: 'Grid 5', communityId: community },
    ],
  })
  const groups = { grid4: newId(), grid5: newId(), duty: newId() }
  await prisma.workGroup.createMany({
    data: [
      { id: groups.grid4, kind: 'grid', nameZh: '第4网格工作群', nameEn: 'Grid 4 group', gridId: grids.four },
      { id: groups.grid5, kind: 'grid', nameZh: '第5网格工作群', nameEn: 'Grid 5 group', gridId: grids.five },
      { id: groups.duty, kind: 'duty', nameZh: '社区值班群', nameEn: 'Duty group', communityId: community },
    ],
  })
  const members = { wang: newId(), li: newId(), officer: newId() }
  await prisma.member.createMany({
    data: [
      { id: members.wang, name: '王师傅', role: 'grid_worker', gridId: grids.four },
      { id: members.li, name: '李四', role: 'grid_worker', gridId: grids.four },
      { id: members.officer, name: '赵值班', role: 'duty_officer', communityId: community },
    ],
  })
  return { groups, members }
}

/** A card is drawn from a ticket; here it only has to be there. */
async function aTicket({ pool }: TestDatabase, conversationId: string, now: Date): Promise<string> {
  const [id, residentId] = [newId(), newId()]
  await pool.query("INSERT INTO resident (id, language) VALUES ($1, 'zh-CN')", [residentId])
  await pool.query(
    `INSERT INTO ticket (id, state, number, version, resident_id, conversation_id, language, category, urgency, text, summary, created_at, updated_at)
     VALUES ($1, 'needs_info', '20261120-' || lpad((SELECT count(*) + 1 FROM ticket)::text, 4, '0'), 1, $2, $3, 'zh-CN', 'facilities.lighting', 'normal', '灯坏了', '灯坏了', $4, $4)`,
    [id, residentId, conversationId, now],
  )
  return id
}

async function deliver(
  db: TestDatabase,
  channel: WebChannel,
  chat: string,
  content: OutboundContent,
  replaces?: string,
): Promise<string> {
  const conversation = await db.prisma.conversation.findUniqueOrThrow({
    where: { channel_externalId: { channel: 'web', externalId: chat } },
  })
  const now = new Date()
  const message: OutboundMessage = { id: newId(), chat, content, ...(replaces && { replaces }) }
  await db.prisma.outboundMessage.create({
    data: {
      id: message.id,
      channel: 'web',
      conversationId: conversation.id,
      card: content.card !== undefined,
      ticketId: content.card ? await aTicket(db, conversation.id, now) : null,
      content: content as object,
      notBefore: now,
      createdAt: now,
    },
  })
  const { externalId } = await channel.send(message)
  await db.prisma.outboundMessage.update({
    where: { id: message.id },
    // An edit lives in the message that it changed.
    data: { state: 'sent', sentAt: now, ...(replaces ? { replacesId: replaces } : { externalId }) },
  })
  if (replaces) {
    await db.prisma.outboundMessage.update({
      where: { id: replaces },
      data: { content: content as object, editedAt: now },
    })
  }
  return externalId
}
