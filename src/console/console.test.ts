/** The console over HTTP: the whole service as it is started, on a real database, with a few exam cases. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../lib/ids.ts'
import {
  ADMIN,
  AT,
  type Caller,
  type ConsoleWorld,
  createConsoleWorld,
  json,
  mixedUp,
  remarked,
  said,
  statusOf,
} from '../testing/console-world.ts'
import { codeOf } from '../testing/web-caller.ts'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'

// A draft is read in a thread, which from source has to load TypeScript first.
vi.setConfig({ testTimeout: 60_000 })

let world: ConsoleWorld
beforeAll(async () => {
  world = await createConsoleWorld()
}, 60_000)
afterAll(() => world.close())

const admin = (name = ADMIN) => world.member(name)
const live = async (who: Caller) => (await json<{ live: string }>(who.get(`${AT}/prompts`))).live

async function draft(who: Caller, files: PromptFiles, note = ''): Promise<string> {
  const answer = await who.send('POST', `${AT}/prompts`, { files, note })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

interface Exam {
  id: string
  state: string
  done: number
  total: number
  result: { objections: { en: string }[] } | null
}

/** Sits its exam, as a job. */
async function examined(who: Caller, version: string): Promise<Exam> {
  const answer = await who.send('POST', `${AT}/prompts/${version}/exam`)
  expect(answer.status).toBe(202)
  const { exams } = (await answer.json()) as { exams: string[] }
  return vi.waitFor(
    async () => {
      const exam = await json<Exam>(who.get(`${AT}/exams/${exams[0]}`))
      expect(exam.state).toMatch(/passed|refused|failed/)
      return exam
    },
    { timeout: 20_000, interval: 100 },
  )
}

