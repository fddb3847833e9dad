/** The demo community: something to try at once. Only in a database that has no district yet. */
import { SUBDISTRICT } from '../prisma/demo-community.ts'
import { seedDemo } from '../prisma/seed.ts'
import { seedDemoTickets } from '../prisma/demo-tickets.ts'
import type { Context } from './context.ts'
import { invite } from './inbox/access-codes.ts'
import { findGrid } from './routing/find-grid.ts'

export async function prepareDemo(context: Context): Promise<void> {
  const { seeded } = await seedDemo(context.db.prisma)
  if (!seeded) return
  await context.directory.reload()
  await seedDemoTickets(context)
}

/** Whether the organisation is the demo's still, and nobody else's beside it. */
async function isDemo({ db }: Context): Promise<boolean> {
  const subdistricts = await db.prisma.subdistrict.findMany({ select: { code: true } })
  return subdistricts.length === 1 && subdistricts[0]?.code === SUBDISTRICT.code
}

/** What to say first: whoever gets that ticket is whose link is printed. */
const TRY = '状元府3号楼楼道灯坏了'

/** What to open and what to try. New one-time links each time: the old ones may be used up. */
export async function demoGuide(context: Context, url: string, telegram: boolean): Promise<string> {
  const org = context.directory.current()
  // Real people have moved in: a fresh way to sign in as one of them is nothing to print.
  if (!(await isDemo(context))) return ''
  const finding = findGrid({ text: TRY }, org.gazetteer)
  const grid = finding.kind === 'found' ? org.gridById.get(finding.gridId) : undefined
  const worker = grid && org.workersOf(grid.id)[0]
  const officer = org.members.find(
    each => each.role === 'duty_officer' && each.communityId === grid?.communityId,
  )
  // Another organisation than the demo's: there is nobody to introduce.
  if (!grid || !worker || !officer) return ''
  const link = async (memberId: string) =>
    `    ${url}/work#${await invite(context.pool, { memberId }, context.now())}`
  const lines = [
    '',
    '  居民 / resident',
    `    ${url}/`,
    `    试试说 / try: “${TRY}”、“the lift in building 3 of 锦绣花园 is stuck”`,
    `  网格员 / grid worker: ${worker.name}，${grid.nameZh}`,
    await link(worker.id),
    `  值班员 / duty officer: ${officer.name}`,
    await link(officer.id),
  ]
  const group = org.workGroupOf(grid.id)
  if (telegram && group) {
    const bind = await invite(context.pool, { workGroupId: group.id }, context.now())
    const join = await invite(context.pool, { memberId: worker.id }, context.now())
    lines.push(
      '  Telegram',
      `    把机器人拉进群，在群里发 / add the bot to a group and send there: /bind ${bind}   (${group.nameZh})`,
      `    私聊机器人发 / send the bot privately: /join ${join}   (${worker.name})`,
    )
  }
  lines.push('', '  停止 / stop: Ctrl-C', '')
  return lines.join('\n')
}
