/** What is said and shown: docs/api.md, call by call. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, createCaller, JSON_TYPE } from '../../testing/web-caller.ts'
import { createWebWorld, type WebWorld } from '../../testing/web-world.ts'
import type { ApiMessage, ErrorAnswer } from './api-types.ts'

let world: WebWorld
beforeAll(async () => {
  world = await createWebWorld()
})
afterAll(() => world.close())
const { get, resident, member } = createCaller(() => world)
const externalChat = async (id: string) =>
  (await world.db.prisma.conversation.findUniqueOrThrow({ where: { id } })).externalId

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

  it('bodies that never end hold little: none of a session that is asked for, and a share of the messages', async () => {
    const unfinished = (path: string, bytes: number, headers = {}) => {
      const body = new ReadableStream({
        start: to => to.enqueue(new Uint8Array(bytes).fill(32)),
      })
      const request = { method: 'POST', body, headers: { ...JSON_TYPE, ...headers }, duplex: 'half' }
      return Promise.resolve(world.app.request(path, request as RequestInit)).then(codeOf)
    }
    expect(await unfinished('/api/resident/session', 11_000)).toBe('too_large')
    const ann = await resident()
    const answers = [1, 2, 3, 4].map(() => unfinished(`${ann.path}/messages`, 900_000, ann.auth))
    expect(await Promise.race(answers)).toBe('too_fast')
    expect((await ann.post({ id: 'short', text: '楼道灯坏了' })).status).toBe(202)
  })

  it('a page of long messages holds few of them, and the others are a page before', async () => {
    const ann = await resident()
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) await ann.post({ id, text: '灯'.repeat(90_000) })
    const last = await ann.messages('?limit=200')
    expect(last.messages.map(({ clientId }) => clientId)).toEqual(['m4', 'm5'])
    expect(last.more).toBe(true)
    const before = await ann.messages(`?limit=200&before=${last.messages[0]?.id}`)
    expect(before.messages.map(({ clientId }) => clientId)).toEqual(['m2', 'm3'])
    const first = await ann.messages(`?limit=200&before=${before.messages[0]?.id}`)
    expect(first).toMatchObject({ messages: [{ clientId: 'm1' }], more: false })
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
    expect(texts[0]).toBe('👨‍👩‍👧 漏水\ufffd了\r\n 😀')
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
    const raw = (body: string | Uint8Array | ReadableStream, headers: Record<string, string> = JSON_TYPE) =>
      world.app.request(`${ann.path}/messages`, {
        method: 'POST',
        body,
        headers: { ...ann.auth, ...headers },
        duplex: 'half',
      } as RequestInit)
    expect((await raw('{"id":')).status).toBe(400)
    expect((await raw('{"id":"x","text":"a"}', { 'Content-Type': 'text/plain' })).status).toBe(400)
    expect(await codeOf(await raw('x'.repeat(1_000_001)))).toBe('too_large')
    const gbk = Buffer.concat([
      Buffer.from('{"id":"gbk","text":"'),
      Buffer.from('c2b7b5c6', 'hex'),
      Buffer.from('"}'),
    ])
    const refused = await raw(gbk, { ...JSON_TYPE, 'Accept-Language': 'en' })
    expect([refused.status, ((await refused.json()) as ErrorAnswer).error.message]).toEqual([
      400,
      expect.stringContaining('the body must be encoded as UTF-8'),
    ])
    expect((await ann.messages()).messages).toEqual([])
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
    const at = new Date()
    await world.db.prisma.outboundMessage.create({
      data: { id: crypto.randomUUID(), ...data, notBefore: at, createdAt: at },
    })
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
