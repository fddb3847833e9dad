/** The whole service with the demo community and a handful of exam cases, and people who call its console. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dump as stringify, load as parse } from 'js-yaml'
import { seedDemo } from '../../prisma/seed.ts'
import { type App, startApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { PROMPTS } from '../context.ts'
import { invite } from '../inbox/access-codes.ts'
import type { SessionAnswer } from '../gateway/web/api-types.ts'
import { newId } from '../lib/ids.ts'
import { type PromptFiles, readPromptFiles } from '../prompt-files/prompt-files.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { as, JSON_TYPE } from './web-caller.ts'

const EXAM = `exam: triage
cases:
  - { id: gone, texts: ["井盖不见了"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.manhole }] } }
  - { id: loose, texts: ["路上的井盖松了，车一压就响"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.manhole }] } }
  - { id: lamp, texts: ["楼道灯坏了"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.lighting }] } }
`

export interface Caller {
  token: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export interface ConsoleWorld {
  db: TestDatabase
  app: App
  /** Another process on the same database. */
  start(env: Record<string, string>): Promise<App>
  /** Of the folder: what is live at first. */
  files: PromptFiles
  addAdmin(name: string): Promise<void>
  /** Signs in with a new one-time code: a session of their own, and so a pace of their own. */
  member(name: string): Promise<Caller>
  resident(): Promise<Caller>
  caller(token: string): Caller
  close(): Promise<void>
}

export const ADMIN = '华管理员'
export const AT = '/api/console'

export const json = async <T = Record<string, unknown>>(answer: Promise<Response>) =>
  (await (await answer).json()) as T
export const statusOf = async (answer: Promise<Response>) => (await answer).status
/** Status and message of a refusal. */
export const said = async (answer: Promise<Response>) => {
  const got = await answer
  return [got.status, ((await got.json()) as { error: { message: string } }).error.message]
}

export async function createConsoleWorld(): Promise<ConsoleWorld> {
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-console-'))
  const exams = path.join(dir, 'exams')
  mkdirSync(exams)
  writeFileSync(path.join(exams, 'few.yaml'), EXAM)
  cpSync(path.join(PROMPTS, 'exams', 'protected.yaml'), path.join(exams, 'protected.yaml'))
  writeFileSync(path.join(dir, 'index.html'), '<!doctype html><title>邻里</title>')
  const db = await createTestDatabase()
  const queuePrefix = `test-${newId()}`
  const start = (env: Record<string, string> = {}) => {
    const redis = process.env.REDIS_URL && { REDIS_URL: process.env.REDIS_URL }
    const place = { DATABASE_URL: db.url, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent' }
    return startApp(readConfig({ ...place, ...redis, ...env }), {
      prepare: async ({ db: { prisma } }) => void (await seedDemo(prisma)),
      pages: dir,
      context: { queuePrefix, exams },
    })
  }
  const app = await start()

  const send = (token: string, method: string, at: string, body: unknown, headers = {}) =>
    fetch(`${app.url}${at}`, {
      method,
      headers: { ...(token && as(token)), ...(body !== undefined && JSON_TYPE), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const caller = (token: string): Caller => ({
    token,
    get: (at, headers) => send(token, 'GET', at, undefined, headers),
    send: (method, at, body, headers) => send(token, method, at, body, headers),
  })
  const signIn = async (at: string, body: unknown) =>
    caller(((await (await send('', 'POST', at, body)).json()) as SessionAnswer).token)
  const memberNamed = async (name: string) =>
    (await db.prisma.member.findFirstOrThrow({ where: { name }, select: { id: true } })).id
  return {
    db,
    app,
    start,
    files: readPromptFiles(PROMPTS),
    addAdmin: async name => {
      await db.prisma.member.create({ data: { id: newId(), name, role: 'admin' } })
    },
    member: async name =>
      signIn('/api/work/session', {
        code: await invite(db.pool, { memberId: await memberNamed(name) }, new Date()),
      }),
    resident: () => signIn('/api/resident/session', {}),
    caller,
    async close() {
      await app.stop()
      await db.close()
      rmSync(dir, { recursive: true })
    },
  }
}

/** Another version that decides the same. */
export const remarked = (files: PromptFiles, remark: string): PromptFiles => ({
  ...files,
  'triage.prompt': `${files['triage.prompt']}\n${remark}\n`,
})

interface Leaf {
  id: string
  children?: Leaf[]
  examples?: unknown
}

/** A version that takes manholes for roads and roads for manholes: two lists are mixed up. */
export function mixedUp(files: PromptFiles): PromptFiles {
  const file = parse(files['categories.yaml'] ?? '') as { categories: Leaf[] }
  const children = file.categories.find(({ id }) => id === 'facilities')?.children ?? []
  const [road, manhole] = ['road', 'manhole'].map(id => children.find(child => child.id === id))
  if (!road || !manhole) throw new Error('facilities.road and facilities.manhole are gone')
  ;[road.examples, manhole.examples] = [manhole.examples, road.examples]
  return { ...files, 'categories.yaml': stringify(file) }
}
