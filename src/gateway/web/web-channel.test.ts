import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebWorld, silentLog, type WebWorld } from '../../testing/web-world.ts'
import type { ApiMessage, ErrorAnswer, HistoryAnswer, SessionAnswer } from './wire.ts'
import { createWebChannel } from './web-channel.ts'
import { createApp } from '../../http/app.ts'

let world: WebWorld
beforeAll(async () => {
  world = await createWebWorld()
})
afterAll(() => world.close())

type Headers = Record<string, string>
const JSON_TYPE = { 'Content-Type': 'application/json' }
const post = (path: string, body: unknown, headers: Headers = {}) =>
  world.app.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...JSON_TYPE, ...headers },
  })
const get = (path: string, headers: Headers = {}) => world.app.request(path, { headers })
const as = (token: string) => ({ Authorization: `Bearer ${token}` })
const codeOf = async (answer: Response) => ((await answer.json()) as ErrorAnswer).error.code

async function resident(language?: 'zh-CN' | 'en') {
  const session = (await (await post('/api/resident/session', { language })).json()) as SessionAnswer
  return person(session, '/api/resident')
}
async function member(id: string) {
  const answer = await post('/api/work/session', { code: await world.invite(id) })
  return person((await answer.json()) as SessionAnswer, '/api/work')
}
function person(session: SessionAnswer, prefix: string) {
  const auth = as(session.token)
  const chat = session.chats[0]?.id ?? ''
  return {
    ...session,
    auth,
    chat,
    path: `${prefix}/chats/${chat}`,
    post: (body: object) => post(`${prefix}/chats/${chat}/messages`, body, auth),
    messages: async (query = '') =>
      (await (await get(`${prefix}/chats/${chat}/messages${query}`, auth)).json()) as HistoryAnswer,
  }
}
const externalChat = async (id: string) =>
  (await world.db.prisma.conversation.findUniqueOrThrow({ where: { id } })).externalId

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
    const channel = createWebChannel({ db: world.db, log: silentLog, publicUrl: 'https://linli.example.cn' })
    await channel.start(async () => ({ id: '', conversationId: '', fresh: true }))
    const answer = await createApp({ parts: [{ path: '/', app: channel.app }], ready: () => true }).request(
      '/api/resident/session',
      { method: 'POST', headers: { Origin: 'https://linli.example.cn' } },
    )
    expect(answer.headers.get('Set-Cookie')).toContain('; Secure')
    await channel.stop()
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

