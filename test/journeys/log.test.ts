/** What operators read of a day in which things went wrong. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../src/log/log.ts'
import { shippedPrompts, withoutNeighbours } from '../../src/testing/shipped-prompts.ts'
import { fixedPrompts } from '../../src/prompts/live.ts'
import { createTown, type Town } from '../../src/testing/town.ts'

let said = ''
let town: Town
const WORDS = '状元府3号楼2单元402漏水，我叫张建国，电话13800138000，微信zhangjg1966'

beforeAll(async () => {
  const set = withoutNeighbours(await shippedPrompts())
  const stumbling = {
    ...set,
    rules: { ...set.rules, notice: 0 },
    triage: {
      understand: async (input: Parameters<typeof set.triage.understand>[0]) => {
        if (input.texts.some(text => text.includes('绊')))
          throw Object.assign(new Error(`no room for ${input.texts.join()}`), { detail: input.texts.join() })
        return set.triage.understand(input)
      },
    },
  }
  const log = createLog({ level: 'trace', to: { write: line => (said += line) } })
  town = await createTown({ context: { log, prompts: fixedPrompts(stumbling) } })
})
afterAll(() => town.close())

test('no name, number or word of a resident is in the log, whatever goes wrong', async () => {
  const resident = town.resident('王翠花1966')
  await resident.says(WORDS)
  await resident.hears('工单')
  await resident.sends({ kind: 'text', text: '名片：王翠花 13912345678', contact: true })
  const worker = await town.worker('g4')
  await resident.says('绊倒了')
  await town.settled()
  town.context.log.warn({ err: new Error('a mark') }, 'the log is heard')
  expect(worker.name).not.toBe('')
  expect(said).toContain('a mark')
  for (const word of ['王翠花', '13912345678', '13800138000', '张建国', 'zhangjg', '402', '漏水', '绊倒'])
    expect(said).not.toContain(word)
})