describe('a version', () => {
  it('is drafted, examined, published, worked with, and taken back', async () => {
    const who = await admin()
    const first = await live(who)
    const id = await draft(who, remarked(world.files, 'Be brief.'), '更短')
    expect(await json(who.get(`${AT}/prompts/${id.slice(0, 4)}/diff?from=live`))).toMatchObject({
      from: first,
      to: id,
      changes: [{ name: 'triage.prompt', kind: 'changed', patch: expect.stringContaining('+Be brief.') }],
    })
    expect(await said(who.send('POST', `${AT}/prompts/${id}/publish`, { note: '早了' }))).toEqual([
      409,
      expect.stringContaining('local'),
    ])

    const exam = await examined(who, id)
    expect(exam).toMatchObject({ state: 'passed', done: 3, total: 3, result: { objections: [] } })
    expect(await statusOf(who.send('POST', `${AT}/prompts/${id}/publish`, { note: '更短' }))).toBe(200)
    // No notification is sent: the process polls, and five seconds are promised.
    const now = () => expect(world.app.context.prompts.current().version).toBe(id)
    await vi.waitFor(now, { timeout: 5000, interval: 50 })
    expect(await json(who.get(`${AT}/prompts`))).toMatchObject({ live: id, folder: first })
    expect(await json(who.get(`${AT}/prompts/live`))).toMatchObject({
      id,
      live: true,
      author: ADMIN,
      note: '更短',
      exams: [{ id: exam.id, decider: 'local', state: 'passed' }],
      files: remarked(world.files, 'Be brief.'),
    })

    expect(await json(who.send('POST', `${AT}/prompts/rollback`, { note: '退' }))).toEqual({ live: first })
    await world.app.context.prompts.refresh()
    expect(world.app.context.prompts.current().version).toBe(first)
    expect(await json(who.send('POST', `${AT}/prompts/rollback`, { to: id }))).toEqual({ live: id })
    await who.send('POST', `${AT}/prompts/rollback`)
    expect(await live(who)).toBe(first)
  })

  it('that takes manholes for roads is refused, with the reason', async () => {
    const who = await admin()
    const id = await draft(who, mixedUp(world.files))
    const exam = await examined(who, id)
    expect(exam.state).toBe('refused')
    expect(exam.result?.objections.map(({ en }) => en)).toEqual([
      expect.stringContaining('a protected category dropped: facilities.manhole, F1 1.000'),
    ])
    const before = await live(who)
    expect(await said(who.send('POST', `${AT}/prompts/${id}/publish`, {}))).toEqual([
      409,
      expect.stringContaining('has not passed its exam against the live version'),
    ])
    expect(await live(who)).toBe(before)
    const report = await who.get(`${AT}/exams/${exam.id}/report`)
    const page = await report.text()
    expect(page).toContain('受保护的类别变差了：facilities.manhole')
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(report.headers.get('Content-Security-Policy')).toMatch(
      `default-src 'none'; style-src 'sha256-${hash}'; `,
    )
    expect(page).not.toMatch(/ style=| src=|<script|<link/)
  }, 60_000)

  it('of two that are published at once one waits for another exam', async () => {
    await world.addAdmin('另一位管理员')
    const [one, other] = [await admin(), await admin('另一位管理员')]
    const [a, b] = [
      await draft(one, remarked(world.files, 'A.')),
      await draft(other, remarked(world.files, 'B.')),
    ]
    for (const id of [a, b]) expect((await examined(one, id)).state).toBe('passed')
    const answers = await Promise.all([
      one.send('POST', `${AT}/prompts/${a}/publish`, {}),
      other.send('POST', `${AT}/prompts/${b}/publish`, {}),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const won = answers[0]?.ok ? a : b
    expect(await live(one)).toBe(won)
    const { entries } = await json<{
      entries: { id: string; actor: string; action: string; subject: string }[]
    }>(one.get(`${AT}/audit`))
    expect(entries[0]).toMatchObject({
      action: 'prompt.publish',
      subject: won,
      actor: won === a ? ADMIN : '另一位管理员',
    })
    const { entries: earlier } = await json<{ entries: unknown[] }>(
      one.get(`${AT}/audit?before=${entries[0]?.id}`),
    )
    expect(earlier[0]).toEqual(entries[1])
    await one.send('POST', `${AT}/prompts/rollback`)
  })

  it('that cannot be read is not kept, and every mistake is named', async () => {
    const who = await admin()
    const before = await world.db.prisma.promptVersion.count()
    const files = {
      ...world.files,
      '../../x.prompt': 'x',
      'categories.yaml': 'categories: 1',
      'triage.prompt': '---\nmodel: 1\n---\n{{role "system"}} x',
      'replies/zh-CN.yaml':
        world.files['replies/zh-CN.yaml']?.replace('  thanks:', '  thanks: "{{ nobody }}" #') ?? '',
      'replies/en.yaml': 'replies: {}\nlabels: []',
      'guides/rubbish/fees.md': 'ok\n\u0000',
    }
    const answer = await who.send('POST', `${AT}/prompts`, { files }, { 'Accept-Language': 'en' })
    expect(answer.status).toBe(422)
    const { error } = (await answer.json()) as {
      error: { code: string; message: string; mistakes: string[] }
    }
    expect(error).toMatchObject({ code: 'unreadable', message: 'The files have mistakes' })
    for (const mistake of [
      /^\.\.\/\.\.\/x\.prompt: /,
      /^categories\.yaml:1: categories: /,
      /^triage\.prompt:2: model/,
      /^replies\/zh-CN\.yaml:\d+: replies\.thanks: .*no such value: nobody$/,
      /^replies\/en\.yaml:2: labels/,
      /^guides\/rubbish\/fees\.md:2: /,
    ])
      expect(error.mistakes).toContainEqual(expect.stringMatching(mistake))
    const nothing = await json<{ error: { mistakes: string[] } }>(
      who.send('POST', `${AT}/prompts`, { files: {} }),
    )
    expect(nothing.error.mistakes).toEqual([
      'categories.yaml: is missing',
      'triage.prompt: is missing',
      'replies/zh-CN.yaml: is missing',
      'replies/en.yaml: is missing',
    ])
    expect(await world.db.prisma.promptVersion.count()).toBe(before)
  })

  it('is of a size that can be read', async () => {
    const who = await admin()
    const size = (megabytes: number) => ({ files: { 'triage.prompt': 'x'.repeat(megabytes * 1_000_000) } })
    for (const megabytes of [4.1, 9])
      expect(await codeOf(await who.send('POST', `${AT}/prompts`, size(megabytes)))).toBe('too_large')
    const long = await json<{ error: { mistakes: string[] } }>(who.send('POST', `${AT}/prompts`, size(1)))
    expect(long.error.mistakes).toEqual([expect.stringMatching(/^triage\.prompt: .*500000/)])
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`guides/a/${i}.md`, '']))
    for (const body of [
      { files: many },
      { files: ['x'] },
      { files: { 'triage.prompt': 1 } },
      {},
      { files: {}, note: 1 },
    ])
      expect(await codeOf(await who.send('POST', `${AT}/prompts`, body))).toBe('bad_request')
  })

  it('that nobody made is not there', async () => {
    const who = await admin()
    const forged = ['000000000000', 'ab', 'zzz', '..%2f..%2fetc', "'%20OR%201=1", '%00', '%F0%9F', newId()]
    for (const id of forged) {
      for (const path of [`prompts/${id}`, `prompts/${id}/diff`, `exams/${id}`, `exams/${id}/report`])
        expect([path, await statusOf(who.get(`${AT}/${path}`))]).toEqual([path, 404])
    }
    for (const path of ['exam', 'publish'])
      expect(await statusOf(who.send('POST', `${AT}/prompts/000000000000/${path}`, {}))).toBe(404)
    expect(await statusOf(who.send('POST', `${AT}/prompts/rollback`, { to: '000000000000' }))).toBe(404)
    for (const path of ['prompts/live/diff?from=..', "audit?before='"])
      expect(await statusOf(who.get(`${AT}/${path}`))).toBe(400)
    expect(await statusOf(who.get(`${AT}/none`))).toBe(404)
  })
})

