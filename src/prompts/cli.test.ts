/** `npm run prompts` end to end, on its own database and folder, with a handful of exam cases. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROMPTS, SHIPPED_CLASSIFIER } from '../context.ts'
import { newId } from '../lib/ids.ts'
import { mixedUp } from '../testing/console-world.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { run } from './cli.ts'
import { publishFolder } from './publish.ts'
import { liveVersion, saveVersion } from './versions.ts'

const CASES = `exam: triage
cases:
  - { id: gone, texts: ["井盖不见了"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.manhole }] } }
  - { id: loose, texts: ["路上的井盖松了，车一压就响"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.manhole }] } }
  - { id: lamp, texts: ["楼道灯坏了"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.lighting }] } }
`
let db: TestDatabase
let dir: string
let folder: string
const shipped = readPromptFiles(PROMPTS)

beforeAll(async () => {
  db = await createTestDatabase()
  dir = mkdtempSync(path.join(tmpdir(), 'linli-prompts-cli-'))
  folder = path.join(dir, 'prompts')
  cpSync(PROMPTS, folder, { recursive: true, filter: file => !file.includes(`${path.sep}exams`) })
  mkdirSync(path.join(folder, 'exams'))
  writeFileSync(path.join(folder, 'exams', 'few.yaml'), CASES)
  writeFileSync(path.join(folder, 'exams', 'protected.yaml'), 'protected: [facilities.manhole]\n')
})
afterAll(async () => {
  await db.close()
  rmSync(dir, { recursive: true })
})

async function prompts(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await run(
    [...args, '--author', '沈岚'],
    { out: text => out.push(text), err: text => err.push(text) },
    { env: { DATABASE_URL: db.url, DATA_DIR: dir }, prompts: folder, shippedClassifier: SHIPPED_CLASSIFIER },
  )
  return { code, out: out.join('\n'), err: err.join('\n') }
}
const write = (name: string, content: string) => writeFileSync(path.join(folder, name), content)
const reword = (remark: string) => write('triage.prompt', `${shipped['triage.prompt']}\n${remark}\n`)

test('before the first start: words that help', async () => {
  expect(await prompts('list')).toMatchObject({ code: 0, out: expect.stringContaining('npm start') })
  expect(await prompts('diff')).toMatchObject({ code: 1, err: expect.stringContaining('start Linli once') })
  expect(await prompts()).toMatchObject({ code: 0, out: expect.stringContaining('用法 / usage') })
  const at = new Date()
  const id = await saveVersion(db.pool, readPromptFiles(folder), { author: 'linli', note: '', at })
  await publishFolder(db.pool, id, { author: 'linli', note: '', at })
})

test('a change is seen, examined, published and taken back', async () => {
  const before = await liveVersion(db.pool)
  reword('说短一点。')
  expect((await prompts('diff')).out).toMatch(
    /^[0-9a-f]{12} → [0-9a-f]{12}\n--- a\/triage\.prompt\n[\s\S]*\+说短一点。/,
  )
  const exam = await prompts('exam', '-m', '短')
  expect(exam).toMatchObject({ code: 0, out: expect.stringContaining('通过 / passed') })
  expect(exam.out).toMatch(/against the baseline: 3 -> 3 of 3/)
  const published = await prompts('publish', '-m', '短')
  expect(published).toMatchObject({ code: 0, out: expect.stringContaining('已上线 / is live') })
  expect(published.out).not.toContain('against the baseline')
  expect(await liveVersion(db.pool)).not.toBe(before)
  expect(await prompts('publish')).toMatchObject({ code: 1, err: expect.stringContaining('live already') })
  expect((await prompts('list')).out).toMatch(/● 上线 live, prompts\/ +.*沈岚 +local passed +短/)
  expect((await prompts('rollback')).out).toMatch(/rolled back: [0-9a-f]{12} → [0-9a-f]{12}/)
  expect(await liveVersion(db.pool)).toBe(before)
  expect((await prompts('log')).out).toMatch(/沈岚 +prompt\.rollback/)
}, 30_000)

test('what makes a protected category worse is not published, and says which', async () => {
  const before = await liveVersion(db.pool)
  write('categories.yaml', mixedUp(shipped)['categories.yaml'] ?? '')
  const refused = await prompts('publish')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('not published') })
  expect(refused.out).toMatch(/受保护的类别变差了：facilities\.manhole/)
  expect(refused.out).toMatch(/- gone .*\n.*facilities\.manhole.* -> .*facilities\.road/)
  expect(await liveVersion(db.pool)).toBe(before)
  write('categories.yaml', shipped['categories.yaml'] ?? '')
}, 60_000)

test('a reply with a variable that does not exist is refused by diff, exam, publish, shadow and rollback', async () => {
  const before = await liveVersion(db.pool)
  const file = 'replies/zh-CN.yaml'
  const misspelt = (shipped[file] ?? '').replace('{{ number }}', '{{ nme }}')
  write(file, misspelt)
  // An older program may have stored such a version and made it live.
  const kept = await saveVersion(
    db.pool,
    { ...shipped, [file]: misspelt },
    { author: 'x', note: '', at: new Date() },
  )
  for (const args of [
    ['diff'],
    ['diff', '--json'],
    ['exam'],
    ['publish'],
    ['shadow', 'start', 'folder'],
    ['exam', kept],
    ['publish', kept],
    ['shadow', 'start', kept],
  ])
    expect([args, await prompts(...args)]).toEqual([
      args,
      expect.objectContaining({
        code: 2,
        err: expect.stringMatching(/zh-CN\.yaml:\d+: .*no such value: nme/),
      }),
    ])
  await db.pool.query(
    `INSERT INTO prompt_publication (id, version_id, kind, author, note, at) SELECT $1, $2, 'publish', 'x', '', min(at) - interval '1 day' FROM prompt_publication`,
    [newId(), kept],
  )
  expect(await prompts('rollback', kept)).toMatchObject({ code: 2, err: expect.stringContaining('nme') })
  expect(await liveVersion(db.pool)).toBe(before)
  write(file, shipped[file] ?? '')
}, 60_000)

test('an exported version is what it was; what lay there is kept, and what is not in it goes', async () => {
  const to = path.join(dir, 'elsewhere')
  expect((await prompts('export', 'live', '--to', to)).code).toBe(0)
  expect(readPromptFiles(to)).toEqual(shipped)
  writeFileSync(path.join(to, 'triage.prompt'), 'mine')
  mkdirSync(path.join(to, 'guides', 'zh-CN'), { recursive: true })
  writeFileSync(path.join(to, 'guides', 'zh-CN', 'mine.md'), 'mine')
  const again = await prompts('export', 'live', '--to', to)
  expect(again.out).toMatch(/removed: guides\/zh-CN\/mine\.md\n.*kept as the draft [0-9a-f]{12}/)
  expect(readPromptFiles(to)).toEqual(shipped)
  const draft = /draft ([0-9a-f]{12})/.exec(again.out)?.[1] ?? ''
  expect((await prompts('diff', 'live', draft)).out).toContain('+mine')
  expect(readFileSync(path.join(to, 'triage.prompt'), 'utf8')).toBe(shipped['triage.prompt'])
})

test('a shadow', async () => {
  reword('影子试试。')
  expect((await prompts('shadow')).out).toContain('no shadow')
  expect((await prompts('shadow', 'start', 'folder', '--share', '0.3')).code).toBe(0)
  expect((await prompts('shadow')).out).toMatch(/在跑 running; .*30%/)
  expect(await prompts('shadow', 'start', 'folder', '--share', '3')).toMatchObject({ code: 1 })
  expect((await prompts('shadow', 'stop')).out).toContain('已停 ended')
})

test('labels: confirmed ones are part of the folder from then on', async () => {
  const id = newId()
  await db.pool.query(
    `INSERT INTO label (id, language, text, was, confidence, category, proposed_by, proposed_at)
     VALUES ($1, 'zh-CN', '井盖松了', 'facilities.road', 0.6, 'facilities.manhole', 'grid_worker', now())`,
    [id],
  )
  const short = id.slice(-6)
  expect((await prompts('labels')).out).toMatch(
    new RegExp(`${short} .*facilities\\.road \\(0\\.60\\) → facilities\\.manhole\n +井盖松了`),
  )
  expect(await prompts('labels', 'confirm', short, '--category', 'no.such')).toMatchObject({ code: 1 })
  expect((await prompts('labels', 'confirm', short)).out).toContain('with the next version')
  expect(JSON.parse((await prompts('diff', '--json')).out)).toMatchObject({
    changes: [{ name: 'labels.json', kind: 'added' }, { name: 'triage.prompt' }],
  })
  expect((await prompts('exam')).out).toMatch(/4 cases/)
  expect((await prompts('labels', 'undo', short)).code).toBe(0)
  expect((await prompts('labels', 'drop', short)).code).toBe(0)
  expect((await prompts('labels', 'dropped')).out).toContain('dropped 沈岚')
}, 30_000)

test.each([
  [['nonsense'], 2, /nonsense\?/],
  [['export', 'live'], 2, /--to/],
  [['diff', '000000000000'], 1, /no such version/],
  [['shadow', 'pause'], 2, /shadow start/],
  [['labels', 'confirm'], 2, /labels drop/],
  [['list', '--nonsense'], 2, /nonsense/],
])('%j', async (args, code, message) => {
  expect(await prompts(...args)).toMatchObject({ code, err: expect.stringMatching(message) })
})

test.each(['000000000000', 'ab', ''])('%j is no version, and nothing is done', async name => {
  const before = await liveVersion(db.pool)
  const to = path.join(dir, 'none')
  for (const args of [
    ['diff', name],
    ['diff', 'live', name],
    ['exam', name],
    ['publish', name],
    ['rollback', name],
    ['export', name, '--to', to],
    ['shadow', 'start', name],
  ])
    expect([args, await prompts(...args)]).toEqual([
      args,
      {
        code: 1,
        out: '',
        err: expect.stringMatching(
          /^\S.*: 没有这个版本 \/ there is no such version\n.* npm run prompts -- list$/,
        ),
      },
    ])
  expect(await liveVersion(db.pool)).toBe(before)
  expect(existsSync(to)).toBe(false)
})

test('a folder that cannot be read is named', async () => {
  const [file, loop] = [path.join(dir, 'file'), path.join(dir, 'loop')]
  writeFileSync(file, '')
  symlinkSync(loop, loop)
  for (const wrong of [path.join(dir, 'none'), file, loop, path.join(file, 'x')])
    for (const command of ['diff', 'exam', 'list'])
      expect(await prompts(command, '--folder', wrong)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`${wrong}: 读不了 / cannot be read`),
      })
})

test('a line without an end is cut for people, and whole for programs', async () => {
  const other = path.join(dir, 'long')
  cpSync(folder, other, { recursive: true })
  const long = 'x'.repeat(1_000_000)
  writeFileSync(path.join(other, 'guides', 'en', 'long.md'), long)
  const { out } = await prompts('diff', '--folder', other)
  expect(out).toContain(`\n+${'x'.repeat(1_998)}…（共 1000001 字`)
  expect(out.length).toBeLessThan(100_000)
  expect((await prompts('diff', '--folder', other, '--json')).out).toContain(long)
})

test('files with mistakes: all of them, where they are, and nothing is kept', async () => {
  const versions = async () =>
    (JSON.parse((await prompts('list', '--json')).out) as { versions: [] }).versions.length
  const before = await versions()
  write('categories.yaml', (shipped['categories.yaml'] ?? '').replace('handler: property', 'handler: nobody'))
  write('guides/en/id-card.md', 'no front matter')
  expect(await prompts('exam')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^categories\.yaml:\d+: .*handler/),
  })
  write('categories.yaml', shipped['categories.yaml'] ?? '')
  expect(await prompts('exam')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^guides\/en\/id-card\.md:1: /),
  })
  write('guides/en/id-card.md', shipped['guides/en/id-card.md'] ?? '')
  expect(await versions()).toBe(before)
})
