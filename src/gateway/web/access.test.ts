/** Who gets in, whose is what, and how fast. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryStore } from '../../attachments/testing/store.ts'
import { createApp } from '../../http/app.ts'
import { as, codeOf, createCaller, JSON_TYPE } from '../../testing/web-caller.ts'
import { createWebWorld, silentLog, type WebWorld } from '../../testing/web-world.ts'
import { createWebChannel } from './web-channel.ts'
import type { SessionAnswer } from './api-types.ts'

let world: WebWorld
beforeAll(async () => {
  world = await createWebWorld()
})
afterAll(() => world.close())
const { post, get, resident, member } = createCaller(() => world)

describe('signing in', () => {
  it('makes a resident of a device, and knows the device again by its cookie', async () => {
    const first = await post('/api/resident/session', { language: 'en' })
    const session = (await first.json()) as SessionAnswer
    expect(session.me).toMatchObject({ kind: 'resident', language: 'en' })
    expect(session.chats).toEqual([{ id: expect.any(String), kind: 'private', title: 'Linli' }])
    const cookie = first.headers.get('Set-Cookie') ?? ''
    expect(cookie).toMatch(/^linli_resident=[\w-]{43};.*HttpOnly; SameSite=Lax$/)
    const again = await post('/api/resident/session', {}, { Cookie: cookie.split(';')[0] ?? '' })
    expect(await again.json()).toEqual(session)
    expect(await world.db.prisma.webSession.count({ where: { tokenHash: session.token } })).toBe(0)
  })

  it('takes the language from the browser, and remembers a switch', async () => {
    const answer = await post('/api/resident/session', {}, { 'Accept-Language': 'en-GB,en;q=0.9,zh;q=0.5' })
    const { token, me } = (await answer.json()) as SessionAnswer
    expect(me.language).toBe('en')
    await post('/api/resident/session', { language: 'zh-CN' }, as(token))
    const row = await world.db.prisma.resident.findUniqueOrThrow({ where: { id: me.id } })
    expect(row.language).toBe('zh_CN')
  })

  it('sends the cookie over https only when that is how people come', async () => {
    const channel = createWebChannel({
      db: world.db,
      log: silentLog,
      files: temporaryStore(),
      now: () => new Date(),
      publicUrl: 'https://linli.example.cn',
    })
    await channel.start(async () => ({ id: '', conversationId: '', fresh: true }))
    const answer = await createApp({ parts: [{ path: '/', app: channel.app }], ready: () => true }).request(
      '/api/resident/session',
      { method: 'POST', headers: { Origin: 'https://linli.example.cn' } },
    )
    expect(answer.headers.get('Set-Cookie')).toContain('; Secure')
    await channel.stop()
  })

  it('keeps a cookie apart for each site whose frame it is in; a worker is in no frame', async () => {
    const framed = await post('/api/resident/session', { embedded: true })
    expect(framed.headers.get('Set-Cookie')).toMatch(/; Secure; SameSite=None; Partitioned$/)
    const code = await world.invite(world.members.li)
    const worker = await post('/api/work/session', { code, embedded: true })
    expect(worker.headers.get('Set-Cookie')).toMatch(/; SameSite=Lax$/)
  })

  it('signs a member in with a code, once', async () => {
    const code = await world.invite(world.members.wang)
    const answers = await Promise.all([1, 2, 3].map(() => post('/api/work/session', { code })))
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 403, 403])
    const session = (await answers.find(answer => answer.ok)?.json()) as SessionAnswer
    expect(session.me).toMatchObject({ name: '王师傅', kind: 'member' })
    expect(session.chats.map(chat => chat.title)).toEqual(['第4网格工作群'])
    const refused = answers.find(answer => !answer.ok)
    expect(await refused?.json()).toMatchObject({ error: { code: 'code_used', message: /再要一个/ } })
    expect((await post('/api/work/session', {}, as(session.token))).status).toBe(200)
  })

  it('refuses codes that expired, never were, or are missing, and says so in the language asked for', async () => {
    const expired = await world.invite(world.members.wang, -1)
    expect(await codeOf(await post('/api/work/session', { code: expired }))).toBe('code_used')
    const unknown = await post('/api/work/session', { code: 'x\u0000' }, { 'Accept-Language': 'en' })
    expect(await unknown.json()).toMatchObject({
      error: { code: 'code_unknown', message: /link is not valid/ },
    })
    expect(await codeOf(await post('/api/work/session', {}))).toBe('signed_out')
  })

  it('lets nobody in who has left, and forgets who signs out', async () => {
    const li = await member(world.members.li)
    await world.db.prisma.member.update({ where: { id: world.members.li }, data: { active: false } })
    expect((await get(`${li.path}/messages`, li.auth)).status).toBe(401)
    await world.db.prisma.member.update({ where: { id: world.members.li }, data: { active: true } })
    expect((await get(`${li.path}/messages`, li.auth)).status).toBe(200)
    await world.app.request('/api/work/session', { method: 'DELETE', headers: li.auth })
    expect((await get(`${li.path}/messages`, li.auth)).status).toBe(401)
  })

  it('prolongs a session that is used', async () => {
    const ann = await resident()
    const soon = new Date(Date.now() + 60_000)
    const { sessions } = (await world.db.prisma.identity.findFirst({
      where: { residentId: ann.me.id },
      include: { sessions: true },
    })) ?? { sessions: [] }
    await world.db.prisma.webSession.update({
      where: { id: sessions[0]?.id ?? '' },
      data: { expiresAt: soon },
    })
    await ann.messages()
    const after = await world.db.prisma.webSession.findUniqueOrThrow({ where: { id: sessions[0]?.id ?? '' } })
    expect(after.expiresAt.getTime()).toBeGreaterThan(Date.now() + 170 * 86_400_000)
  })
})

describe('whose is it', () => {
  it('refuses chats of others, chats that never were, and the wrong door', async () => {
    const [ann, bob, wang] = [await resident(), await resident(), await member(world.members.wang)]
    const officer = await member(world.members.officer)
    for (const path of ['messages', 'cards', 'stream']) {
      expect(await codeOf(await get(`/api/resident/chats/${bob.chat}/${path}`, ann.auth))).toBe('not_yours')
      expect(await codeOf(await get(`/api/resident/chats/${wang.chat}/${path}`, ann.auth))).toBe('not_yours')
      expect(await codeOf(await get(`/api/work/chats/${wang.chat}/${path}`, officer.auth))).toBe('not_yours')
      expect(await codeOf(await get(`/api/work/chats/${ann.chat}/${path}`, ann.auth))).toBe('signed_out')
      expect(await codeOf(await get(`/api/resident/chats/x' OR 1=1/${path}`, ann.auth))).toBe('not_yours')
      expect((await get(`/api/resident/chats/${ann.chat}/${path}`)).status).toBe(401)
    }
    expect(await codeOf(await post(`${bob.path}/messages`, { id: 'x', text: 'x' }, ann.auth))).toBe(
      'not_yours',
    )
    expect(await codeOf(await get(`${ann.path}/messages`, as('made-up')))).toBe('signed_out')
  })

  it('lets a browser act only from our own pages', async () => {
    const first = await post('/api/resident/session', {})
    const Cookie = first.headers.get('Set-Cookie')?.split(';')[0] ?? ''
    const chat = ((await first.json()) as SessionAnswer).chats[0]?.id
    const send = (id: string, headers: Record<string, string>) =>
      post(`/api/resident/chats/${chat}/messages`, { id, text: 'x' }, { Cookie, ...headers })
    expect((await send('a', { Origin: 'http://localhost' })).status).toBe(202)
    expect(
      (await send('b', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://proxied.example' })).status,
    ).toBe(202)
    expect(await codeOf(await send('c', { Origin: 'https://evil.example' }))).toBe('foreign_page')
    expect(await codeOf(await send('d', { Origin: 'null' }))).toBe('foreign_page')
    expect(await codeOf(await send('e', { 'Sec-Fetch-Site': 'cross-site' }))).toBe('foreign_page')
    const unasked = { 'Sec-Fetch-Site': 'none' }
    expect((await send('f', unasked)).status).toBe(202)
    expect(await codeOf(await send('g', { ...unasked, Origin: 'https://evil.example' }))).toBe('foreign_page')
    expect(
      await codeOf(await post('/api/work/session', { code: 'x' }, { Origin: 'https://evil.example' })),
    ).toBe('foreign_page')
  })
})

describe('limits', () => {
  it('slows down who sends too fast, and who makes sessions by the dozen', async () => {
    const channel = createWebChannel({
      db: world.db,
      log: silentLog,
      files: temporaryStore(),
      now: () => new Date(),
      limits: { messages: { burst: 3, perSecond: 0.5 }, sessions: { burst: 2, perSecond: 0.01 } },
    })
    await channel.start(async () => ({ id: crypto.randomUUID(), conversationId: '', fresh: false }))
    const app = createApp({ parts: [{ path: '/', app: channel.app }], ready: () => true })
    const sign = () => app.request('/api/resident/session', { method: 'POST' })
    const { token, chats } = (await (await sign()).json()) as SessionAnswer
    const send = (id: string) =>
      app.request(`/api/resident/chats/${chats[0]?.id}/messages`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...as(token) },
        body: JSON.stringify({ id, text: 'x' }),
      })
    const answers = []
    for (const id of ['1', '2', '3', '4']) answers.push(await send(id))
    expect(answers.map(answer => answer.status)).toEqual([202, 202, 202, 429])
    expect(answers[3]?.headers.get('Retry-After')).toBe('2')
    expect([(await sign()).status, (await sign()).status]).toEqual([200, 429])
    await channel.stop()
    expect(await codeOf(await send('5'))).toBe('not_ready')
  })
})
