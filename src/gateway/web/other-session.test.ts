/** A second session on every route of the pages: what belongs to the first is not there. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { jpeg } from '../../attachments/testing/files.ts'
import { newId } from '../../lib/ids.ts'
import { createCaller } from '../../testing/web-caller.ts'
import { createWebWorld, type WebWorld } from '../../testing/web-world.ts'

let world: WebWorld
beforeAll(async () => {
  world = await createWebWorld()
})
afterAll(() => world.close())
const { resident, member } = createCaller(() => world)

const SECRET = '我家402没人，钥匙在门垫下'

/** Every route that names a chat, with what it is called with; a new one has to be written here. */
const ROUTES: Readonly<
  Record<string, (file: string) => { method: string; path: string; body?: string | Buffer }>
> = {
  'POST /chats/:chat/attachments': () => ({ method: 'POST', path: 'attachments?name=a.jpg', body: 'x' }),
  'GET /chats/:chat/attachments/:id': file => ({ method: 'GET', path: `attachments/${file}` }),
  'POST /chats/:chat/messages': () => ({
    method: 'POST',
    path: 'messages',
    body: JSON.stringify({ text: '我是他' }),
  }),
  'GET /chats/:chat/messages': () => ({ method: 'GET', path: 'messages' }),
  'GET /chats/:chat/cards': () => ({ method: 'GET', path: 'cards' }),
  'GET /chats/:chat/stream': () => ({ method: 'GET', path: 'stream' }),
}

it('is asked about every route that names a chat', () => {
  const named = world.channel.app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.includes(':chat'))
    .map(({ method, path }) => `${method} ${path.replace(/^\/api\/(resident|work)/, '')}`)
  expect([...new Set(named)].sort()).toEqual(Object.keys(ROUTES).sort())
})

it('another session gets the same answer for a chat of others as for none, and nothing is written there', async () => {
  const [first, second, wang] = [await resident(), await resident(), await member(world.members.wang)]
  await first.post({ id: newId(), text: SECRET })
  const sent = await world.app.request(`${first.path}/attachments?name=a.jpg`, {
    method: 'POST',
    body: Buffer.from(await jpeg()),
    headers: { ...first.auth, 'Content-Type': 'application/octet-stream' },
  })
  const { id: file } = (await sent.json()) as { id: string }
  const grid5 = world.groups.grid5
  const rows = async () => ({
    heard: await world.db.prisma.inboundMessage.count(),
    files: await world.db.prisma.attachment.count(),
    sessions: await world.db.prisma.webSession.count(),
  })
  const before = await rows()
  const strangers = [
    ['resident', second.auth, first.chat],
    ['resident', second.auth, grid5],
    ['resident', wang.auth, first.chat],
    ['work', wang.auth, first.chat],
    ['work', wang.auth, grid5],
    ['work', second.auth, wang.chat],
    ['work', {}, wang.chat],
    ['resident', {}, first.chat],
  ] as const
  for (const [page, auth, theirs] of strangers)
    for (const [route, call] of Object.entries(ROUTES)) {
      const { method, path, body } = call(file)
      const ask = async (chat: string) => {
        const answer = await world.app.request(`/api/${page}/chats/${chat}/${path}`, {
          method,
          headers: {
            ...auth,
            'Content-Type': body === 'x' ? 'application/octet-stream' : 'application/json',
          },
          ...(body !== undefined && { body }),
        })
        return { status: answer.status, text: await answer.text() }
      }
      const [of, none] = [await ask(theirs), await ask(newId())]
      expect([page, route, of]).toEqual([page, route, none])
      expect([page, route, of.status >= 400]).toEqual([page, route, true])
      expect(of.text).not.toContain('402')
    }
  expect(await rows()).toEqual(before)
  // In a chat of one's own, with what is another's.
  const own = await world.app.request(`${second.path}/attachments/${file}`, { headers: second.auth })
  expect(own.status).toBe(404)
  const said = await second.post({ id: newId(), attachment: file })
  expect([said.status >= 400, await rows()]).toEqual([true, before])
})
