/** A message that takes with it the process that handles it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeTurn } from '../../src/conversation/process-conversation.ts'
import { beginTurn } from '../../src/inbox/inbound-messages.ts'
import { newId } from '../../src/lib/ids.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ withoutProcessors: true })
}, 90_000)
afterAll(() => town.close())

const DYING = fileURLToPath(new URL('../../src/testing/dying-turn.ts', import.meta.url))

/** A real process takes the turn, hangs with the words in its hands, and is killed. */
async function diesReading(conversationId: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', DYING, town.db.url, conversationId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  return said.toString().trim()
}

const conversationOf = async (person: Person) => {
  const { rows } = await town.db.pool.query<{ id: string }>(
    'SELECT id FROM conversation WHERE external_id = $1',
    [person.name],
  )
  return rows[0]?.id ?? ''
}
const inboundOf = async (conversationId: string) => {
  const { rows } = await town.db.pool.query<{
    text: string
    state: string
    lost: number
    ticket: string | null
  }>(
    `SELECT m.text, m.state, m.lost, t.state AS ticket FROM inbound_message m LEFT JOIN ticket t ON t.id = m.ticket_id
     WHERE m.conversation_id = $1 ORDER BY m.id`,
    [conversationId],
  )
  return rows
}

/** Takes the turn in this process. @returns what it read. */
async function turnHere(conversationId: string): Promise<string[]> {
  const read: string[] = []
  const { turn } = town.context
  const triage: typeof turn.triage = {
    understand: async input => {
      read.push(...input.texts)
      return turn.triage.understand(input)
    },
  }
  await takeTurn({ ...turn, triage }, conversationId)
  return read
}

it('on whose handling the process dies counts as tried: the third time a person has it before it is read', async () => {
  const person = town.resident('毒')
  await person.says('状元府3号楼楼道灯坏了，这句话会把程序卡死')
  const id = await conversationOf(person)
  for (const lost of [0, 1]) {
    expect(await diesReading(id)).toMatch(/^reading 状元府/)
    expect(await inboundOf(id)).toMatchObject([{ state: 'received', lost }])
  }
  expect(await turnHere(id)).toEqual([])
  expect(await inboundOf(id)).toMatchObject([{ state: 'failed', lost: 2, ticket: 'unrouted' }])
  // What comes after it is read as ever.
  await person.says('明珠公寓门口路面塌了一个大坑')
  expect(await turnHere(id)).toEqual(['明珠公寓门口路面塌了一个大坑'])
  expect((await inboundOf(id)).map(({ state }) => state)).toEqual(['failed', 'handled'])
}, 180_000)

it('is not lost to a process that gives it back, fails with it, or has it twice at once', async () => {
  const person = town.resident('好好的')
  await person.says('状元府3号楼楼道灯坏了')
  const id = await conversationOf(person)
  const { turn } = town.context
  // Still typing: put back, as often as it takes, by one process after the other.
  for (let times = 0; times < 3; times++) await takeTurn({ ...turn, settleMs: 60_000 }, id)
  const failing: typeof turn.triage = {
    understand: async () => {
      throw new Error('not now')
    },
  }
  for (let times = 0; times < 2; times++)
    await expect(takeTurn({ ...turn, triage: failing }, id)).rejects.toThrow('not now')
  // As another process would find it.
  const seen = await beginTurn(town.db.pool, id, newId())
  expect(seen?.waiting).toMatchObject([{ lost: 0, attempts: 2 }])
  await Promise.all(Array.from({ length: 4 }, () => turnHere(id)))
  expect(await inboundOf(id)).toMatchObject([{ state: 'handled' }])
})
