/** `npm run invite`: one code for the one who is meant, and an address that is true. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { noteAddress } from '../../src/db/running-address.ts'
import { newId } from '../../src/lib/ids.ts'
import { ROOT } from '../../src/lib/root.ts'
import { createTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
  await seedDemo(db.prisma)
})
afterAll(() => db.close())

const run = (args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string; err: string }>(resolve => {
    const { PUBLIC_URL: _, ...rest } = process.env
    execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/invite.ts', ...args],
      { cwd: ROOT, env: { ...rest, DATABASE_URL: db.url, PORT: '3999', ...env } },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  })
const codes = async () => (await db.prisma.invitation.findMany({ where: { memberId: { not: null } } })).length

it('two people of one name: invite makes no code, lists both with their grid, and says how to name one', async () => {
  const other = await db.prisma.grid.findFirstOrThrow({ where: { code: 'g5' } })
  const twin = await db.prisma.member.create({
    data: { id: newId(), name: '王师傅', role: 'grid_worker', gridId: other.id, code: 'W-77' },
  })
  const before = await codes()
  const asked = await run(['王师傅'])
  expect(asked.code).toBe(1)
  expect(asked.err).toContain('第4网格')
  expect(asked.err).toContain(other.nameZh)
  expect(asked.err).toContain('npm run invite -- 王师傅 ')
  expect(await codes()).toBe(before)
  for (const which of [['王师傅', other.nameZh], ['W-77']])
    expect((await run(which)).out).toContain(other.nameZh)
  expect(await db.prisma.invitation.count({ where: { memberId: twin.id } })).toBe(2)
}, 180_000)

it('the address that invite prints is that of the Linli which runs; when nothing answers it says that it does not know', async () => {
  expect((await run(['吴大姐'])).out).toContain('PUBLIC_URL')
  const running = createServer((_, answer) => answer.end('{"ok":true}')).listen(0, '127.0.0.1')
  await new Promise(resolve => running.once('listening', resolve))
  const url = `http://127.0.0.1:${(running.address() as AddressInfo).port}`
  await noteAddress(db.pool, url)
  const { out } = await run(['吴大姐'])
  expect(out).toContain(`${url}/work#`)
  expect(out).not.toContain('3999')
  await new Promise(resolve => running.close(resolve))
  expect((await run(['吴大姐'])).out).not.toContain(`${url}/work#`)
  expect((await run(['吴大姐'], { PUBLIC_URL: 'https://linli.example.cn' })).out).toContain(
    'https://linli.example.cn/work#',
  )
}, 180_000)
