/** An export equals its import: the demo, and a whole district, through the command line and real files. */
import { readFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { PROMPTS } from '../context.ts'
import { makeDistrict } from '../testing/district.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { run } from './cli.ts'
import { writeFolder } from './folder.ts'

let dir: string
let demo: TestDatabase
let fresh: TestDatabase
let district: TestDatabase
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'linli-org-'))
  demo = await createTestDatabase({ max: 2 })
  fresh = await createTestDatabase({ max: 2 })
  district = await createTestDatabase({ max: 2 })
})
afterAll(async () => {
  await Promise.all([demo.close(), fresh.close(), district.close()])
  rmSync(dir, { recursive: true })
})

async function org(db: TestDatabase, ...args: string[]) {
  const out: string[] = []
  const code = await run(
    ['--lang', 'en', ...args, '--author', '沈岚'],
    { out: text => out.push(text), err: text => out.push(text) },
    { env: { DATABASE_URL: db.url }, prompts: PROMPTS },
  )
  return { code, out: out.join('\n') }
}
const folder = (name: string) => path.join(dir, name)
const filesIn = (name: string) =>
  Object.fromEntries(
    readdirSync(folder(name)).map(file => [file, readFileSync(path.join(folder(name), file), 'utf8')]),
  )

test('the demo community, whose people have no staff numbers yet', async () => {
  await seedDemo(demo.prisma)
  expect(await org(demo, 'export', folder('demo'))).toMatchObject({ code: 0 })
  expect(Object.keys(filesIn('demo'))).toHaveLength(10)

  const here = await org(demo, 'import', folder('demo'), '--retire')
  expect(here).toMatchObject({ code: 0, out: expect.stringContaining('nothing changes') })

  const there = await org(fresh, 'import', folder('demo'))
  expect(there).toMatchObject({ code: 0, out: expect.stringContaining('0 errors, 0 warnings') })
  await org(fresh, 'export', folder('demo again'))
  expect(filesIn('demo again')).toEqual(filesIn('demo'))
})

test('a whole district', async () => {
  writeFolder(folder('district'), makeDistrict(), 'zh')
  const checked = await org(district, 'check', folder('district'))
  expect(checked.out).toContain('0 errors, 0 warnings')
  expect(checked.code).toBe(0)
  expect(await district.prisma.grid.count()).toBe(0)

  const imported = await org(district, 'import', folder('district'), '--retire')
  expect(imported.code).toBe(0)
  expect(await district.prisma.grid.count()).toBe(269)
  expect(await district.prisma.member.count({ where: { role: 'grid_worker', partTime: false } })).toBe(453)
  expect(await district.prisma.member.count({ where: { partTime: true, active: true } })).toBe(2_000)
  expect(await district.prisma.unit.count({ where: { kind: 'department' } })).toBe(19)

  await org(district, 'export', folder('district again'), '--lang', 'zh')
  expect(filesIn('district again')).toEqual(filesIn('district'))
  await org(district, 'export', folder('in English'))
  const again = await org(district, 'import', folder('in English'), '--retire')
  expect(again.out).toContain('nothing changes')
})
