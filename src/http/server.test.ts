import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type HttpOptions, type HttpServer, HttpStartError, startHttp } from './server.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'linli-pages-'))
const servers: HttpServer[] = []
beforeAll(() => {
  mkdirSync(path.join(dir, 'work'))
  mkdirSync(path.join(dir, 'assets'))
  mkdirSync(path.join(dir, 'embed'))
  writeFileSync(path.join(dir, 'embed/index.html'), '<!doctype html><title>邻里</title>')
  writeFileSync(path.join(dir, 'index.html'), '<!doctype html><title>邻里</title>')
  writeFileSync(path.join(dir, 'work/index.html'), '<!doctype html><title>工作群</title>')
  writeFileSync(path.join(dir, 'assets/main-abc123.js'), 'console.log(1);'.repeat(200))
})
afterEach(() => Promise.all(servers.splice(0).map(server => server.stop())))
afterAll(() => rmSync(dir, { recursive: true }))

async function start(options: Partial<HttpOptions> = {}) {
  const pages = [{ prefix: '/', dir }]
  const server = await startHttp({ host: '127.0.0.1', port: 0, pages, ready: () => true, ...options })
  servers.push(server)
  return server
}

it('says whether it lives and whether it is ready', async () => {
  let ready = false
  const { url } = await start({ ready: () => ready })
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  ready = true
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

it('serves the pages, and nothing beside them', async () => {
  const { url } = await start()
  const page = await fetch(url)
  expect(await page.text()).toContain('邻里')
  expect(page.headers.get('Cache-Control')).toBe('no-cache')
  expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
  // What was said aloud is played in the page.
  expect(page.headers.get('Content-Security-Policy')).toContain("media-src 'self'")
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff')
  for (const address of ['/work', '/work/'])
    expect(await (await fetch(url + address)).text()).toContain('工作群')
  for (const address of ['/..%2f..%2fetc/passwd', '/work/../../x', '/assets/', '/none', '/%00']) {
    const answer = await fetch(url + address, { headers: { 'Accept-Language': 'en' } })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({
      error: { code: 'not_found', message: 'There is nothing at this address' },
    })
  }
  const known = await fetch(url, { headers: { 'If-None-Match': page.headers.get('ETag') ?? '' } })
  expect(known.status).toBe(304)
})

it('lets the named sites frame the chat, nobody anything else, and without a name nobody', async () => {
  const headersOf = async (url: string) => {
    const { headers } = await fetch(url)
    const policy = headers.get('Content-Security-Policy') ?? ''
    return { ancestors: /frame-ancestors (.*)$/.exec(policy)?.[1], options: headers.get('X-Frame-Options') }
  }
  const NOBODY = { ancestors: "'none'", options: 'DENY' }
  const closed = await start()
  expect(await headersOf(`${closed.url}/embed/`)).toEqual(NOBODY)
  const { url } = await start({ embedOrigins: ['https://a.example', 'https://b.example'] })
  const named = { ancestors: "'self' https://a.example https://b.example", options: null }
  expect(await headersOf(`${url}/embed/`)).toEqual(named)
  for (const address of ['/', '/work/', '/embed', '/embed/../work/', '/embed/none'])
    expect(await headersOf(url + address), address).toEqual(NOBODY)
})

it('packs what is large and lets it be kept for ever', async () => {
  const { url } = await start()
  const answer = await fetch(`${url}/assets/main-abc123.js`, { headers: { 'Accept-Encoding': 'gzip, br' } })
  expect(await answer.text()).toBe('console.log(1);'.repeat(200))
  expect(answer.headers.get('Content-Encoding')).toBe('br')
  expect(answer.headers.get('Cache-Control')).toContain('immutable')
})

it('says how to build pages that are not built', async () => {
  const { url } = await start({ pages: [{ prefix: '/', dir: path.join(dir, 'nowhere') }] })
  const answer = await fetch(url)
  expect([answer.status, await answer.text()]).toEqual([503, 'The pages are not built: npm run build\n'])
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})

it('lets a part have a policy of its own, and hides what broke', async () => {
  const app = new Hono()
  app.get('/own', c => c.text('x', 200, { 'Content-Security-Policy': 'sandbox' }))
  app.get('/broken', () => {
    throw new Error('secret')
  })
  const errors: Error[] = []
  const { url } = await start({ parts: [{ path: '/console', app }], onError: error => errors.push(error) })
  expect((await fetch(`${url}/console/own`)).headers.get('Content-Security-Policy')).toBe('sandbox')
  const answer = await fetch(`${url}/console/broken`)
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('secret')
  expect(errors).toHaveLength(1)
})

it('says plainly that a port is taken, and what to do', async () => {
  const { port } = await start()
  const failed = start({ port })
  await expect(failed).rejects.toThrow(HttpStartError)
  await expect(failed).rejects.toThrow(`port ${port} is taken`)
  await expect(failed).rejects.toThrow(`PORT=${port + 1} npm start`)
  await expect(start({ host: '203.0.113.9' })).rejects.toThrow(/is no address of this machine/)
})

it('answers what is no call with a reason, and lives', async () => {
  const { url, port } = await start()
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${'x'.repeat(20_000)}` } })
  expect([answer.status, await answer.text()]).toEqual([431, '请求头太大 / the headers are too large'])
  const nonsense = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
    let said = ''
    socket.on('data', (part: Buffer) => (said += part.toString()))
    socket.on('close', () => resolve(said)).on('error', reject)
  })
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 [\s\S]*not a request over HTTP$/)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})

it('lets a call finish that is under way when it stops, and takes no new one', async () => {
  const app = new Hono()
  let begun = () => {}
  const underWay = new Promise<void>(resolve => {
    begun = resolve
  })
  let finish = () => {}
  app.get('/slow', async c => {
    begun()
    await new Promise<void>(resolve => {
      finish = resolve
    })
    return c.text('done')
  })
  const server = await start({ parts: [{ path: '/', app }] })
  const answer = fetch(`${server.url}/slow`)
  await underWay
  const stopped = server.stop()
  await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
  finish()
  expect(await (await answer).text()).toBe('done')
  await stopped
})

it('does not wait for ever for a call that does not end', async () => {
  const app = new Hono()
  app.get('/stuck', () => new Promise<Response>(() => {}))
  const server = await start({ parts: [{ path: '/', app }], graceMs: 100 })
  const answer = fetch(`${server.url}/stuck`).catch(() => 'cut')
  await fetch(`${server.url}/livez`)
  await server.stop()
  expect(await answer).toBe('cut')
})
