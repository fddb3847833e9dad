/** The page of the work groups in a browser, against the real server. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { jpeg } from '../../src/attachments/testing/files.ts'
import type { OutboundContent } from '../../src/domain/message.ts'
import { createStage, PHONE, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await createStage()
})
afterAll(() => stage.close())
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }
const card = (number: string, more: Partial<OutboundContent> = {}, urgent = false): OutboundContent => ({
  text: `${number} · 照明\n“楼道灯坏了”`,
  buttons: [[{ label: '接单', action: `accept:20261120-${number}` }]],
  card: { key: number, open: true, urgent },
  ...more,
})
const titles = (page: Page) => page.locator('.card h3').allInnerTexts()

async function enter(member: string, options = DESK): Promise<Page> {
  const page = await stage.page(options)
  await page.goto(`${stage.url}/work#${await stage.world.invite(member)}`)
  await page.getByRole('heading', { level: 1, name: '群' }).waitFor()
  return page
}

it('lets a worker in by a link, once, and takes the key out of the address', async () => {
  const code = await stage.world.invite(stage.world.members.wang)
  const page = await stage.page(DESK)
  await page.goto(`${stage.url}/work#${code}`)
  await page.getByText('现在没有待办工单').waitFor()
  expect(page.url()).toBe(`${stage.url}/work`)
  await page.reload()
  await page.getByText('现在没有待办工单').waitFor()

  const stranger = await stage.page(DESK)
  await stranger.goto(`${stage.url}/work#${code}`)
  await stranger.getByText('这个链接已经用过或已过期').waitFor()
  await stranger.goto(`${stage.url}/work`)
  await stranger.getByText('请用您的链接打开').waitFor()
})

it('shows cards urgent first, answers a press at once, and changes the card in place', async () => {
  const { world } = stage
  const first = await world.say(world.groups.grid4, card('0001'))
  await world.say(world.groups.grid4, card('0002', {}, true))
  const page = await enter(world.members.wang)
  await page.locator('.card').nth(1).waitFor()
  expect((await titles(page)).map(title => title.replace(/\s+/g, ' '))).toEqual([
    '紧急 0002 · 照明',
    '0001 · 照明',
  ])

  const mine = page.locator('.card', { hasText: '0001' })
  const button = mine.getByRole('button', { name: '接单' })
  await button.click()
  expect(await button.getAttribute('aria-busy')).toBe('true')
  await vi.waitFor(() =>
    expect(world.heard.at(-1)?.content).toEqual({
      kind: 'action',
      action: 'accept:20261120-0001',
      label: '接单',
    }),
  )
  await world.say(world.groups.grid4, card('0001', { text: '0001 王师傅已接单', buttons: [] }), first)
  await page.locator('.card h3', { hasText: '王师傅已接单' }).waitFor()
  await page.getByText('我按了“接单”').waitFor()

  await world.say(
    world.groups.grid4,
    card('0001', { card: { key: '0001', open: false, urgent: false } }),
    first,
  )
  await vi.waitFor(async () => expect(await page.locator('.board > div > .cards > .card').count()).toBe(1))
  await page.getByText('已办结').click()
  await page.locator('.closed .card').waitFor()
})

it('sends a reply to a card as one, and shows it to the colleague on the phone', async () => {
  const { world } = stage
  const id = await world.say(world.groups.grid4, card('0003'))
  const colleague = await enter(world.members.li, PHONE)
  const page = await enter(world.members.wang)
  const mine = page.locator('.card', { hasText: '0003' })
  await mine.getByRole('button', { name: '回复这张卡片' }).click()
  await mine.locator('textarea').fill('灯泡换好了')
  await mine.locator('textarea').press('Enter')
  await vi.waitFor(() =>
    expect(world.heard.at(-1)?.content).toEqual({ kind: 'text', text: '灯泡换好了', replyTo: id }),
  )
  await colleague.locator('.card-replies', { hasText: '王师傅 灯泡换好了' }).waitFor()
  expect(await colleague.locator('.talk-side').isVisible()).toBe(false)
  await colleague.getByRole('button', { name: '群聊' }).click()
  await colleague.locator('.bubble', { hasText: '灯泡换好了' }).waitFor()
  await colleague.getByRole('button', { name: '0003 · 照明' }).click()
  expect(await colleague.locator('.board').isVisible()).toBe(true)
})

it('sends a photo as the answer to a card, with what was written', async () => {
  const { world } = stage
  const id = await world.say(world.groups.grid4, card('0777'))
  const page = await enter(world.members.wang)
  const mine = page.locator(`#card-${id}`)
  await mine.getByRole('button', { name: '回复这张卡片' }).click()
  await mine.getByRole('textbox').fill('灯泡换好了')
  await mine.locator('input[type=file]').setInputFiles({
    name: 'done.jpg',
    mimeType: 'image/jpeg',
    buffer: await jpeg(),
  })
  await mine.getByRole('button', { name: '发送', exact: true }).click()
  await mine.locator('.card-replies .media img[width]').waitFor()
  expect(world.heard.at(-1)?.content).toMatchObject({
    kind: 'attachment',
    what: 'photo',
    text: '灯泡换好了',
    replyTo: id,
  })
})

it('sends a photo into the talk of the group, and says why another file is not taken', async () => {
  const { world } = stage
  const page = await enter(world.members.wang)
  const talk = page.locator('.talk-side')
  const choose = async (mimeType: string) =>
    talk.locator('input[type=file]').setInputFiles({ name: 'a.jpg', mimeType, buffer: await jpeg() })
  await choose('text/html')
  await talk.getByRole('alert').getByText('只收照片').waitFor()
  await choose('image/jpeg')
  await talk.getByRole('textbox').fill('现场是这样')
  await talk.getByRole('button', { name: '发送', exact: true }).click()
  await vi.waitFor(() =>
    expect(world.heard.at(-1)?.content).toMatchObject({
      kind: 'attachment',
      what: 'photo',
      text: '现场是这样',
    }),
  )
  await talk.locator('.bubble', { hasText: '现场是这样' }).locator('img[width]').waitFor()
  expect(await talk.getByRole('alert').count()).toBe(0)
})
