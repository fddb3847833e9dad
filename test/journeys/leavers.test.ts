/** What is in the hands of a member who works no more is handed on, and no sentence names a member who left. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { handOnWithImport } from '../../src/workflow/reassign-after-import.ts'
import { meetDeadlines } from '../../src/workflow/run-deadlines.ts'
import { replay } from '../../src/domain/ticket/advance.ts'
import { historyOf, ticketByNumber } from '../../src/tickets/store.ts'
import { writeFolder } from '../../src/organisation/folder.ts'
import {
  exportOrganisation,
  type HandedOn,
  type HandOn,
  importFolder,
} from '../../src/organisation/import.ts'
import { sweep } from '../../src/queue/sweep.ts'
import { createTown, type Town } from '../../src/testing/town.ts'
import { loadCategories } from '../../src/prompt-files/load-prompt.ts'
import { readPromptFiles } from '../../src/prompt-files/prompt-files.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
  // Colleagues are chosen of those on duty: at every hour of the machine it is a workday at ten.
  town.clock.set(new Date('2026-12-02T10:00:00+08:00'))
}, 90_000)
afterAll(() => town.close())

const group = (code: string) => town.channel.shows(`group:${code}`).map(({ content }) => content)
async function lamp(name: string) {
  const person = town.resident(name)
  await person.says('状元府3号楼2单元楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  const { rows } = await town.db.pool.query<{ number: string }>(
    'SELECT number FROM ticket ORDER BY id DESC LIMIT 1',
  )
  return { person, number: rows[0]?.number ?? '' }
}
/** @returns the number of a ticket for which 城管, 秦队长 alone, was called. */
async function whistled(name: string): Promise<string> {
  const { person, number } = await lamp(name)
  const hands = await town.worker('g4')
  await hands.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  await hands.says(`吹哨 ${number.slice(-4)} 城管：外面占道`)
  await town.settled()
  return number
}
const now = async (number: string) => await ticketByNumber(town.db.pool, number)
/** As `npm run org -- import FOLDER --retire` does, with a folder that does not name them. @returns what it says. */
async function retire(
  name: string,
  handOn?: HandOn,
): Promise<{ said: string; handedOn: HandedOn | undefined }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-leavers-'))
  const { rows } = await town.db.pool.query<{ code: string }>('SELECT code FROM member WHERE name = $1', [
    name,
  ])
  writeFolder(folder, await exportOrganisation(town.db.pool), 'zh')
  for (const file of fs.readdirSync(folder)) {
    const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n')
    const kept = lines.filter(line => !line.split(',').some(cell => cell === name || cell === rows[0]?.code))
    fs.writeFileSync(path.join(folder, file), kept.join('\n'))
  }
  const categories = loadCategories(readPromptFiles('prompts'))
  const signed = { author: '沈岚', at: town.clock.now() }
  const options = { folder, retire: true, categories }
  const { problems, sound, handedOn } = await importFolder(town.db.pool, options, signed, handOn)
  fs.rmSync(folder, { recursive: true })
  expect(sound).toBe(true)
  return { said: JSON.stringify(problems), handedOn }
}
const nameOf = async (id: string | null | undefined) => {
  const { rows } = await town.db.pool.query<{ name: string }>('SELECT name FROM member WHERE id = $1', [id])
  return rows[0]?.name ?? ''
}
async function back(name: string): Promise<void> {
  await town.db.pool.query('UPDATE member SET active = true WHERE name = $1', [name])
  await town.context.directory.reload()
}
const look = async () => {
  await meetDeadlines(town.context.turn)
  await town.settled()
}

it('an accepted ticket goes to a colleague with its promises, the resident and the group hear it, and nobody is named who left', async () => {
  const { person, number } = await lamp('留下的人')
  const wang = await town.worker('g4')
  await wang.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  const before = await now(number)
  expect((await retire(wang.name)).said).toMatch(/手上有 1 件在办工单/)
  await town.context.directory.reload()
  const said = person.sees().length
  await person.says('催一下')
  await person.hears('已替您催')
  await look()
  const after = await now(number)
  expect(after).toMatchObject({ state: 'accepted', resolveBy: before?.resolveBy, heldById: null })
  expect(after?.ownerId).not.toBe(before?.ownerId)
  await person.hears(/换了人.*原来的约定不变/)
  expect(group('g4').some(({ text }) => /^➡️ \d{4} 原来负责的人不在岗了/.test(text))).toBe(true)
  await person.says('我的工单')
  await person.hears('您的工单：')
  const words = person
    .sees()
    .slice(said)
    .map(({ text }) => text)
    .join('\n')
  expect(words).not.toContain(wang.name)
  expect(replay(after?.id ?? '', await historyOf(town.db.pool, after?.id ?? ''))).toEqual(after)
  await look()
  expect((await now(number))?.version).toBe(after?.version)
  await back(wang.name)
})

