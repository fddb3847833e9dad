/** Chromium before the real pages, the real web channel and a real PostgreSQL; only the bot is played. */
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { type HttpServer, startHttp } from '../../src/http/server.ts'
import { findChromium, NO_CHROMIUM } from '../../src/testing/chromium.ts'
import { createWebWorld, type WebWorld } from '../../src/testing/web-world.ts'

export interface Stage {
  world: WebWorld
  browser: Browser
  url: string
  /** A fresh device. */
  page(options?: BrowserContextOptions): Promise<import('playwright-core').Page>
  /** The server goes away, as for an update, and comes back at the same address. */
  stopServer(): Promise<void>
  startServer(): Promise<void>
  close(): Promise<void>
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  locale: 'zh-CN',
}

export async function createStage({ embedOrigins = [] as string[] } = {}): Promise<Stage> {
  const dir = inject('pagesDir')
  const [world, browser] = await Promise.all([createWebWorld(), launch()])
  let server: HttpServer | undefined
  let port = 0
  async function startServer() {
    const part = { path: '/', app: world.channel.app, endStreams: world.channel.endStreams }
    const pages = [{ prefix: '/', dir }]
    server = await startHttp({
      host: '127.0.0.1',
      port,
      parts: [part],
      pages,
      embedOrigins,
      ready: () => true,
      graceMs: 200,
    })
    port = server.port
  }
  await startServer()
  return {
    world,
    browser,
    get url() {
      return `http://127.0.0.1:${port}`
    },
    page: async (options = PHONE) => (await browser.newContext(options)).newPage(),
    startServer,
    stopServer: async () => server?.stop(),
    async close() {
      await browser.close()
      await server?.stop()
      await world.close()
    },
  }
}

export async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(NO_CHROMIUM)
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}
