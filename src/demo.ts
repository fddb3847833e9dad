/** The demo community, to try Linli at once. Seeded only into a database without a district. */
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

/** Whether the organisation is still the demo's alone. */
async function isDemo({ db }: Context): Promise<boolean> {
  const subdistricts = await db.prisma.subdistrict.findMany({ select: { code: true } })
  return subdistricts.length === 1 && subdistricts[0]?.code === SUBDISTRICT.code
}

/** The guide's first message; the guide prints the link of the worker who gets its ticket. */
const TRY = '状元府3号楼楼道灯坏了'

/** What to open and what to try. Each call makes new one-time links: the old ones may be used up. */
export async function demoGuide(context: Context, url: string, telegram: boolean): Promise<string> {
  const org = context.directory.current()
  // A real organisation was imported: a link that signs in as one of its members must not be printed.
  if (!(await isDemo(context))) return ''
  const finding = findGrid({ text: TRY }, org.gazetteer)
  const grid = finding.kind === 'found' ? org.gridById.get(finding.gridId) : undefined
  const worker = grid && org.workersOf(grid.id)[0]
  const officer = org.members.find(
    each => each.role === 'duty_officer' && each.communityId === grid?.communityId,
  )
  // The organisation is not the demo's: it has no worker or duty officer to name.
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
