/** The demo community: something to try at once. Only in a database that has no district yet. */
import { seedDemo } from '../prisma/seed.ts'
import { seedDemoTickets } from '../prisma/demo-tickets.ts'
import type { Context } from './context.ts'
import { invite } from './conversation/membership.ts'

export async function prepareDemo(context: Context): Promise<void> {
  const { seeded } = await seedDemo(context.db.prisma)
  if (!seeded) return
  await context.directory.reload()
  await seedDemoTickets(context)
}

/** People whose links are printed: one who gets the first tickets, and one who decides what nobody could place. */
const SHOWN = [
  { role: 'grid_worker', zh: '网格员', en: 'grid worker' },
  { role: 'duty_officer', zh: '值班员', en: 'duty officer' },
] as const

/** What to open and what to try. New one-time links each time: the old ones may be used up. */
export async function demoGuide(context: Context, url: string, telegram: boolean): Promise<string> {
  const { members, gridById, workGroups, communityById } = context.directory.current()
  const lines = [
    '',
    '  居民 / resident',
    `    ${url}/`,
    '    试试说 / try: “状元府3号楼楼道灯坏了”、“the lift in 锦绣花园 is stuck”',
  ]
  for (const { role, zh, en } of SHOWN) {
    const member = members.find(each => each.role === role && each.active)
    if (!member) continue
    const where =
      gridById.get(member.gridId ?? '')?.nameZh ?? communityById.get(member.communityId ?? '')?.nameZh ?? ''
    const code = await invite(context.pool, { memberId: member.id })
    lines.push(`  ${zh} / ${en}: ${member.name} ${where}`, `    ${url}/work#${code}`)
  }
  const group = workGroups.find(each => each.kind === 'grid')
  const worker = members.find(each => each.role === 'grid_worker' && each.active)
  if (telegram && group && worker) {
    const bind = await invite(context.pool, { workGroupId: group.id })
    const join = await invite(context.pool, { memberId: worker.id })
    lines.push(
      '  Telegram',
      `    把机器人拉进群，在群里发 / add the bot to a group and send there: /bind ${bind}   (${group.nameZh})`,
      `    私聊机器人发 / send the bot privately: /join ${join}   (${worker.name})`,
    )
  }
  lines.push('', '  停止 / stop: Ctrl-C', '')
  return lines.join('\n')
}