it('an arbitration goes to another arbiter, or to whoever sits at the desk', async () => {
  const { number } = await lamp('要裁定的')
  const { rows } = await town.db.pool.query<{ id: string }>(
    "SELECT id FROM member WHERE role = 'arbiter' AND active",
  )
  const [arbiter] = rows
  const ticket = await now(number)
  const id = ticket?.id ?? ''
  const undecided = { decideBy: null, guesses: { categories: [], grids: [] } }
  const assigned = (await historyOf(town.db.pool, id)).find(({ kind }) => kind === 'assigned')
  if (assigned?.kind !== 'assigned') throw new Error('nobody has it')
  const member = { kind: 'member', id: arbiter?.id ?? '' } as const
  await town.context.turn.transact(tx =>
    tx.record(id, member, () => [
      { kind: 'returned', data: { reason: 'other_unit', note: '', ...undecided } },
      { kind: 'assigned', data: assigned.data },
      { kind: 'disputed', data: { reason: 'other_unit', note: '', arbiterId: member.id, ...undecided } },
    ]),
  )
  await town.db.pool.query('UPDATE member SET active = false WHERE id = $1', [member.id])
  await look()
  const handed = (await historyOf(town.db.pool, id)).filter(({ kind }) => kind === 'handed_on')
  expect(handed).toMatchObject([{ data: { ownerId: null, arbiterId: rows[1]?.id ?? null } }])
  expect(await now(number)).toMatchObject({ state: 'arbitration' })
  await look()
  expect((await historyOf(town.db.pool, id)).filter(({ kind }) => kind === 'handed_on')).toHaveLength(1)
})

it('the import itself hands on, in its own transaction, and says how many', async () => {
  const { person, number } = await lamp('导入那天的人')
  const wang = await town.worker('g4')
  await wang.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  const before = await now(number)
  const owner = await nameOf(before?.ownerId)
  const failing: HandOn = async (...args) => {
    await handOnWithImport('prompts')(...args)
    throw new Error('the disk is full')
  }
  await expect(retire(owner, failing)).rejects.toThrow('the disk is full')
  expect(await now(number)).toEqual(before)

  const { handedOn } = await retire(owner, handOnWithImport('prompts'))
  expect(handedOn).toEqual({ tickets: 1, arbitrations: 0, meetings: 0, parts: 0 })
  const after = await now(number)
  expect(after).toMatchObject({
    state: 'accepted',
    resolveBy: before?.resolveBy,
    version: (before?.version ?? 0) + 1,
  })
  expect(after?.ownerId).not.toBe(before?.ownerId)
  expect(replay(after?.id ?? '', await historyOf(town.db.pool, after?.id ?? ''))).toEqual(after)
  const { rows } = await town.db.pool.query(
    "SELECT data FROM audit_entry WHERE action = 'org.import' ORDER BY at DESC, id DESC LIMIT 1",
  )
  expect(rows[0]).toMatchObject({ data: { handedOn } })
  // The service that runs learns of its words from the database.
  await town.context.directory.reload()
  await sweep(town.context, 0)
  await town.settled()
  await person.hears(/换了人.*原来的约定不变/)
  await look()
  expect((await now(number))?.version).toBe(after?.version)
  await back(owner)
})

it('whose shifts have ended for good hands on at the next look, once', async () => {
  const { person, number } = await lamp('等下一班的人')
  const wang = await town.worker('g4')
  await wang.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  const before = await now(number)
  const leave = async (days: number) => {
    await town.db.pool.query('DELETE FROM leave WHERE member_id = $1', [before?.ownerId])
    await town.db.pool.query(
      `INSERT INTO leave (id, member_id, "from", "to") VALUES (gen_random_uuid(), $1, $2, $3)`,
      [before?.ownerId, town.clock.now(), new Date(town.clock.now().getTime() + days * 86_400_000)],
    )
    await town.context.directory.reload()
    await look()
  }
  await leave(90)
  expect((await now(number))?.ownerId).toBe(before?.ownerId)
  await leave(3650)
  const after = await now(number)
  expect(after?.ownerId).not.toBe(before?.ownerId)
  expect(after).toMatchObject({ state: 'accepted', version: (before?.version ?? 0) + 1 })
  expect(replay(after?.id ?? '', await historyOf(town.db.pool, after?.id ?? ''))).toEqual(after)
  await look()
  expect((await now(number))?.version).toBe(after?.version)
  await town.db.pool.query('DELETE FROM leave WHERE member_id = $1', [before?.ownerId])
  await town.context.directory.reload()
})

