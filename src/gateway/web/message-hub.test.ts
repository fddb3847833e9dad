/** The stream over real HTTP: what is sent arrives, also after PostgreSQL has cut the LISTEN connection. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type HttpServer, startHttp } from '../../http/server.ts'
import { createWebWorld, type WebWorld } from '../../testing/web-world.ts'
import type { ApiMessage, SessionAnswer } from './api-types.ts'

let world: WebWorld
let server: HttpServer
const open: AbortController[] = []
beforeAll(async () => {
  world = await createWebWorld({ heartbeatMs: 50 })
  const part = { path: '/', app: world.channel.app, endStreams: world.channel.endStreams }
  server = await startHttp({ host: '127.0.0.1', port: 0, parts: [part], ready: () => true })
})
afterEach(() => {
  for (const stream of open.splice(0)) stream.abort()
})
afterAll(async () => {
  await server.stop()
  await world.close()
})

async function signIn(code?: string, { url } = server) {
  const prefix = `${url}/api/${code ? 'work' : 'resident'}`
  const answer = await fetch(`${prefix}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const { token, chats } = (await answer.json()) as SessionAnswer
  const path = `${prefix}/chats/${chats[0]?.id}`
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const { externalId } = await world.db.prisma.conversation.findUniqueOrThrow({
    where: { id: chats[0]?.id ?? '' },
  })
  const post = (body: object) =>
    fetch(`${path}/messages`, { method: 'POST', headers, body: JSON.stringify(body) })
  const head = () => fetch(`${path}/stream`, { method: 'HEAD', headers })
  return { externalId, post, head, stream: () => readStream(`${path}/stream`, headers) }
}

interface Heard {
  ready: number
  messages: ApiMessage[]
  comments: number
  ended: boolean
}

async function readStream(url: string, headers: Record<string, string>): Promise<Heard> {
  const controller = new AbortController()
  open.push(controller)
  const answer = await fetch(url, { headers, signal: controller.signal })
  expect(answer.headers.get('Content-Type')).toContain('text/event-stream')
  const heard: Heard = { ready: 0, messages: [], comments: 0, ended: false }
  const read = async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(heard, block)
    }
  }
  read()
    .catch(() => {})
    .finally(() => {
      heard.ended = true
    })
  await vi.waitFor(() => expect(heard.ready).toBe(1))
  return heard
}

function take(heard: Heard, block: string) {
  if (block.startsWith(':')) heard.comments++
  const data = /^data: (.*)$/m.exec(block)?.[1]
  if (block.includes('event: ready')) heard.ready++
  if (block.includes('event: message') && data) heard.messages.push(JSON.parse(data) as ApiMessage)
}

it('brings what Linli sends, and an edit under the same id', async () => {
  const ann = await signIn()
  const heard = await ann.stream()
  const id = await world.say(ann.externalId, { text: '收到' })
  await world.say(ann.externalId, { text: '已接单' }, id)
  await vi.waitFor(() => expect(heard.messages).toHaveLength(2))
  expect(heard.messages).toMatchObject([
    { id, from: 'linli', text: '收到' },
    { id, from: 'linli', text: '已接单', edited: expect.any(String) },
  ])
  await vi.waitFor(() => expect(heard.comments).toBeGreaterThan(0))
})

it('brings what people say to everybody in the group, and to nobody else', async () => {
  const wang = await signIn(await world.invite(world.members.wang))
  const li = await signIn(await world.invite(world.members.li))
  const ann = await signIn()
  const [seenByWang, seenByLi, seenByAnn] = [await wang.stream(), await li.stream(), await ann.stream()]
  await wang.post({ id: 'w1', text: '灯泡换好了' })
  await vi.waitFor(() => expect([seenByWang.messages.length, seenByLi.messages.length]).toEqual([1, 1]))
  expect(seenByWang.messages[0]).toMatchObject({ from: 'me', clientId: 'w1', text: '灯泡换好了' })
  expect(seenByLi.messages[0]).toMatchObject({ from: 'other', name: '王师傅' })
  expect(seenByLi.messages[0]).not.toHaveProperty('clientId')
  expect(seenByAnn.messages).toEqual([])
})

it('brings a message that is far longer than a NOTIFY', async () => {
  const ann = await signIn()
  const heard = await ann.stream()
  const text = '楼道灯😀'.repeat(20_000)
  await Promise.all([world.say(ann.externalId, { text }), world.say(ann.externalId, { text: 'short' })])
  await vi.waitFor(() => expect(heard.messages).toHaveLength(2))
  expect(heard.messages.find(message => message.text !== 'short')?.text).toBe(text)
})

it('keeps up with a hundred at once', async () => {
  const ann = await signIn()
  const heard = await ann.stream()
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => world.say(ann.externalId, { text: String(index) })),
  )
  await vi.waitFor(() => expect(heard.messages).toHaveLength(100))
})

it('listens again after its connection was cut, and tells everybody to fetch', async () => {
  const ann = await signIn()
  const heard = await ann.stream()
  const { rowCount } = await world.db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query = 'LISTEN linli_web'`,
  )
  expect(rowCount).toBe(1)
  await vi.waitFor(() => expect(heard.ready).toBe(2), { timeout: 5_000 })
  await world.say(ann.externalId, { text: '还在' })
  await vi.waitFor(() => expect(heard.messages).toMatchObject([{ text: '还在' }]))
})

it('stops at once although people are listening', async () => {
  const second = await startHttp({
    host: '127.0.0.1',
    port: 0,
    parts: [{ path: '/', app: world.channel.app, endStreams: world.channel.endStreams }],
    ready: () => true,
  })
  const ann = await signIn(undefined, second)
  const heard = await ann.stream()
  const began = Date.now()
  await second.stop()
  expect(Date.now() - began).toBeLessThan(1_000)
  await vi.waitFor(() => expect(heard.ended).toBe(true))
})

it('bounds the streams of a session: the oldest gives way, another session keeps its own', async () => {
  const [greedy, other] = [await signIn(), await signIn()]
  const kept = await other.stream()
  const streams: Heard[] = []
  for (let n = 0; n < 22; n++) streams.push(await greedy.stream())
  await vi.waitFor(() => expect(streams.slice(0, 2).map(({ ended }) => ended)).toEqual([true, true]))
  expect(streams.slice(2).filter(({ ended }) => ended)).toEqual([])
  expect(kept.ended).toBe(false)
})

it('opens no stream for a HEAD, which could not notice that its reader left', async () => {
  const greedy = await signIn()
  const kept = await greedy.stream()
  for (let n = 0; n < 22; n++) expect((await greedy.head()).status).toBe(200)
  expect(kept.ended).toBe(false)
})
