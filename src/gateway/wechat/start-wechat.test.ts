import { afterAll, beforeAll, expect, test } from 'vitest'
import { tryLock } from '../../db/advisory-lock.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { createLoginPage } from './login-page.ts'
import type { Status } from './session.ts'
import { createWechat } from './start-wechat.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())

const said: string[] = []
const note = (words: string) => void said.push(words)
const wechat = () =>
  createWechat({
    puppet: 'wechaty-puppet-nowhere',
    memory: '/nowhere/wechat',
    pool: db.pool,
    now: () => new Date(),
    url: () => 'http://localhost',
    log: { info: note, warn: note, error: note },
    print: note,
  })

test('a package that is missing is named, with the command that helps, and the session is free again', async () => {
  expect(await wechat().open()).toBeNull()
  expect(said.at(-1)).toMatch(
    /^WeChat does not start; everything else goes on\. WECHATY_PUPPET is set, but .* Run: npm install --no-save wechaty@1\.20\.2 /,
  )
  const lock = await tryLock(db.pool, 'wechat session')
  expect(lock).not.toBeNull()
  await lock?.release()
})

test('a session that another process has is left alone', async () => {
  const other = await tryLock(db.pool, 'wechat session')
  expect(await wechat().open()).toBeNull()
  expect(said.join()).toContain('another process')
  await other?.release()
})

test('closed before it was open it leaves the session to others', async () => {
  const closed = wechat()
  await closed.close()
  expect(await closed.open()).toBeNull()
  const lock = await tryLock(db.pool, 'wechat session')
  expect(lock).not.toBeNull()
  await lock?.release()
})

test('the login page shows the code to a caller that knows its address, and to no other', async () => {
  let status: Status = { state: 'scan', qrcode: 'https://login.example/abc' }
  const page = createLoginPage(() => status, { svg: text => `<svg>${text}</svg>` })
  const shown = await page.app.request(page.path)
  const html = await shown.text()
  expect(shown.headers.get('Cache-Control')).toBe('no-store')
  expect(html).toContain(Buffer.from('<svg>https://login.example/abc</svg>').toString('base64'))
  expect(html).not.toMatch(/<script|style=/)
  for (const wrong of ['x', '', page.path.slice(14, -1), `${page.path.slice(14)}x`])
    expect((await page.app.request(`/wechat/login/${wrong}`)).status).toBe(404)
  status = { state: 'online', id: 'me', name: '<邻里>' }
  const online = await (await page.app.request(page.path)).text()
  expect(online).toContain('已登录')
  expect(online).not.toContain('<img')
  expect(createLoginPage(() => status, { svg: String }).path).not.toBe(page.path)
})
