/** What happens in a page out of sight, in other tabs, and when the server forgets who we are. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { lastChat } from '../../src/inbox/erasure-receipt.ts'
import type { Resident } from '../../src/inbox/residents.ts'
import type { Transaction } from '../../src/workflow/transaction.ts'
import type { Conversation } from '../../src/inbox/conversations.ts'
import { inTransaction } from '../../src/db/client.ts'
import { createStage, PHONE, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await createStage()
})
afterAll(() => stage.close())
afterEach(async () => {
  stage.world.onHeard = () => {}
  for (const context of stage.browser.contexts()) await context.close()
})

async function open(): Promise<Page> {
  const page = await stage.page(PHONE)
  await page.goto(stage.url)
  await page.locator('.welcome').waitFor()
  return page
}
const say = async (page: Page, text: string) => {
  await page.locator('.composer textarea').fill(text)
  await page.locator('.composer textarea').press('Enter')
}
/** Another tab comes to the front: what a browser does to the page, done to it. */
const look = (page: Page, away: boolean) =>
  page.evaluate(
    `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${away} }); document.dispatchEvent(new Event('visibilitychange'))`,
  )
/** Of every line of the talk, in order. */
const lines = (page: Page) => page.locator('.bubble, .new-below').allInnerTexts()

it('counts in the title what came while nobody looked, and draws a line where reading stopped', async () => {
  const page = await open()
  await say(page, '在吗')
  await page.getByText('已送达').waitFor()
  const chat = stage.world.heard.at(-1)?.chat.externalId ?? ''
  await stage.world.say(chat, { text: '在的' })
  await page.getByText('在的').waitFor()
  await look(page, true)
  await stage.world.say(chat, { text: '师傅出发了' })
  await stage.world.say(chat, { text: '师傅到了' })
  await vi.waitFor(async () => expect(await page.title()).toMatch(/^\(2\) /))
  await look(page, false)
  await page.getByText('以下是新消息').waitFor()
  expect(await lines(page)).toEqual(['在吗', '在的', '以下是新消息', '师傅出发了', '师傅到了'])
  await vi.waitFor(async () => expect(await page.title()).toMatch(/^邻里/))
  // Read now: looking again draws no line.
  await page.reload()
  await page.getByText('师傅到了').waitFor()
  await stage.world.say(chat, { text: '边看边来' })
  await page.getByText('边看边来').waitFor()
  expect(await page.getByText('以下是新消息').count()).toBe(0)
  // Closed, and opened again.
  const context = page.context()
  await page.close()
  await stage.world.say(chat, { text: '修好了' })
  const later = await context.newPage()
  await later.goto(stage.url)
  await later.getByText('以下是新消息').waitFor()
  expect((await lines(later)).slice(-2)).toEqual(['以下是新消息', '修好了'])
})

it('starts anew in every tab when a resident had everything deleted', async () => {
  const { world } = stage
  const page = await open()
  await say(page, '我姓王，住3号楼')
  await page.getByText('已送达').waitFor()
  const other = await page.context().newPage()
  await other.goto(stage.url)
  await other.getByText('我姓王').waitFor()
  await other.locator('.composer textarea').fill('写了一半')
  const chat = world.heard.at(-1)?.chat.externalId ?? ''
  const { rows } = await world.db.pool.query<{ id: string }>(
    'SELECT id FROM conversation WHERE external_id = $1',
    [chat],
  )
  await inTransaction(world.db.pool, db =>
    lastChat(
      { db, at: new Date() } as Transaction,
      { language: 'zh-CN' } as Resident,
      { id: rows[0]?.id, channel: 'web' } as Conversation,
    ),
  )
  await world.say(chat, { text: '都删掉了' })
  for (const tab of [page, other]) {
    await tab.getByText('都删掉了').waitFor()
    expect(await lines(tab)).toEqual(['都删掉了'])
    expect(await tab.locator('.composer textarea').inputValue()).toBe('')
  }
  await say(other, '重新说一件')
  await other.getByText('已送达').waitFor()
  await page.getByText('重新说一件').waitFor()
  expect(await lines(page)).toEqual(['都删掉了', '重新说一件'])
})

it('goes on as somebody new when the device is not known any more', async () => {
  const page = await open()
  await say(page, '以前说的')
  await page.getByText('已送达').waitFor()
  await stage.world.db.pool.query('DELETE FROM web_session')
  await say(page, '现在说的')
  await page.getByText('已送达').waitFor()
  await vi.waitFor(async () => expect(await lines(page)).toEqual(['现在说的']))
})

it('tells a worker whose time has run out, and keeps what was not sent for them alone', async () => {
  const { world } = stage
  const page = await stage.page({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  await page.goto(`${stage.url}/work#${await world.invite(world.members.wang)}`)
  await page.getByText('群里还没有人说话').waitFor()
  await world.db.pool.query('DELETE FROM web_session')
  const before = world.heard.length
  await say(page, '王师傅写的')
  await page.getByText('登录到期了').waitFor()
  const enter = async (member: string) => {
    await page.goto(`${stage.url}/work#${await world.invite(member)}`)
    await page.locator('.composer textarea').waitFor()
  }
  await enter(world.members.li)
  await say(page, '李四写的')
  await page.getByText('已送达').waitFor()
  await page.goto('about:blank')
  await enter(world.members.wang)
  await vi.waitFor(() =>
    expect(world.heard.slice(before).map(({ sender, content }) => [sender.name, content])).toEqual([
      ['李四', { kind: 'text', text: '李四写的' }],
      ['王师傅', { kind: 'text', text: '王师傅写的' }],
    ]),
  )
})

it('shows a hundred thousand characters, one endless word, other scripts and markup as what they are', async () => {
  const page = await stage.page({ ...PHONE, viewport: { width: 320, height: 568 } })
  const alerts: string[] = []
  page.on('dialog', dialog => alerts.push(dialog.message()))
  await page.goto(stage.url)
  const said = [
    'W'.repeat(1_400),
    '😀'.repeat(50_000),
    'مرحبا، المصباح مكسور في الطابق 3',
    '<img src=x onerror=alert(1)><b>粗</b> **星** [链](javascript:alert(1)) \u202Ereversed',
  ]
  for (const words of said) await say(page, words)
  await page.locator('.line.me .good').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  const shown = await page.locator('.bubble').allInnerTexts()
  expect([shown[0], shown[2], shown[3]]).toEqual([said[0], said[2], said[3]])
  expect(
    await page
      .locator('.bubble')
      .nth(2)
      .evaluate(each => (each as unknown as { matches(selector: string): boolean }).matches(':dir(rtl)')),
  ).toBe(true)
  expect(shown[1]?.length).toBeLessThan(1_100)
  await page.getByRole('button', { name: '显示全部' }).click()
  expect(await page.locator('.bubble').nth(1).innerText()).toBe(said[1])
  expect(await page.locator('.bubble img, .bubble b, .bubble a').count()).toBe(0)
  expect(alerts).toEqual([])
})
