/** An admin changes words while residents talk: the next answer has them, the last ticket keeps what it was decided with. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { publishFolder, rollBack } from '../../src/prompts/publish.ts'
import { disagreements, listShadows, startShadow } from '../../src/prompts/shadow.ts'
import { saveVersion } from '../../src/prompts/versions.ts'
import { PROMPTS } from '../../src/context.ts'
import { mixedUp } from '../../src/testing/console-world.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'
import { type PromptFiles, readPromptFiles, versionOf } from '../../src/prompt-files/prompt-files.ts'

const shipped = readPromptFiles(PROMPTS)
const first = versionOf(shipped)
const signed = () => ({ author: '沈岚', note: '', at: new Date() })
const changed = (name: string, from: string, to: string): PromptFiles => {
  expect(shipped[name]).toContain(from)
  return { ...shipped, [name]: shipped[name]?.replaceAll(from, to) ?? '' }
}

let town: Town
beforeAll(async () => {
  town = await createTown({ context: { prompts: undefined } })
})
afterAll(() => town.close())

const save = (files: PromptFiles) => saveVersion(town.db.pool, files, signed())
async function goLive(files: PromptFiles): Promise<string> {
  const id = await save(files)
  await publishFolder(town.db.pool, id, signed())
  expect(await town.context.prompts.refresh()).toBe(true)
  return id
}
/** The version that decided each of their tickets. */
async function versionsOf({ name }: Person): Promise<(string | null)[]> {
  await town.settled()
  const { rows } = await town.db.pool.query<{ version: string | null }>(
    `SELECT d.prompt_version AS version FROM triage_decision d JOIN ticket t ON t.id = d.ticket_id
     JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY d.id`,
    [name],
  )
  return rows.map(({ version }) => version)
}

test('a published change of words and names is in the next answer; a rollback takes it out again', async () => {
  const person = town.resident('住三号楼的')
  await person.says('状元府3号楼楼道灯坏了')
  await person.hears('照明')

  const wording = 'replies/zh-CN.yaml'
  const second = await goLive({
    ...changed('categories.yaml', 'zh: 照明,', 'zh: 灯光,'),
    [wording]: changed(wording, '不客气', '街坊别见外')[wording] ?? '',
  })
  await person.says('谢谢')
  await person.hears('街坊别见外')
  const other = town.resident('住五号楼的')
  await other.says('状元府5号楼楼道灯坏了')
  await other.hears('灯光')

  await rollBack(town.db.pool, null, signed())
  await town.context.prompts.refresh()
  await person.says('谢谢您')
  await person.hears('不客气')
  expect([await versionsOf(person), await versionsOf(other)]).toEqual([[first], [second]])
})

test('a shadow says where it differs, and residents notice nothing', async () => {
  const draft = await save(mixedUp(shipped))
  await startShadow(town.db.pool, draft, 1, signed())
  await town.context.prompts.refresh()
  const person = town.resident('不知情的')
  await person.says('状元府3号楼门口的井盖松了，车一压就响，我的电话13812345678')
  await person.hears('工单')
  const [shadow] = await listShadows(town.db.pool, 1)
  await vi.waitFor(async () => expect((await listShadows(town.db.pool, 1))[0]?.asked).toBe(1), {
    timeout: 5000,
  })
  const [differs] = await disagreements(town.db.pool, shadow?.id ?? '')
  expect(differs).toMatchObject({
    live: { categories: ['facilities.manhole'] },
    draft: { categories: ['facilities.road'] },
  })
  expect(differs?.texts.join()).toMatch(/^状元府3号楼门口的井盖松了(?!.*13812345678)/)
  expect(await versionsOf(person)).toEqual([first])
})
