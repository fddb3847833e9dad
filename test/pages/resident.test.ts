/** The resident's page in a browser, against the real server. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { html, jpegWithPlace } from '../../src/attachments/testing/files.ts'
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

async function open(options = PHONE): Promise<Page> {
  const page = await stage.page(options)
  await page.goto(stage.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  return page
}
const field = (page: Page) => page.locator('.composer textarea')
const drawn = (image: unknown) => (image as { naturalWidth: number }).naturalWidth
const bubbles = (page: Page) => page.locator('.bubble').allInnerTexts()
const say = async (page: Page, text: string) => {
  await field(page).fill(text)
  await field(page).press('Enter')
}

it('hears, answers live, takes a press, and remembers all of it', async () => {
  const button = { label: '催一下', action: 'urge:20261120-0231' }
  stage.world.onHeard = ({ chat, content }) =>
    stage.world.say(
      chat.externalId,
      content.kind === 'text' ? { text: '收到，工单 1120-0231', buttons: [[button]] } : { text: '已催' },
    )
  const page = await open()
  await page.getByRole('button', { name: '楼道灯坏了' }).click()
  expect(await field(page).inputValue()).toBe('楼道灯坏了')
  await field(page).press('Enter')
  await page.getByRole('button', { name: '催一下' }).click()
  await page.getByText('已催').waitFor()
  const said = ['楼道灯坏了', '收到，工单 1120-0231', '催一下', '已催']
  expect(await bubbles(page)).toEqual(said)
  await page.reload()
  await page.getByText('已催').waitFor()
  expect(await bubbles(page)).toEqual(said)
})

it('signs a resident in once who writes before the first sign-in is answered', async () => {
  const page = await stage.page()
  let signIns = 0
  const answers: (() => void)[] = []
  await page.route('**/api/resident/session', async route => {
    signIns++
    await new Promise<void>(resolve => answers.push(resolve))
    await route.continue()
  })
  await page.goto(stage.url)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  await say(page, '状元府5号楼停水')
  // What they wrote is on its way: had it signed in by itself, it would have by now.
  await page.evaluate('new Promise(requestAnimationFrame)')
  for (const answer of answers) answer()
  await page.locator('.line.me .good').waitFor()
  expect(signIns).toBe(1)
})

