/**
 * `npm run invite` lists members and work groups; `npm run invite -- 王师傅` makes a one-time code for a member,
 * `npm run invite -- 第4网格工作群` for a group chat. Needs the database of a Linli that runs or of DATABASE_URL.
 */
import { ConfigError, readConfig } from '../src/config.ts'
import { invite } from '../src/conversation/membership.ts'
import { borrowDatabase } from '../src/db/borrow-database.ts'
import { terminal } from '../src/exam/terminal.ts'

const { out, err } = terminal()
const [wanted] = process.argv.slice(2)
try {
  const config = readConfig()
  await borrowDatabase(config, async ({ prisma, pool }) => {
    const members = await prisma.member.findMany({ where: { active: true }, orderBy: { name: 'asc' } })
    const groups = await prisma.workGroup.findMany({ orderBy: { nameZh: 'asc' } })
    const url = config.publicUrl ?? `http://${config.host}:${config.port}`
    const member = members.find(each => each.name === wanted)
    const group = groups.find(each => each.nameZh === wanted || each.nameEn === wanted)
    if (member) {
      const code = await invite(pool, { memberId: member.id }, new Date())
      out(
        `${member.name}: 72 小时内用一次 / once, within 72 h\n  网页 / web       ${url}/work#${code}\n  私聊 / privately 加入 ${code}`,
      )
    } else if (group) {
      out(
        `${group.nameZh}: 72 小时内用一次 / once, within 72 h\n  在群里发 / send in the group: /bind ${await invite(pool, { workGroupId: group.id }, new Date())}`,
      )
    } else {
      if (wanted) err(`没有叫“${wanted}”的人或群 / nobody and no group of that name\n`)
      out(
        `成员 / members: ${members.map(each => each.name).join(' ')}\n工作群 / groups: ${groups.map(each => each.nameZh).join(' ')}`,
      )
      process.exitCode = wanted ? 1 : 0
    }
  })
} catch (error) {
  err(error instanceof ConfigError ? error.message : (error as Error).message)
  process.exitCode = 1
}