it('a shadow starts and stops', async () => {
  const who = await admin()
  const id = await draft(who, remarked(world.files, 'Shadow.'))
  const start = (body: object) => who.send('POST', `${AT}/shadow`, body)
  for (const share of [0, 1.1, '0.1']) expect(await statusOf(start({ version: id, share }))).toBe(400)
  expect(await statusOf(start({ version: 'live', share: 0.1 }))).toBe(409)
  expect(await statusOf(start({ version: id, share: 0.5 }))).toBe(201)
  expect(await json(who.get(`${AT}/shadow`))).toMatchObject({
    shadow: { versionId: id, share: 0.5, author: ADMIN, endedAt: null, asked: 0 },
  })
  await world.app.context.prompts.refresh()
  expect(world.app.context.prompts.shadow()?.set.version).toBe(id)
  expect(await json(who.get(`${AT}/shadow/disagreements`))).toMatchObject({ disagreements: [] })
  expect(await statusOf(who.send('DELETE', `${AT}/shadow`))).toBe(204)
  expect(await json(who.get(`${AT}/shadow`))).toMatchObject({ shadow: { endedAt: expect.any(String) } })
  expect(await said(who.send('DELETE', `${AT}/shadow`))).toEqual([409, expect.stringContaining('no shadow')])
})

it('of shadows that are started at once one runs', async () => {
  const who = await admin()
  const id = await draft(who, remarked(world.files, 'At once.'))
  const start = () => statusOf(who.send('POST', `${AT}/shadow`, { version: id, share: 0.5 }))
  expect(await Promise.all([1, 2, 3, 4].map(start))).toEqual([201, 201, 201, 201])
  expect(await world.db.prisma.shadow.count({ where: { endedAt: null } })).toBe(1)
  await who.send('DELETE', `${AT}/shadow`)
})

it('keeps what can be kept of strange words', async () => {
  const who = await admin()
  const id = await draft(who, remarked(world.files, 'Strange.'), 'a\u0000b\ud800c')
  expect(await json(who.get(`${AT}/prompts/${id}`))).toMatchObject({ note: 'ab\ufffdc' })
  const judged = { state: 'confirmed', text: '\u0000', category: '\u0000', note: '\u0000' }
  expect(await statusOf(who.send('POST', `${AT}/labels/${newId()}`, judged))).toBe(409)
  expect(await statusOf(who.send('POST', `${AT}/prompts/rollback`, { to: 'live', note: '\u0000' }))).toBe(409)
})

it('a label is confirmed once, dropped by nobody else, and works with the next draft', async () => {
  const who = await admin()
  const id = newId()
  await world.db.prisma.label.create({
    data: {
      id,
      language: 'zh_CN',
      text: '楼道灯坏了',
      was: 'facilities.road',
      confidence: 0.6,
      category: 'facilities.lighting',
      proposedBy: 'grid_worker',
      proposedAt: new Date(),
    },
  })
  const labels = async (state: string) =>
    (await json<{ labels: { id: string }[] }>(who.get(`${AT}/labels?state=${state}`))).labels.map(
      one => one.id,
    )
  const judge = (body: object) => who.send('POST', `${AT}/labels/${id}`, body)
  expect(await labels('proposed')).toEqual([id])
  expect(await statusOf(judge({ state: 'confirmed', category: 'no.such' }))).toBe(409)
  expect(await statusOf(judge({ state: 'maybe' }))).toBe(400)
  expect(await statusOf(who.get(`${AT}/labels?state=maybe`))).toBe(400)
  expect(await json(judge({ state: 'confirmed' }))).toMatchObject({
    label: { state: 'confirmed', judgedBy: ADMIN },
  })
  expect(await statusOf(judge({ state: 'dropped' }))).toBe(409)
  expect([await labels('proposed'), await labels('confirmed')]).toEqual([[], [id]])

  const taught = await draft(who, world.files)
  expect(await json(who.get(`${AT}/prompts/${taught}/diff`))).toMatchObject({
    changes: [{ name: 'labels.json', kind: 'added' }],
  })
  await judge({ state: 'proposed' })
  await world.db.prisma.label.delete({ where: { id } })
})

it('stands in a process of its own, and its exams are held where the processors are', async () => {
  const { token } = await admin()
  const alone = await world.start({ ROLES: 'console' })
  try {
    const call = (method: string, path: string) =>
      fetch(alone.url + path, { method, headers: { Authorization: `Bearer ${token}` } })
    expect((await call('GET', '/readyz')).status).toBe(200)
    expect((await call('POST', '/api/work/session')).status).toBe(404)
    expect((await call('GET', '/')).status).toBe(404)
    const { exams } = await json<{ exams: string[] }>(call('POST', `${AT}/prompts/live/exam`))
    await vi.waitFor(
      async () =>
        expect(await json(call('GET', `${AT}/exams/${exams[0]}`))).toMatchObject({ state: 'passed' }),
      { timeout: 20_000, interval: 100 },
    )
  } finally {
    await alone.stop()
  }
})
