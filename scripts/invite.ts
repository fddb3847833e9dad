/**
 * `npm run invite` lists members and work groups; `npm run invite -- 王师傅` makes a one-time code for a member,
 * `npm run invite -- 第4网格工作群` for a group chat. Of two people with one name it asks which: by grid, unit or staff number.
 * Needs the database of a Linli that runs or of DATABASE_URL.
 */
import { ConfigError, readConfig } from '../src/config.ts'
import { invite } from '../src/inbox/access-codes.ts'
import { borrowDatabase } from '../src/db/borrow-database.ts'
import { runningAddress } from '../src/db/running-address.ts'
import { terminal } from '../src/exam/terminal.ts'

const { out, err } = terminal()
const [wanted, ...said] = process.argv.slice(2)
const where = said.join(' ')
const ONCE = '72 小时内用一次 / once, within 72 h'
const NO_ADDRESS =
  '…/work#CODE（没有在运行的邻里，或不知道它的网址：请设 PUBLIC_URL / no Linli answers and its address is not known: set PUBLIC_URL）'

try {
  const config = readConfig()
  await borrowDatabase(config, async ({ prisma, pool }) => {
    const members = await prisma.member.findMany({
      where: { active: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      include: { grid: true, unit: true, community: true },
    })
    const groups = await prisma.workGroup.findMany({ orderBy: { nameZh: 'asc' } })
    type Member = (typeof members)[number]
    const places = ({ grid, unit, community }: Member) =>
      [grid, unit, community].filter(each => each !== null)
    const described = (each: Member) =>
      [each.name, places(each)[0]?.nameZh, each.role, each.code && `工号 ${each.code}`]
        .filter(Boolean)
        .join(' · ')
    const isThere = (each: Member) =>
      where === '' ||
      each.code === where ||
      places(each).some(({ code, nameZh, nameEn }) => [code, nameZh, nameEn].includes(where))
    const named = members.filter(each => (each.name === wanted || each.code === wanted) && isThere(each))
    const called = groups.filter(each => each.nameZh === wanted || each.nameEn === wanted)
    const [member, group] = [named[0], called[0]]
    if (named.length + called.length > 1) {
      err(`有 ${named.length + called.length} 个“${wanted}”，要哪一个？ / which one?`)
      for (const each of named) err(`  ${described(each)}`)
      for (const each of called) err(`  工作群 / group · ${each.nameZh}`)
      if (member)
        err(`这样写 / write: npm run invite -- ${wanted} ${places(member)[0]?.nameZh ?? member.code ?? ''}`)
      process.exitCode = 1
    } else if (member) {
      const url = config.publicUrl ?? (await runningAddress(pool))
      const code = await invite(pool, { memberId: member.id }, new Date())
      const page = url ? `${url}/work#${code}` : NO_ADDRESS.replace('CODE', code)
      out(`${described(member)}: ${ONCE}\n  网页 / web       ${page}\n  私聊 / privately 加入 ${code}`)
    } else if (group) {
      const code = await invite(pool, { workGroupId: group.id }, new Date())
      out(`${group.nameZh}: ${ONCE}\n  在群里发 / send in the group: /bind ${code}`)
    } else {
      if (wanted) err(`没有叫“${wanted}”的人或群 / nobody and no group of that name\n`)
      out(
        `成员 / members:\n${members.map(each => `  ${described(each)}`).join('\n')}\n工作群 / groups: ${groups.map(each => each.nameZh).join(' ')}`,
      )
      process.exitCode = wanted ? 1 : 0
    }
  })
} catch (error) {
  err(error instanceof ConfigError ? error.message : (error as Error).message)
  process.exitCode = 1
}
