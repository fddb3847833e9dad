import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { PromptFileError, type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { auditEntries } from './audit.ts'
import { type LivePrompts, livePrompts } from './live.ts'
import type { PromptSet } from './prompt-set.ts'
import { publishFolder, rollBack } from './publish.ts'
import { startShadow, stopShadow } from './shadow.ts'
import { listedVersion, liveVersion, saveVersion } from './versions.ts'

let db: TestDatabase
let loads: string[]
let unreadable: string[]
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  await db.pool.query('TRUNCATE prompt_version, audit_entry CASCADE')
  loads = []
  unreadable = []
})

let tick = 0
const signed = () => ({ author: 'x', note: '', at: new Date(Date.UTC(2026, 10, 20) + ++tick * 1000) })
const filesWith = (text: string): PromptFiles => ({ 'triage.prompt': text })
const version = (text: string) => versionOf(filesWith(text))

/** A process that starts with this text in its folder. `bad` is unreadable. */
const start = (folder: string): Promise<LivePrompts> =>
  livePrompts({
    pool: db.pool,
    shipped: filesWith(folder),
    now: () => signed().at,
    onUnreadable: id => unreadable.push(id),
    async load(files, purpose) {
      const text = files['triage.prompt'] ?? ''
      if (text === 'bad') throw new PromptFileError('triage.prompt:1: bad\nmore')
      loads.push(`${purpose} ${text}`)
      return { version: versionOf(files) } as PromptSet
    },
  })
/** A manual publication: its `kind` decides whether the folder may replace it at a start. */
async function publishByHand(text: string): Promise<string> {
  const id = await saveVersion(db.pool, filesWith(text), signed())
  await db.pool.query(
    "INSERT INTO prompt_publication (id, version_id, kind, author, note, at) VALUES (gen_random_uuid(), $1, 'publish', 'x', '', $2)",
    [id, signed().at],
  )
  return id
}

it('begins with the folder, and follows it until an admin publishes by hand', async () => {
  expect((await start('a')).current().version).toBe(version('a'))
  expect((await start('b')).current().version).toBe(version('b'))
  expect(await liveVersion(db.pool)).toBe(version('b'))
  const published = await publishByHand('c')
  expect((await start('d')).current().version).toBe(published)
  expect(await liveVersion(db.pool)).toBe(published)
})

it('picks up what is published and rolled back elsewhere, and reads nothing when nothing changed', async () => {
  const prompts = await start('a')
  expect(await prompts.refresh()).toBe(false)
  const id = await publishByHand('b')
  expect(await prompts.refresh()).toBe(true)
  expect(prompts.current().version).toBe(id)
  await rollBack(db.pool, null, signed())
  await prompts.refresh()
  expect(prompts.current().version).toBe(version('a'))
  const before = loads.length
  await prompts.refresh()
  expect(loads).toHaveLength(before)
})

it('looks once for all who ask at once', async () => {
  const prompts = await start('a')
  await publishByHand('b')
  await Promise.all([prompts.refresh(), prompts.refresh(), prompts.refresh()])
  expect(loads).toEqual(['triage a', 'triage b'])
})

it('a version that this program cannot read is passed by, once, and the next one is not', async () => {
  const prompts = await start('a')
  const bad = await publishByHand('bad')
  await prompts.refresh()
  await prompts.refresh()
  expect(prompts.current().version).toBe(version('a'))
  expect(unreadable).toEqual([bad])
  await publishByHand('b')
  await prompts.refresh()
  expect(prompts.current().version).toBe(version('b'))
})

it('a published version that a process cannot read is listed as such, until it is published anew', async () => {
  const prompts = await start('a')
  const bad = await publishByHand('bad')
  const listed = async () => (await listedVersion(db.pool, bad)).unreadable
  expect(await listed()).toBeNull()
  await prompts.refresh()
  expect(await listed()).toBe('triage.prompt:1: bad\nmore')
  expect(await auditEntries(db.pool)).toContainEqual(
    expect.objectContaining({ action: 'prompt.unreadable', subject: bad }),
  )
  await publishByHand('b')
  await publishByHand('bad')
  expect(await listed()).toBeNull()
  await prompts.refresh()
  expect(await listed()).toContain('bad')
})

it('after an update that cannot read it any more the folder is live, and it is on record why', async () => {
  const bad = await publishByHand('bad')
  expect((await start('a')).current().version).toBe(version('a'))
  const { rows } = await db.pool.query<{ kind: string; note: string }>(
    'SELECT kind, note FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1',
  )
  expect(rows[0]).toMatchObject({ kind: 'start', note: expect.stringContaining('triage.prompt:1: bad') })
  expect(unreadable).toEqual([bad])
})

it('a folder that cannot be read stops the start', async () => {
  await expect(start('bad')).rejects.toThrow('triage.prompt:1')
})

it('a shadow comes and goes', async () => {
  const prompts = await start('a')
  const draft = await saveVersion(db.pool, filesWith('draft'), signed())
  await startShadow(db.pool, draft, 0.5, signed())
  await prompts.refresh()
  expect(prompts.shadow()).toMatchObject({ share: 0.5, set: { version: draft } })
  expect(loads).toEqual(['triage a', 'shadow draft'])
  await stopShadow(db.pool, signed())
  await prompts.refresh()
  expect(prompts.shadow()).toBeNull()
  await expect(stopShadow(db.pool, signed())).rejects.toThrow('no shadow')
  for (const share of [0, -1, 1.5, Number.NaN])
    await expect(startShadow(db.pool, draft, share, signed())).rejects.toThrow('share')
  await expect(startShadow(db.pool, version('a'), 0.5, signed())).rejects.toThrow('nothing to compare')
})

it('two processes that start at once agree', async () => {
  const [one, other] = await Promise.all([start('a'), start('a')])
  expect(one.current().version).toBe(other.current().version)
  await publishFolder(db.pool, version('a'), signed())
  const { rows } = await db.pool.query('SELECT 1 FROM prompt_publication')
  expect(rows).toHaveLength(1)
})
