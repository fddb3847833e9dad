/** Workers change what they have said. What it ordered was done as it was said first. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

const GROUP = 'group:g4'
let town: Town
let wang: Person
let from: string
let count = 0
beforeAll(async () => {
  town = await createTown()
  wang = await town.worker('g4')
  const { rows } = await town.db.pool.query<{ from: string }>(
    "SELECT i.external_id AS from FROM identity i JOIN member m ON m.id = i.member_id WHERE m.name = $1 AND i.channel = 'local'",
    [wang.name],
  )
  from = rows[0]?.from ?? ''
}, 60_000)
afterAll(() => town.close())

/** A message that can be changed afterwards, as on Telegram. */
function types(first: string) {
  const id = `message ${++count}`
  let versions = 0
  const hear = async (text: string, edits?: string) => {
    await town.context.receive({
      channel: 'local',
      externalId: edits ? `${edits}:edit-${++versions}` : id,
      chat: { externalId: GROUP, kind: 'group' },
      sender: { externalId: from, name: wang.name },
      content: { kind: 'text', text },
      ...(edits && { edits }),
    })
    await town.settled()
  }
  return { said: hear(first), becomes: (text: string) => hear(text, id) }
}

async function ticket(place: string): Promise<{ number: string; id: string }> {
  await town.resident(`居民${++count}`).says(`${place}楼道灯坏了`)
  await town.settled()
  const { rows } = await town.db.pool.query<{ number: string; id: string }>(
    'SELECT number, id FROM ticket ORDER BY id DESC LIMIT 1',
  )
  return { id: rows[0]?.id ?? '', number: rows[0]?.number.slice(-4) ?? '' }
}
const kinds = async (id: string) => {
  const { rows } = await town.db.pool.query<{ kind: string }>(
    'SELECT kind FROM ticket_event WHERE ticket_id = $1 ORDER BY version',
    [id],
  )
  return rows.map(({ kind }) => kind)
}
const lines = () => wang.sees().map(content => content.text)

it('a closing note that is changed changes nothing, and whoever changed it is told once', async () => {
  const { number, id } = await ticket('状元府3号楼2单元')
  const closing = types(`办结 ${number} 已换`)
  await closing.said
  const before = await kinds(id)
  expect(before).toContain('resolved')
  const said = lines().length
  await closing.becomes(`办结 ${number} 已更换灯泡`)
  expect(lines().slice(said)).toEqual([expect.stringMatching(`^${number} 已经按原来的话办了`)])
  await closing.becomes(`办结 ${number} 已更换灯泡。`)
  await closing.becomes('算了')
  expect(lines()).toHaveLength(said + 1)
  expect(await kinds(id)).toEqual(before)
})

it('nor is anything else ordered twice: a note to the resident, an acceptance', async () => {
  const { number, id } = await ticket('状元府5号楼1单元')
  const accepting = types(`接 ${number}`)
  await accepting.said
  const note = types(`问 ${number} 几单元`)
  await note.said
  const before = await kinds(id)
  await note.becomes(`问 ${number} 几单元几楼？`)
  await accepting.becomes(`退单 ${number} 不在本网格`)
  expect(await kinds(id)).toEqual(before)
})

it('what was no order, or was refused, is one as soon as it reads like one', async () => {
  const { number, id } = await ticket('状元府6号楼1单元')
  const typo = types(`接丹 ${number}`)
  await typo.said
  expect(await kinds(id)).not.toContain('accepted')
  await typo.becomes(`接单 ${number}`)
  expect(await kinds(id)).toContain('accepted')
  // Accepted already, so it is refused; the number was the wrong one.
  const other = await ticket('状元府7号楼1单元')
  const wrong = types(`接 ${number}`)
  await wrong.said
  await wrong.becomes(`接 ${other.number}`)
  expect(await kinds(other.id)).toContain('accepted')
  // From then on it has been obeyed.
  const said = lines().length
  await wrong.becomes(`退单 ${other.number} 不在本网格`)
  expect(lines().slice(said)).toEqual([expect.stringMatching(`^${other.number} 已经按原来的话办了`)])
})
