/** The whole service as it is started, and two people in real browsers: one with a problem, one who mends it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { invite } from '../../src/inbox/access-codes.ts'
import { prepareDemo } from '../../src/demo.ts'
import { newId } from '../../src/lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts'
import { launch, PHONE } from './browser.ts'

let db: TestDatabase
let app: App
let browser: Browser

beforeAll(async () => {
  db = await createTestDatabase()
  browser = await launch()
  const config = readConfig({
    DATABASE_URL: db.url,
    PORT: '0',
    LOG_LEVEL: 'silent',
    SETTLE_SECONDS: '0.3',
    ...(process.env.REDIS_URL && { REDIS_URL: process.env.REDIS_URL }),
  })
  app = await startApp(config, {
    prepare: prepareDemo,
    pages: inject('pagesDir'),
    context: { queuePrefix: `test-${newId()}` },
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await app?.stop()
  await db?.close()
})

const say = async (page: Page, text: string) => {
  await page.getByRole('textbox').first().fill(text)
  await page.getByRole('textbox').first().press('Enter')
}

it('a resident on a phone, a worker at a desk: from the dark stairwell to five stars', async () => {
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT m.id FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = 'g4' ORDER BY m.id LIMIT 1",
  )
  const code = await invite(db.pool, { memberId: rows[0]?.id ?? '' }, new Date())
  const phone = await (await browser.newContext(PHONE)).newPage()
  const desk = await (
    await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  ).newPage()
  await phone.goto(app.url)
  await desk.goto(`${app.url}/work#${code}`)

  for (const words of ['楼道灯坏了不亮', '状元府5号楼', '快来人啊']) await say(phone, words)
  await phone.getByText(/收到，工单 \d{4}-\d{4}/).waitFor()
  expect(await phone.getByText(/收到，工单/).count()).toBe(1)

  const card = desk.locator('.card', { hasText: '楼道灯坏了不亮' })
  await card.getByRole('button', { name: '接单', exact: true }).click()
  await phone.getByText('已接单，正在处理').waitFor()
  await card.getByRole('button', { name: '办结', exact: true }).click()
  await card.getByRole('button', { name: '已解决', exact: true }).click()
  await phone.getByRole('button', { name: '解决了', exact: true }).click()
  await phone.getByText('请打个分').waitFor()
  await phone.getByRole('button', { name: /5/ }).last().click()
  await phone.getByText('谢谢您的 5 分').waitFor()
  await desk.getByText('已销号 ★5').waitFor({ state: 'attached' })

  await phone.reload()
  await phone.getByText('谢谢您的 5 分').waitFor()
  const { rows: tickets } = await db.pool.query(
    "SELECT state, rating FROM ticket WHERE text LIKE '楼道灯坏了不亮%'",
  )
  expect(tickets).toEqual([{ state: 'closed', rating: 5 }])
}, 60_000)