it('does not send when Enter chooses a character, and breaks the line with Shift', async () => {
  const page = await open()
  await field(page).fill('loudao')
  await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  await field(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
  await field(page).press('Shift+Enter')
  expect(await field(page).inputValue()).toBe('loudao\n')
  expect(await bubbles(page)).toEqual([])
})

it('keeps what was written while the server is away, over a reload, and sends it once', async () => {
  const page = await open()
  await say(page, '先说一句')
  await page.getByText('已送达').waitFor()
  const before = stage.world.heard.length
  // The page itself stays reachable: it is the connection to the service that is gone.
  await page.route('**/api/**', route => route.abort())
  await say(page, '电梯停了')
  await page.getByText('还没发出去').waitFor()
  await page.reload()
  await page.getByText('电梯停了').waitFor()
  await page.unroute('**/api/**')
  await page.evaluate("window.dispatchEvent(new Event('online'))")
  await page.getByText('已送达').waitFor()
  expect(await bubbles(page)).toEqual(['先说一句', '电梯停了'])
  expect(stage.world.heard.slice(before).map(message => message.content)).toEqual([
    { kind: 'text', text: '电梯停了' },
  ])
})

it('comes back by itself when the server was restarted, with what it missed', async () => {
  const page = await open()
  await say(page, '在吗')
  await page.getByText('已送达').waitFor()
  const chat = stage.world.heard.at(-1)?.chat.externalId ?? ''
  await stage.stopServer()
  await stage.world.say(chat, { text: '在的' })
  await stage.startServer()
  await page.getByText('在的').waitFor()
})

it('says in words that help that it got no location, and sends one that it got', async () => {
  const refused = await open()
  await refused.getByRole('button', { name: '发送我的位置' }).click()
  await refused.getByText('直接说小区和楼号也一样').waitFor()
  const place = { latitude: 36.7, longitude: 119.1 }
  const allowed = await open({ ...PHONE, permissions: ['geolocation'], geolocation: place })
  await allowed.getByRole('button', { name: '发送我的位置' }).click()
  await vi.waitFor(() => expect(stage.world.heard.at(-1)?.content).toEqual({ kind: 'location', ...place }))
})

it.each([
  ['PERMISSION_DENIED', 1, '网站设置'],
  ['POSITION_UNAVAILABLE', 2, '打开定位'],
  ['TIMEOUT', 3, '窗边'],
  ['without https', 0, '这个页面拿不到位置'],
])('says what to do instead: %s', async (_, code, words) => {
  const page = await stage.page()
  const fails = `{ getCurrentPosition: (_, fail) => fail({ code: ${code} }) }`
  await page.addInitScript(
    `Object.defineProperty(navigator, 'geolocation', { value: ${code === 0 ? 'undefined' : fails} })`,
  )
  await page.goto(stage.url)
  await page.getByRole('button', { name: '发送我的位置' }).click()
  await page
    .getByRole('alert')
    .filter({ hasText: words })
    .filter({ hasText: '直接说小区和楼号也一样' })
    .waitFor()
})

it('remembers the language and the large type, and tells the server', async () => {
  const page = await open({ ...PHONE, locale: 'en-GB' })
  expect(await page.title()).toBe('Linli · Tell us. We see to it.')
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('button', { name: '大字' }).click()
  await page.reload()
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  expect(await page.locator('html').getAttribute('data-type')).toBe('large')
  await say(page, '在吗')
  await page.getByText('已送达').waitFor()
  expect(stage.world.heard.at(-1)?.sender.language).toBe('zh-CN')
})

it('fits a small phone in large type, breaks no policy, and lets emergencies be dialled', async () => {
  const page = await stage.page({ ...PHONE, viewport: { width: 320, height: 568 } })
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(stage.url)
  await page.getByRole('button', { name: '大字' }).click()
  await say(page, '楼'.repeat(300))
  await page.getByText('已送达').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  expect(
    await page.locator('.emergency a').evaluateAll(links => links.map(link => link.getAttribute('href'))),
  ).toEqual(['tel:110', 'tel:119', 'tel:120'])
  expect(complaints).toEqual([])
})

it('leaves somebody in peace who reads further up, and says what came', async () => {
  const page = await open()
  await say(page, '在吗')
  await page.getByText('已送达').waitFor()
  const chat = stage.world.heard.at(-1)?.chat.externalId ?? ''
  for (let index = 1; index <= 60; index++) await stage.world.say(chat, { text: `第 ${index} 句` })
  await page.getByText('第 60 句').waitFor()
  await page.locator('.scroll').evaluate(box => box.scrollTo(0, 0))
  await page.waitForTimeout(100)
  await stage.world.say(chat, { text: '最新一句' })
  await page.getByRole('button', { name: '有新消息' }).click()
  await vi.waitFor(async () => expect(await page.getByText('最新一句').isVisible()).toBe(true))
  await page.reload()
  await page.getByText('最新一句').waitFor()
  expect(await page.getByText('在吗').count()).toBe(0)
  await page.getByRole('button', { name: '看更早的' }).click()
  await page.getByText('在吗').waitFor()
})

const choose = async (page: Page, buffer: Buffer, mimeType = 'image/jpeg') =>
  page.locator('input[type=file]').setInputFiles({ name: '路灯.jpg', mimeType, buffer })
const send = (page: Page) => page.getByRole('button', { name: '发送', exact: true })
const photo = (page: Page) => page.locator('.bubble .media img')

it('sends a photo with what was written, shows it, and offers where it was taken', async () => {
  const page = await open()
  await field(page).fill('这里的路灯不亮')
  await choose(page, await jpegWithPlace())
  await page.getByText('还没发').waitFor()
  await send(page).click()
  await photo(page).waitFor()
  await vi.waitFor(async () => expect(await photo(page).evaluate(drawn)).toBe(30))
  await page.locator('.line.me .good').waitFor()
  expect(await bubbles(page)).toEqual(['这里的路灯不亮'])
  expect(await field(page).inputValue()).toBe('')
  await page.getByRole('button', { name: '发送这个位置' }).click()
  await page.getByText('30.59500, 114.30500').waitFor()
  expect(await page.locator('.offer').count()).toBe(0)
  await page.reload()
  await photo(page).waitFor()
})

it('sends no photo that was taken out again, and says why a file is not taken', async () => {
  const page = await open()
  const before = stage.world.heard.length
  await choose(page, await jpegWithPlace())
  await page.getByRole('button', { name: '拿掉照片' }).click()
  expect(await page.locator('.chosen').count()).toBe(0)
  expect(await send(page).isDisabled()).toBe(true)
  await choose(page, html(), 'text/html')
  await page.getByRole('alert').getByText('只收照片').waitFor()
  // By its name it is a photo: the server looks at the bytes.
  await choose(page, html())
  await send(page).click()
  await page.locator('.unsent').getByText('只收照片').waitFor()
  await page.getByRole('button', { name: '删掉' }).click()
  expect(await bubbles(page)).toEqual([])
  expect(stage.world.heard.length).toBe(before)
})

it('keeps words and photos on the device without a network, and sends them in order, each once', async () => {
  const page = await open()
  await say(page, '先说一句')
  await page.getByText('已送达').waitFor()
  const before = stage.world.heard.length
  await page.route('**/api/**', route => route.abort())
  await say(page, '电梯停了')
  await page.getByText('还没发出去').waitFor()
  await choose(page, await jpegWithPlace())
  await field(page).fill('就是这部')
  await send(page).click()
  await say(page, '写错了')
  await page.locator('.unsent', { hasText: '写错了' }).getByRole('button', { name: '不发了' }).click()
  await say(page, '快来')
  await vi.waitFor(async () =>
    expect(await page.locator('.unsent .bubble').allInnerTexts()).toEqual(['电梯停了', '就是这部', '快来']),
  )
  await page.reload()
  await page.locator('.unsent .media img').waitFor()
  // The line is there again, but each answer is lost on its way: everything is sent twice.
  const seen = new Set<string>()
  await page.route('**/api/**', async route => {
    const request = route.request()
    const key = request.url() + request.postData()
    if (request.method() === 'GET' || seen.has(key)) return route.continue()
    seen.add(key)
    await route.fetch().catch(() => {})
    return route.abort()
  })
  for (let tries = 0; tries < 40 && (await page.locator('.unsent').count()) > 0; tries++) {
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await page.waitForTimeout(100)
  }
  expect(stage.world.heard.slice(before).map(({ content }) => 'text' in content && content.text)).toEqual([
    '电梯停了',
    '就是这部',
    '快来',
  ])
  await vi.waitFor(async () =>
    expect(await bubbles(page)).toEqual(['先说一句', '电梯停了', '就是这部', '快来']),
  )
})

it('stops an upload that somebody takes back, and shows how far it is', async () => {
  const page = await open()
  const before = stage.world.heard.length
  let release = () => {}
  await page.route('**/attachments?*', async route => {
    await new Promise<void>(resolve => (release = resolve))
    await route.continue().catch(() => {})
  })
  await choose(page, await jpegWithPlace())
  await send(page).click()
  await page.getByText('正在上传').waitFor()
  await page.getByRole('button', { name: '不发了' }).click()
  release()
  await say(page, '不用照片了')
  await page.locator('.line.me .good').waitFor()
  expect(stage.world.heard.slice(before).map(({ content }) => content.kind)).toEqual(['text'])
})
