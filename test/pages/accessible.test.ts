/** The pages for people who see, hear or move otherwise: by machine, by keyboard, in large type on a small phone. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { jpegWithPlace } from '../../src/attachments/testing/files.ts'
import type { OutboundContent } from '../../src/domain/message.ts'
import { audit } from './audit.ts'
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

const SMALL = { ...PHONE, viewport: { width: 320, height: 568 } }
const calm = { reducedMotion: 'reduce' } as const
const answer: OutboundContent = {
  text: '收到，工单 1120-0231：楼道灯坏了。危险请拨打 119。',
  buttons: [
    [
      { label: '催一下', action: 'urge:20261120-0231' },
      { label: '补充', action: 'add:20261120-0231' },
    ],
    [1, 2, 3, 4, 5].map(stars => ({ label: '★'.repeat(stars), action: `rate:20261120-0231:${stars}` })),
  ],
}
const card = (number: string, urgent = false): OutboundContent => ({
  text: `${number} · 照明 · 状元府3号楼\n“楼道灯坏了”`,
  buttons: [['接单', '退单'].map(label => ({ label, action: `${label}:20261120-${number}` }))],
  card: { key: number, open: true, urgent },
})
const field = (page: Page) => page.locator('.composer textarea').first()
const focused = (page: Page) => page.evaluate('document.activeElement.outerHTML')

it.each([
  ['zh-CN', PHONE],
  ['en-GB', PHONE],
  ['zh-CN', SMALL],
  ['en-GB', SMALL],
  ['zh-CN', { viewport: { width: 1280, height: 800 } }],
])('has nothing against anybody on the resident’s page: %s, %o', async (locale, options) => {
  const { world } = stage
  world.onHeard = ({ chat }) => world.say(chat.externalId, answer)
  const page = await stage.page({ ...options, ...calm, locale })
  const isSmall = page.viewportSize()?.width === 320
  await page.goto(stage.url)
  await page.locator('.welcome').waitFor()
  if (isSmall) await page.locator('.type-tool').click()
  expect(await audit(page)).toEqual([])
  await field(page).fill('楼道灯坏了')
  await field(page).press('Enter')
  await page.locator('.reply').last().waitFor()
  expect(await audit(page)).toEqual([])
  await page.locator('input[type=file]').setInputFiles({
    name: '路灯.jpg',
    mimeType: 'image/jpeg',
    buffer: await jpegWithPlace(),
  })
  await page.locator('.chosen').waitFor()
  expect(await audit(page)).toEqual([])
  await page.locator('.send').click()
  await page.locator('.offer').waitFor()
  await page.locator('.locate').last().click()
  await page.locator('.problem').waitFor()
  expect(await audit(page)).toEqual([])
  const box = await page.locator('.send').boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
})

it.each([
  ['zh-CN', PHONE],
  ['en-GB', SMALL],
  ['zh-CN', { viewport: { width: 1280, height: 800 } }],
])('has nothing against anybody on the page of the work groups: %s, %o', async (locale, options) => {
  const { world } = stage
  await world.say(world.groups.grid4, card('0001', true))
  await world.say(world.groups.grid4, card('0002'))
  await world.say(world.groups.grid4, { text: '早上好', buttons: [] })
  const page = await stage.page({ ...options, ...calm, locale })
  await page.goto(`${stage.url}/work#${await world.invite(world.members.wang)}`)
  await page.locator('.card').nth(1).waitFor()
  if (page.viewportSize()?.width === 320) await page.locator('.type-tool').click()
  expect(await audit(page)).toEqual([])
  await page.locator('.card .link').first().click()
  await page.locator('.card textarea').waitFor()
  await page
    .locator('.card input[type=file]')
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await jpegWithPlace() })
  await page.locator('.chosen').waitFor()
  expect(await audit(page)).toEqual([])
  if (page.viewportSize()?.width !== 1280) await page.locator('.sides button').last().click()
  await page.locator('.aside').first().waitFor()
  expect(await audit(page)).toEqual([])
  const stranger = await stage.page({ ...options, ...calm, locale })
  await stranger.goto(`${stage.url}/work#NONSENSE`)
  await stranger.locator('.door .problem').waitFor()
  expect(await audit(stranger)).toEqual([])
})

it('enlarges every word by at least a quarter, and remembers it', async () => {
  const page = await stage.page(SMALL)
  await page.goto(stage.url)
  await page.locator('.welcome').waitFor()
  const sizes = () =>
    page.evaluate(
      "['.header h1', '.tool', '.emergency', '.emergency a', '.welcome p', '.examples button', '.composer textarea'].map(each => parseFloat(getComputedStyle(document.querySelector(each)).fontSize))",
    ) as Promise<number[]>
  const before = await sizes()
  await page.getByRole('button', { name: '大字' }).click()
  const after = await sizes()
  for (const [index, size] of after.entries()) expect(size / (before[index] ?? 0)).toBeGreaterThan(1.25)
  await page.reload()
  await page.locator('.welcome').waitFor()
  expect(await sizes()).toEqual(after)
  expect(await page.getByRole('button', { name: '大字' }).getAttribute('aria-pressed')).toBe('true')
})

it('is used by the keyboard alone, and never loses its place', async () => {
  const { world } = stage
  world.onHeard = ({ chat, content }) =>
    world.say(chat.externalId, content.kind === 'action' ? { text: '已催' } : answer)
  const page = await stage.page({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  await page.goto(stage.url)
  await page.locator('.welcome').waitFor()
  await field(page).focus()
  await page.keyboard.type('楼道灯坏了')
  await page.keyboard.press('Enter')
  await page.locator('.reply').first().waitFor()
  expect(await focused(page)).toContain('textarea')
  const urge = page.getByRole('button', { name: '催一下' })
  for (let steps = 0; steps < 20 && !(await urge.evaluate(each => each.matches(':focus'))); steps++)
    await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText('已催').waitFor()
  expect(await focused(page)).toContain('催一下')
})

it('keeps the keyboard at a card whose buttons and place change under it', async () => {
  const { world } = stage
  const id = await world.say(world.groups.grid4, card('0077'))
  const page = await stage.page({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  await page.goto(`${stage.url}/work#${await world.invite(world.members.wang)}`)
  const mine = page.locator(`#card-${id}`)
  await mine.getByRole('button', { name: '接单' }).focus()
  await page.keyboard.press('Enter')
  await vi.waitFor(() => expect(world.heard.at(-1)?.content.kind).toBe('action'))
  await world.say(world.groups.grid4, { ...card('0077'), text: '0077 已接单', buttons: [] }, id)
  await mine.getByText('已接单').waitFor()
  expect(await focused(page)).toContain(`card-${id}`)
  await mine.getByRole('button', { name: '回复这张卡片' }).press('Enter')
  await mine.getByRole('textbox').fill('好了')
  await mine.getByRole('textbox').press('Enter')
  await mine.getByRole('button', { name: '回复这张卡片' }).waitFor()
  expect(await focused(page)).toContain('回复这张卡片')
  const closed = { card: { key: '0077', open: false, urgent: false }, text: '0077 已办结' }
  await world.say(world.groups.grid4, closed, id)
  await vi.waitFor(async () =>
    expect(await page.locator(`.cards:not(.closed *) #card-${id}`).count()).toBe(0),
  )
  expect(await focused(page)).toContain('class="board"')
})
