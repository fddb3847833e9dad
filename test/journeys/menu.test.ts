/** Every command of Telegram's menu is answered, in every kind of chat that shows it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MENU } from '../../src/gateway/telegram/menu.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 60_000)
afterAll(() => town.close())

/** @returns what is said after it that was not said before. */
async function answersTo(person: Person, text: string): Promise<string> {
  const before = person.sees().length
  await person.says(text)
  await town.settled()
  return person
    .sees()
    .slice(before)
    .map(content => content.text)
    .join('\n')
}
const tickets = async () =>
  (await town.db.pool.query<{ count: number }>('SELECT count(*)::int FROM ticket')).rows[0]?.count

const PRIVATE: Record<string, [nothing: RegExp, open: RegExp]> = {
  my: [/没有在办的工单/, /楼道灯/],
  urge: [/没找到对应的工单/, /已替您催/],
  withdraw: [/没找到对应的工单/, /已撤回/],
  link: [/链接码：\w{4}-\w{4}/, /链接码：\w{4}-\w{4}/],
  privacy: [/我们怎么用您的信息/, /我们怎么用您的信息/],
  forget: [/确定删除吗/, /确定删除吗/],
  help: [/直接用自己的话/, /直接用自己的话/],
}
const GROUP: Record<string, RegExp> = {
  my: /在办/,
  undo: /接单|已分派/,
  daily: /📋/,
  weekly: /📊/,
  monthly: /📊/,
  help: /卡片/,
}

describe('in a private chat', () => {
  it.each(Object.keys(MENU.zh.all_private_chats))('/%s of whoever has nothing open', async command => {
    const before = await tickets()
    const answer = await answersTo(town.resident(`新来的${command}`), `/${command}`)
    expect(answer).toMatch(PRIVATE[command]?.[0] ?? /^no answer is known/)
    expect(await tickets()).toBe(before)
  })

  it.each(Object.keys(MENU.zh.all_private_chats))('/%s of whoever has a ticket', async command => {
    const person = town.resident(`有单的${command}`)
    await person.says('状元府3号楼2单元楼道灯坏了')
    await town.settled()
    expect(await answersTo(person, `/${command}`)).toMatch(PRIVATE[command]?.[1] ?? /^no answer is known/)
  })

  it('/link of a worker is a resident’s code like any other', async () => {
    const { rows } = await town.db.pool.query<{ id: string }>(
      "SELECT m.id FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = 'g4' ORDER BY m.id LIMIT 1",
    )
    await town.worker('g4')
    expect(await answersTo(town.resident(`member:${rows[0]?.id}`), '/link')).toMatch(/链接码：/)
  })
})

describe('in a group', () => {
  it.each(Object.keys(MENU.zh.all_group_chats))('/%s in a work group', async command => {
    await town.resident(`报灯的${command}`).says('状元府3号楼2单元楼道灯坏了')
    const wang = await town.worker('g4')
    await wang.hears('楼道灯坏了')
    await wang.presses('接单')
    await town.settled()
    expect(await answersTo(wang, `/${command}`)).toMatch(GROUP[command] ?? /^no answer is known/)
  })

  it.each(Object.keys(MENU.zh.all_group_chats))('/%s in a group that is no work group', async command => {
    const chat = `stranger ${command}`
    await town.channel.hear({ from: 'somebody', chat, content: { kind: 'text', text: `/${command}` } })
    await town.settled()
    expect(town.channel.shows(chat).map(({ content }) => content.text)).toEqual([
      expect.stringContaining('/bind'),
    ])
  })
})
