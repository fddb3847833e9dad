/**
 * Demo tickets in the states of an ordinary day, made as any ticket is made: a resident writes, a worker answers. So their
 * history is real, and nothing here knows how a ticket is written.
 */
import type { Context } from '../src/context.ts'
import { takeTurn } from '../src/conversation/process-conversation.ts'
import type { InboundContent } from '../src/domain/message.ts'
import { addWebChatsOfGroups } from '../src/inbox/chats.ts'
import { newId } from '../src/lib/ids.ts'

interface Story {
  resident: string
  says: string
  /** What the grid's first worker types, `#` standing for the ticket's number, and what the resident answers. */
  afterwards?: readonly (readonly ['worker' | 'resident', string])[]
}

const STORIES: readonly Story[] = [
  { resident: '刘阿姨', says: '状元府2号楼楼道灯坏了，晚上黑得看不见' },
  { resident: '陈先生', says: '锦绣花园门口垃圾桶满了好几天没人清', afterwards: [['worker', '接 #']] },
  {
    resident: '孙大爷',
    says: '河畔人家3号楼下水道堵了，污水往外冒',
    afterwards: [
      ['worker', '接 #'],
      ['worker', '办结 # 已疏通下水道，地面也冲洗干净了'],
    ],
  },
  {
    resident: '小周',
    says: '工人新村5号楼前的井盖松了，一踩就响',
    afterwards: [
      ['worker', '接 #'],
      ['worker', '办结 # 井盖已加固'],
      ['resident', '解决了'],
      ['resident', '5'],
    ],
  },
  { resident: '何女士', says: '状元府8号楼楼上半夜还在装修', afterwards: [['worker', '退单 # 不在本网格']] },
  { resident: '马师傅', says: '路灯不亮了' },
  { resident: '林奶奶', says: '状元府1号楼电梯异响', afterwards: [['resident', '不用了']] },
]

export async function seedDemoTickets(context: Context): Promise<void> {
  await addWebChatsOfGroups(context.pool)
  await context.directory.reload()
  for (const story of STORIES) await tell(context, story)
}

async function tell(context: Context, { resident, says, afterwards = [] }: Story): Promise<void> {
  const chat = `demo:${resident}`
  const hear = async (
    from: string,
    name: string,
    where: { externalId: string; kind: 'private' | 'group' },
    text: string,
  ) => {
    const content: InboundContent = { kind: 'text', text }
    const received = await context.receive({
      channel: 'web',
      externalId: newId(),
      chat: where,
      sender: { externalId: from, name },
      content,
    })
    if (received) await takeTurn({ ...context.turn, settleMs: 0 }, received.conversationId)
  }
  await hear(chat, resident, { externalId: chat, kind: 'private' }, says)
  const ticket = await context.db.prisma.ticket.findFirst({
    where: { resident: { name: resident } },
    orderBy: { createdAt: 'desc' },
  })
  for (const [who, text] of afterwards) {
    if (who === 'resident') await hear(chat, resident, { externalId: chat, kind: 'private' }, text)
    else if (ticket?.gridId)
      await asWorker(context, ticket.gridId, text.replace('#', ticket.number.slice(4)), hear)
  }
}

type Hear = (
  from: string,
  name: string,
  where: { externalId: string; kind: 'group' },
  text: string,
) => Promise<void>

async function asWorker(context: Context, gridId: string, text: string, hear: Hear): Promise<void> {
  const org = context.directory.current()
  const [worker] = org.workersOf(gridId)
  const group = org.workGroupOf(gridId)
  if (!worker || !group) return
  const externalId = `member:${worker.id}`
  await context.db.prisma.identity.upsert({
    where: { channel_externalId: { channel: 'web', externalId } },
    create: { id: newId(), channel: 'web', externalId, name: worker.name, memberId: worker.id },
    update: {},
  })
  await hear(externalId, worker.name, { externalId: group.id, kind: 'group' }, text)
}
