/** The resident's chat on a community's own site, and without a network, in a browser. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { audit } from './audit.ts'
import { createStage, PHONE, type Stage } from './browser.ts'

/**
 * A community's site, really served: a browser lets no page from elsewhere speak with this machine. Every name under
 * localhost is another site than the server's 127.0.0.1.
 */
let stage: Stage
const community = createServer((_, answer) => {
  answer.setHeader('Content-Type', 'text/html; charset=utf-8')
  answer.end(
    `<!doctype html><html lang="zh-CN"><title>社区</title><body><h1>社区</h1><script src="${stage.url}/widget.js" async></script></body></html>`,
  )
})
const siteAt = (host: string) => `http://${host}:${(community.address() as AddressInfo).port}`
beforeAll(async () => {
  await new Promise<void>(resolve => community.listen(0, '127.0.0.1', resolve))
  stage = await createStage({ embedOrigins: [siteAt('named.localhost')] })
})
afterAll(async () => {
  await stage.close()
  community.closeAllConnections()
  community.close()
})
afterEach(async () => {
  stage.world.onHeard = () => {}
  for (const context of stage.browser.contexts()) await context.close()
})

async function site(host: string): Promise<Page> {
  const page = await stage.page(PHONE)
  await page.goto(siteAt(host))
  await page.waitForFunction("document.body.lastElementChild.tagName === 'DIV'")
  return page
}
const frameOf = (page: Page) => page.frames().find(frame => frame.url().includes('/embed/'))
/** Its shadow root is closed: it is found as a user finds it, by the keyboard. */
const press = async (page: Page) => {
  await page.locator('h1').click()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
}

it('opens by the keyboard, hears, keeps the device, and tells the site a number', async () => {
  stage.world.onHeard = ({ chat }) => stage.world.say(chat.externalId, { text: '收到' })
  const page = await site('named.localhost')
  const told: unknown[] = []
  await page.exposeFunction('told', (data: unknown) => told.push(data))
  await page.evaluate("addEventListener('message', event => told(event.data))")
  expect(frameOf(page)).toBeUndefined()
  await press(page)
  await expect.poll(() => frameOf(page), { timeout: 10_000 }).toBeDefined()
  const field = frameOf(page)?.locator('.composer textarea')
  await field?.fill('楼道灯坏了')
  await field?.press('Enter')
  await frameOf(page)?.getByText('收到').waitFor()
  await expect.poll(() => told.at(-1)).toEqual({ linli: 'unread', unread: 0 })
  await page.reload()
  await page.waitForFunction("document.body.lastElementChild.tagName === 'DIV'")
  await press(page)
  await expect.poll(() => frameOf(page), { timeout: 10_000 }).toBeDefined()
  await frameOf(page)?.getByText('收到').waitFor()
})

it('says on its button what came while it was closed, also on the next visit, and closes by Escape', async () => {
  const page = await stage.page(PHONE)
  // The test looks inside the closed shadow root.
  await page.addInitScript(
    "const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function () { return attach.call(this, { mode: 'open' }) }",
  )
  await page.goto(siteAt('named.localhost'))
  const button = page.locator('body > div button')
  await button.click()
  await expect.poll(() => frameOf(page), { timeout: 10_000 }).toBeDefined()
  const field = frameOf(page)?.locator('.composer textarea')
  await field?.fill('楼道灯坏了')
  await field?.press('Enter')
  await frameOf(page)?.getByText('已送达').waitFor()
  expect(await audit(frameOf(page) as Frame)).toEqual([])
  await field?.press('Escape')
  await expect.poll(() => button.innerText()).toBe('有事找邻里')
  const chat = stage.world.heard.at(-1)?.chat.externalId ?? ''
  await stage.world.say(chat, { text: '收到' })
  await expect.poll(() => button.innerText()).toBe('有事找邻里 (1)')
  await page.reload()
  await expect.poll(() => button.innerText(), { timeout: 10_000 }).toBe('有事找邻里 (1)')
  expect(await audit(page)).toEqual([])
  await button.click()
  await frameOf(page)?.getByText('以下是新消息').waitFor()
  await button.click()
  expect(await button.innerText()).toBe('有事找邻里')
})

it('is shown on no site that was not named', async () => {
  const page = await site('other.localhost')
  const refused = page.waitForEvent('console', message => message.text().includes('frame-ancestors'))
  await press(page)
  expect((await refused).text()).toContain('frame-ancestors')
})

it('opens without a network, and has kept nothing that anybody said', async () => {
  stage.world.onHeard = ({ chat }) => stage.world.say(chat.externalId, { text: '收到' })
  const page = await stage.page(PHONE)
  await page.goto(stage.url)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  // The files that were loaded before the service worker was installed.
  await page.reload()
  await page.locator('.composer textarea').fill('楼道灯坏了')
  await page.locator('.composer textarea').press('Enter')
  await page.getByText('收到').waitFor()
  const kept = await page.evaluate(
    'caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys())))).then(all => all.flat().map(({ url }) => new URL(url).pathname))',
  )
  expect(kept).toContain('/')
  expect((kept as string[]).filter(path => path.startsWith('/api'))).toEqual([])
  await stage.stopServer()
  try {
    await page.reload()
    await page.locator('.composer textarea').waitFor()
  } finally {
    await stage.startServer()
  }
})