describe('messages', () => {
  it('takes each id once', async () => {
    const ann = await resident()
    const answers = await Promise.all([1, 2, 3].map(() => ann.post({ id: 'm1', text: '楼道灯坏了' })))
    expect(answers.map(answer => answer.status)).toEqual([202, 202, 202])
    const bodies = (await Promise.all(answers.map(answer => answer.json()))) as {
      id: string
      fresh: boolean
    }[]
    expect(bodies.filter(body => body.fresh)).toHaveLength(1)
    expect(new Set(bodies.map(body => body.id)).size).toBe(1)
    expect((await ann.messages()).messages).toEqual([
      { id: bodies[0]?.id, from: 'me', clientId: 'm1', text: '楼道灯坏了', at: expect.any(String) },
    ])
    const mine = world.heard.filter(message => message.externalId.endsWith('/m1'))
    expect(mine).toMatchObject([{ channel: 'web', chat: { kind: 'private' }, sender: { language: 'zh-CN' } }])
  })

  it('two people may use the same id', async () => {
    const [ann, bob] = [await resident(), await resident()]
    expect(await (await ann.post({ id: 'same', text: 'a' })).json()).toMatchObject({ fresh: true })
    expect(await (await bob.post({ id: 'same', text: 'b' })).json()).toMatchObject({ fresh: true })
  })

  it('keeps what can be kept of strange text', async () => {
    const ann = await resident()
    const long = '灯'.repeat(99_998) + '👩‍🚒'.slice(0, 2)
    await ann.post({ id: 'emoji', text: '👨‍👩‍👧 \u0000漏水\ud800了\r\n 😀' })
    expect((await ann.post({ id: 'long', text: long })).status).toBe(202)
    expect((await ann.post({ id: 'longer', text: `${long}灯灯` })).status).toBe(400)
    expect((await ann.post({ id: 'wide', text: '😀'.repeat(100_000) })).status).toBe(202)
    const texts = (await ann.messages()).messages.map(message => message.text)
    expect(texts[0]).toBe('👨‍👩‍👧 漏水了\r\n 😀')
    expect(texts[1]).toBe(long)
    expect([...(texts[2] ?? '')]).toHaveLength(100_000)
  })

  it.each([
    ['nothing', { id: 'x' }],
    ['two things', { id: 'x', text: 'a', action: 'urge:-' }],
    ['no id', { text: 'a' }],
    ['a bad id', { id: '楼', text: 'a' }],
    ['too long an id', { id: 'x'.repeat(65), text: 'a' }],
    ['blank text', { id: 'x', text: ' \u0000 ' }],
    ['a long action', { id: 'x', action: '催'.repeat(22) }],
    ['a place beyond the earth', { id: 'x', location: { latitude: 91, longitude: 0 } }],
    ['half a place', { id: 'x', location: { latitude: 1 } }],
    ['a reply by button', { id: 'x', action: 'urge:-', replyTo: 'y' }],
    ['a list', [1]],
    ['null', null],
  ])('refuses %s', async (_, body) => {
    const ann = await resident()
    const answer = await ann.post(body as object)
    expect(answer.status).toBe(400)
    expect((await answer.json()) as ErrorAnswer).toMatchObject({
      error: { code: 'bad_request', message: /：/ },
    })
  })

  it('refuses what is not JSON, and what is too large', async () => {
    const ann = await resident()
    const raw = (body: string | ReadableStream, headers: Headers = JSON_TYPE) =>
      world.app.request(`${ann.path}/messages`, {
        method: 'POST',
        body,
        headers: { ...ann.auth, ...headers },
        duplex: 'half',
      } as RequestInit)
    expect((await raw('{"id":')).status).toBe(400)
    expect((await raw('{"id":"x","text":"a"}', { 'Content-Type': 'text/plain' })).status).toBe(400)
    expect(await codeOf(await raw('x'.repeat(1_000_001)))).toBe('too_large')
    const unmeasured = new Blob(['x'.repeat(1_500_000)]).stream()
    expect((await raw(unmeasured)).status).toBe(413)
  })

  it('shows a pressed button by its label, and a forged one by its word', async () => {
    const ann = await resident()
    const chat = await externalChat(ann.chat)
    await world.say(chat, { text: '收到', buttons: [[{ label: '催一下', action: 'urge:20261120-0231' }]] })
    await ann.post({ id: 'press', action: 'urge:20261120-0231' })
    await ann.post({ id: 'forge', action: 'close:20261120-9999' })
    await ann.post({ id: 'where', location: { latitude: 36.7, longitude: 119.1 } })
    const [said, pressed, forged, place] = (await ann.messages()).messages
    expect(said).toMatchObject({ from: 'linli', text: '收到', buttons: [[{ label: '催一下' }]] })
    expect(pressed).toMatchObject({ from: 'me', text: '催一下', pressed: true })
    expect(forged).toMatchObject({ from: 'me', text: 'close', pressed: true })
    expect(place).toMatchObject({ from: 'me', text: '', location: { latitude: 36.7, longitude: 119.1 } })
  })

  it('pages backwards', async () => {
    const ann = await resident()
    for (const index of [1, 2, 3, 4, 5]) await ann.post({ id: `p${index}`, text: String(index) })
    const newest = await ann.messages('?limit=2')
    expect([newest.messages.map(message => message.text), newest.more]).toEqual([['4', '5'], true])
    const older = await ann.messages(`?limit=3&before=${newest.messages[0]?.id}`)
    expect([older.messages.map(message => message.text), older.more]).toEqual([['1', '2', '3'], false])
    for (const query of ['limit=0', 'limit=x', 'limit=201', 'before=1'])
      expect((await get(`${ann.path}/messages?${query}`, ann.auth)).status).toBe(400)
  })

  it('shows what was sent, not what waits', async () => {
    const ann = await resident()
    const data = { channel: 'web' as const, conversationId: ann.chat, content: { text: '还没发' } }
    await world.db.prisma.outboundMessage.create({ data: { id: crypto.randomUUID(), ...data } })
    expect((await ann.messages()).messages).toEqual([])
  })
})