it('who leaves the chat of a work group hands on, unless another group chat has heard them since; they stay a member', async () => {
  const { person, number } = await lamp('看着退群的人')
  const wang = await town.worker('g4')
  await wang.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  const before = await now(number)
  const { rows } = await town.db.pool.query<{ id: string }>(
    "SELECT external_id AS id FROM identity WHERE member_id = $1 AND channel = 'local'",
    [before?.ownerId],
  )
  const who = rows[0]?.id ?? ''
  const leaves = async (chat: string) => {
    await town.context.notice({ channel: 'local', chat, what: 'person_left', who })
    await town.settled()
    town.clock.pass(1000)
  }
  await town.channel.hear({ from: who, chat: 'group:g5', content: { kind: 'text', text: '大家好' } })
  await town.settled()
  await leaves('group:g4')
  expect(await now(number)).toEqual(before)
  await leaves('group:g5')
  const after = await now(number)
  expect(after).toMatchObject({ state: 'accepted', version: (before?.version ?? 0) + 1 })
  expect(after?.ownerId).not.toBe(before?.ownerId)
  expect(replay(after?.id ?? '', await historyOf(town.db.pool, after?.id ?? ''))).toEqual(after)
  await person.hears(/换了人.*原来的约定不变/)
  const told = await town.db.pool.query(
    `SELECT FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id JOIN work_group w ON w.id = c.work_group_id
     WHERE w.kind = 'duty' AND o.content->>'text' LIKE '🚪%退出了%1 件%'`,
  )
  expect(told.rowCount).toBe(1)
  expect(
    (await town.db.pool.query('SELECT active FROM member WHERE id = $1', [before?.ownerId])).rows,
  ).toEqual([{ active: true }])
  await leaves('group:g5')
  expect((await now(number))?.version).toBe(after?.version)
})

it('a department whose last member is retired gives its part back to the grid, in the transaction of the import', async () => {
  const number = await whistled('等部门的人')
  expect(await now(number)).toMatchObject({ state: 'whistled', tasks: [{ state: 'called' }] })
  const { handedOn } = await retire('秦队长', handOnWithImport('prompts'))
  expect(handedOn).toEqual({ tickets: 0, arbitrations: 0, meetings: 0, parts: 1 })
  const after = await now(number)
  expect(after).toMatchObject({ state: 'accepted', tasks: [{ state: 'declined' }] })
  expect(replay(after?.id ?? '', await historyOf(town.db.pool, after?.id ?? ''))).toEqual(after)
  await town.context.directory.reload()
  await sweep(town.context, 0)
  await town.settled()
  expect(group('g4').some(({ text }) => /综合执法局\S*那边没有人在岗了。可再吹哨别的部门/.test(text))).toBe(
    true,
  )
  await back('秦队长')
})

it('a department whose last member’s shifts have ended for good gives its part back at the next look', async () => {
  const number = await whistled('等部门下一班的人')
  const leave = async (days: number) => {
    const from = town.clock.now()
    await town.db.pool.query(
      `INSERT INTO leave (id, member_id, "from", "to") SELECT gen_random_uuid(), id, $1, $2 FROM member WHERE name = '秦队长'`,
      [from, new Date(from.getTime() + days * 86_400_000)],
    )
    await town.context.directory.reload()
    await look()
  }
  await leave(90)
  expect(await now(number)).toMatchObject({ state: 'whistled', tasks: [{ state: 'called' }] })
  await leave(3650)
  const after = await now(number)
  expect(after).toMatchObject({ state: 'accepted', tasks: [{ state: 'declined' }] })
  await look()
  expect((await now(number))?.version).toBe(after?.version)
  await town.db.pool.query(
    "DELETE FROM leave WHERE member_id = (SELECT id FROM member WHERE name = '秦队长')",
  )
  await town.context.directory.reload()
})
