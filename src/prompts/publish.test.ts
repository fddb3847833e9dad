import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { auditEntries } from './audit.ts'
import { publish, rollBack } from './publish.ts'
import { filesOf, liveVersion, saveVersion, versionLike } from './versions.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.close())
beforeEach(() => db.pool.query('TRUNCATE prompt_version, audit_entry CASCADE'))

const AT = new Date('2026-11-20T08:00:00Z')
const signed = (author = '沈岚', at = AT) => ({ author, note: '试', at })
const save = (text: string, author?: string) =>
  saveVersion(db.pool, { 'triage.prompt': text }, signed(author))
const REQUIRED = { casesHash: 'cases', deciders: ['local'] }

interface Sat {
  state?: string
  decider?: string
  casesHash?: string
}
/** An exam of the version against the live one. */
async function sat(
  versionId: string,
  { state = 'passed', decider = 'local', casesHash = 'cases' }: Sat = {},
) {
  await db.pool.query(
    `INSERT INTO prompt_exam (id, version_id, baseline_id, decider, cases_hash, state, author, started_at, ended_at, result, error)
     VALUES ($1, $2, $3, $4, $5, $6::exam_state, 'x', now(), CASE WHEN $6 NOT IN ('queued', 'running') THEN now() END,
       CASE WHEN $6 IN ('passed', 'refused') THEN '{}'::jsonb END, CASE $6 WHEN 'failed' THEN 'x' END)`,
    [newId(), versionId, await liveVersion(db.pool), decider, casesHash, state],
  )
}
async function live(text: string): Promise<string> {
  const id = await save(text)
  await sat(id)
  await publish(db.pool, id, REQUIRED, signed())
  return id
}

describe('a version', () => {
  it('is named by what is in it, independent of the order, the line ends and the second author', async () => {
    const files = { 'triage.prompt': 'a\nb', 'categories.yaml': 'c' }
    const id = await saveVersion(db.pool, files, signed('甲'))
    const turned = { 'categories.yaml': 'c', 'triage.prompt': 'a\r\nb' }
    expect(await saveVersion(db.pool, turned, signed('乙'))).toBe(id)
    expect(await filesOf(db.pool, id)).toEqual(files)
    expect(await auditEntries(db.pool)).toMatchObject([{ actor: '甲', action: 'prompt.draft', subject: id }])
  })

  it.each(['../../etc/passwd', 'exams/x.yaml', 'guides/x.md', '/triage.prompt', ''])(
    'has no file called "%s"',
    async name => {
      await expect(saveVersion(db.pool, { [name]: 'x' }, signed())).rejects.toThrow('no')
      expect(await auditEntries(db.pool)).toEqual([])
    },
  )

  it('cannot be changed, nor what was published, nor the log', async () => {
    await live('a')
    for (const table of ['prompt_version', 'prompt_publication', 'audit_entry'])
      for (const change of [`DELETE FROM ${table}`, `UPDATE ${table} SET id = id`])
        await expect(db.pool.query(change)).rejects.toThrow('append-only')
  })

  it('is found by its first digits, if they are enough and of one only', async () => {
    const id = await save('a')
    expect(await versionLike(db.pool, id.slice(0, 5).toUpperCase())).toBe(id)
    for (const start of ['', 'zzz', '%', id.slice(0, 2)])
      await expect(versionLike(db.pool, start)).rejects.toThrow('no such version')
    const twin = `${id.slice(0, 6)}ffffff`
    await db.pool.query(
      "INSERT INTO prompt_version (id, files, author, note, created_at) VALUES ($1, '{}', 'x', '', now())",
      [twin],
    )
    await expect(versionLike(db.pool, id.slice(0, 6))).rejects.toThrow('several')
  })
})

describe('publishing', () => {
  it.each<[string, Sat | null, typeof REQUIRED]>([
    ['without an exam', null, REQUIRED],
    ['with one that it failed', { state: 'refused' }, REQUIRED],
    ['with one that has not ended', { state: 'running' }, REQUIRED],
    ['with one on other cases', { casesHash: 'older' }, REQUIRED],
    ['with only one of two deciders', {}, { ...REQUIRED, deciders: ['local', 'gpt'] }],
  ])('is refused %s', async (_, exam, required) => {
    const before = await live('a')
    const id = await save('b')
    if (exam) await sat(id, exam)
    await expect(publish(db.pool, id, required, signed())).rejects.toThrow('not published')
    expect(await liveVersion(db.pool)).toBe(before)
  })

  it('is refused when another version went live after the exam', async () => {
    await live('a')
    const id = await save('b')
    await sat(id)
    const between = await live('c')
    await expect(publish(db.pool, id, REQUIRED, signed())).rejects.toThrow('not published')
    expect(await liveVersion(db.pool)).toBe(between)
  })

  it('counts the last exam of each decider', async () => {
    await live('a')
    const id = await save('b')
    await sat(id, { state: 'passed' })
    await sat(id, { state: 'refused' })
    await expect(publish(db.pool, id, REQUIRED, signed())).rejects.toThrow('not published')
    await sat(id, { state: 'passed' })
    await publish(db.pool, id, REQUIRED, signed('管理员'))
    const [entry] = await auditEntries(db.pool)
    expect(entry).toMatchObject({
      actor: '管理员',
      action: 'prompt.publish',
      subject: id,
      data: { note: '试' },
    })
    await expect(publish(db.pool, id, REQUIRED, signed())).rejects.toThrow('live already')
  })

  it('holds although the clock went backwards', async () => {
    await live('a')
    const id = await save('b')
    await sat(id)
    await publish(db.pool, id, REQUIRED, signed('x', new Date('2020-01-01T00:00:00Z')))
    expect(await liveVersion(db.pool)).toBe(id)
  })

  it('of two at once one wins, and the other is asked for another exam', async () => {
    await live('a')
    const [b, c] = [await save('b'), await save('c')]
    for (const id of [b, c]) await sat(id)
    const both = await Promise.allSettled([b, c].map(id => publish(db.pool, id, REQUIRED, signed())))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('rolling back', () => {
  it('twice is two steps, and at the first it says so', async () => {
    const [a, b] = [await live('a'), await live('b')]
    await live('c')
    expect(await rollBack(db.pool, null, signed())).toBe(b)
    expect(await rollBack(db.pool, null, signed())).toBe(a)
    expect(await liveVersion(db.pool)).toBe(a)
  })

  it('goes to any version that was live, and to no other', async () => {
    const a = await live('a')
    await live('b')
    await live('c')
    expect(await rollBack(db.pool, a, signed('急'))).toBe(a)
    const [entry] = await auditEntries(db.pool)
    expect(entry).toMatchObject({ actor: '急', action: 'prompt.rollback', subject: a })
    await expect(rollBack(db.pool, a, signed())).rejects.toThrow('live already')
    await expect(rollBack(db.pool, await save('never'), signed())).rejects.toThrow('never live')
  })

  it('needs something to go back to', async () => {
    await expect(rollBack(db.pool, null, signed())).rejects.toThrow('no other version')
    await live('a')
    await expect(rollBack(db.pool, null, signed())).rejects.toThrow('no other version')
  })
})