describe('a work group', () => {
  const card = (number: string, open = true, urgent = false) => ({
    text: `${number} 照明`,
    buttons: open ? [[{ label: '接单', action: `accept:20261120-${number}` }]] : [],
    card: { key: `20261120-${number}`, open, urgent },
  })

  it('lists cards: urgent first, then the oldest; an edit changes them in place', async () => {
    const wang = await member(world.members.wang)
    const first = await world.say(world.groups.grid4, card('0001'))
    const urgent = await world.say(world.groups.grid4, card('0002', true, true))
    const done = await world.say(world.groups.grid4, card('0003'))
    await world.say(world.groups.grid4, card('0003', false), done)
    const listed = async (query: string) => {
      const answer = await get(`${wang.path}/cards${query}`, wang.auth)
      return ((await answer.json()) as { messages: ApiMessage[] }).messages
    }
    expect((await listed('?open=true')).map(message => message.id)).toEqual([urgent, first])
    expect(await listed('?open=false')).toMatchObject([
      { id: done, edited: expect.any(String), card: { open: false } },
    ])
    expect((await listed('')).map(message => message.id)).toEqual([urgent, first, done])
    const shown = (await wang.messages()).messages.filter(message => message.card)
    expect(shown.map(message => message.id)).toEqual([first, urgent, done])
  })

  it('shows colleagues by name, and a reply with what it answers', async () => {
    const [wang, li] = [await member(world.members.wang), await member(world.members.li)]
    expect(li.chat).toBe(wang.chat)
    const id = await world.say(world.groups.grid4, card('0009'))
    await wang.post({ id: 'done', text: '灯泡换好了', replyTo: id })
    expect((await li.messages()).messages.at(-1)).toMatchObject({
      from: 'other',
      name: '王师傅',
      replyTo: id,
    })
    expect((await wang.messages()).messages.at(-1)).toMatchObject({ from: 'me', clientId: 'done' })
    expect(world.heard.at(-1)).toMatchObject({
      chat: { externalId: world.groups.grid4, kind: 'group' },
      sender: { externalId: `member:${world.members.wang}`, name: '王师傅' },
      content: { kind: 'text', replyTo: id },
    })
  })

  it('belongs to its members: a duty officer has the duty group', async () => {
    const officer = await member(world.members.officer)
    expect(officer.chats.map(chat => chat.title)).toEqual(['社区值班群'])
  })

  it('made after the start is there for the next who looks', async () => {
    const grid = await world.db.prisma.grid.findFirstOrThrow({ where: { code: 'g4' } })
    const data = { id: crypto.randomUUID(), kind: 'grid' as const, nameZh: '新群', nameEn: 'New' }
    await world.db.prisma.workGroup.create({ data: { ...data, gridId: grid.id } })
    const wang = await member(world.members.wang)
    expect(wang.chats.map(chat => chat.title)).toContain('新群')
    await world.db.prisma.workGroup.delete({ where: { id: data.id } })
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
    const send = (id: string, headers: Headers) =>
      post(`/api/resident/chats/${chat}/messages`, { id, text: 'x' }, { Cookie, ...headers })
    expect((await send('a', { Origin: 'http://localhost' })).status).toBe(202)
    expect(
      (await send('b', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://proxied.example' })).status,
    ).toBe(202)
    expect(await codeOf(await send('c', { Origin: 'https://evil.example' }))).toBe('foreign_page')
    expect(await codeOf(await send('d', { Origin: 'null' }))).toBe('foreign_page')
    expect(await codeOf(await send('e', { 'Sec-Fetch-Site': 'cross-site' }))).toBe('foreign_page')
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
