/** Who gets in at the console, from where, and how fast. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PROMPTS } from '../context.ts'
import { UNLIMITED } from '../http/limits.ts'
import { ADMIN, AT, type ConsoleWorld, createConsoleWorld, said, statusOf } from '../testing/console-world.ts'
import { codeOf } from '../testing/web-caller.ts'
import { type ConsoleOptions, createConsole } from './console.ts'

let world: ConsoleWorld
beforeAll(async () => {
  world = await createConsoleWorld()
}, 60_000)
afterAll(() => world.close())

const admin = (name = ADMIN) => world.member(name)

/** The console beside the service, for what its routes are and how fast they may be called. */
const beside = (limits?: ConsoleOptions['limits']) =>
  createConsole({
    exam: world.app.context.exam,
    folder: PROMPTS,
    queueExam: async () => {},
    log: world.app.context.log,
    ...(limits && { limits }),
  })

it('asks on every route', async () => {
  const routes = beside()
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => [method, path.replace(':id', 'live')] as const)
  expect(routes.length).toBeGreaterThan(12)
  const [nobody, resident, worker] = [world.caller(''), await world.resident(), await world.member('王师傅')]
  for (const [method, path] of routes) {
    expect([path, await statusOf(nobody.send(method, path))]).toEqual([path, 401])
    expect([path, await statusOf(resident.send(method, path))]).toEqual([path, 401])
    expect([path, await statusOf(worker.send(method, path))]).toEqual([path, 403])
  }
  expect(await said(worker.get(`${AT}/prompts`, { 'Accept-Language': 'en' }))).toEqual([
    403,
    'The console is for administrators only',
  ])
})

it('lets an administrator in, until they have left or have another task', async () => {
  await world.addAdmin('临时管理员')
  const temporary = await admin('临时管理员')
  const answer = await temporary.get(`${AT}/prompts`)
  expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  const change = (data: object) => world.db.prisma.member.updateMany({ where: { name: '临时管理员' }, data })
  await change({ role: 'supervisor' })
  expect(await statusOf(temporary.get(`${AT}/prompts`))).toBe(403)
  await change({ role: 'admin', active: false })
  expect(await statusOf(temporary.get(`${AT}/prompts`))).toBe(401)
})

it('takes the cookie only from our own pages', async () => {
  const { token } = await admin()
  const Cookie = `linli_work=${token}`
  const nobody = world.caller('')
  expect(await statusOf(nobody.get(`${AT}/audit`, { Cookie }))).toBe(200)
  const stop = (headers: Record<string, string>) =>
    nobody.send('DELETE', `${AT}/shadow`, undefined, { Cookie, ...headers })
  expect(await codeOf(await stop({ 'Sec-Fetch-Site': 'cross-site' }))).toBe('foreign_page')
  expect(await codeOf(await stop({ Origin: 'https://evil.example' }))).toBe('foreign_page')
  expect(await codeOf(await stop({ 'Sec-Fetch-Site': 'same-origin' }))).toBe('refused')
})

it('goes no faster than a person acts', async () => {
  const { token } = await admin()
  const app = beside({ reads: UNLIMITED, acts: { burst: 2, perSecond: 0.5 } })
  const act = async () => {
    const headers = { Authorization: `Bearer ${token}` }
    return await app.request(`${AT}/shadow`, { method: 'DELETE', headers })
  }
  const answers = [await act(), await act(), await act()]
  expect(answers.map(({ status }) => status)).toEqual([409, 409, 429])
  expect(answers[2]?.headers.get('Retry-After')).toBe('2')
})
