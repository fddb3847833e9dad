/** Does the closing note answer the request? Its author alone is told, in one line, and nothing waits. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkClosure } from '../../../src/workflow/verify-closing-note.ts'
import type { Ticket } from '../../../src/domain/ticket/ticket.ts'
import { newId } from '../../../src/lib/ids.ts'
import { sweep } from '../../../src/queue/sweep.ts'
import { openModelServer, type Reply, reply, request, says } from '../../../src/testing/model-faults.ts'
import type { Person } from '../../../src/testing/town.ts'
import type { Closing, ClosureCheck } from '../../../src/domain/closing-note.ts'
import { createVillage, heard, short, type Village } from './village.ts'

const OFF_TOPIC = '没说到居民问的事'
const STRAY = '下水道已疏通，污水已清理干净'
const lamp = (village: Village) => village.opened('状元府3号楼楼道灯坏了')
const doubts = async (village: Village, ticket: Ticket) =>
  (await village.events(ticket)).flatMap(event => (event.kind === 'doubted' ? [event.data.why] : []))

let village: Village
let wang: Person
beforeAll(async () => {
  village = await createVillage()
  wang = await village.worker('g4', '王师傅')
}, 90_000)
afterAll(() => village.close())

/** What stands there to be checked, and has no job. */
const wanted = (ticket: Ticket, version: number, note: string) =>
  village.db.pool.query(
    'INSERT INTO closure_check (ticket_id, version, note, created_at) VALUES ($1, $2, $3, $4)',
    [ticket.id, version, note, village.clock.now()],
  )
const left = async () => (await village.db.pool.query('SELECT FROM closure_check')).rowCount

it('a note about something else: the worker hears it with what to do, the resident does not, and it is closed', async () => {
  const { person, ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} ${STRAY}`)
  await person.hears('您看解决了吗')
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', outcome: 'fixed' })
  const lines = village.lines('g4', ticket).filter(line => line.includes(OFF_TOPIC))
  expect(lines).toEqual([expect.stringContaining('想补一句就回复卡片')])
  expect(heard(person).join()).not.toContain(OFF_TOPIC)
  // The second key turns as ever.
  await person.presses('解决了')
  await village.settled()
  expect((await village.now(ticket)).state).toBe('closed')
})

it.each(['换了新灯泡，已经亮了', '声控开关老化，已更换', '情况属实，已让电工师傅弄好'])(
  '"%s" is let pass',
  async note => {
    const { ticket } = await lamp(village)
    await village.says(wang, `办结 ${short(ticket)} ${note}`)
    expect(await doubts(village, ticket)).toEqual(['no_photo'])
    expect(await left()).toBe(0)
  },
)

it('whose matter it is may be said in any words', async () => {
  const { ticket } = await lamp(village)
  await village.press(wang, 'g4', ticket, '接单')
  await village.press(wang, 'g4', ticket, '办结')
  await village.press(wang, 'g4', ticket, '不属本职责')
  await village.says(wang, STRAY, village.card('g4', ticket)?.externalId)
  expect(await village.now(ticket)).toMatchObject({ state: 'resolved', outcome: 'outside_remit' })
  expect(await doubts(village, ticket)).toEqual([])
})

it('words that were doubted at first sight are not doubted again', async () => {
  const { ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} 已处理`)
  expect(await doubts(village, ticket)).toEqual(['empty'])
})

it('what is doubted can still be taken back, by the button and by the word', async () => {
  const { ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} ${STRAY}`)
  expect(await doubts(village, ticket)).toContain('off_topic')
  await village.press(wang, 'g4', ticket, '撤销')
  expect(await village.now(ticket)).toMatchObject({ state: 'assigned', outcome: null })
})

it('a job that runs twice warns once; one that was lost is found', async () => {
  const { ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  const { version } = await village.now(ticket)
  await wanted(ticket, version, STRAY)
  const { turn, prompts } = village.context
  const { closure } = prompts.current()
  await Promise.all([1, 2, 3].map(() => checkClosure(turn, closure, ticket.id)))
  await village.settled()
  expect((await doubts(village, ticket)).filter(why => why === 'off_topic')).toHaveLength(1)

  const { ticket: lost } = await lamp(village)
  await village.says(wang, `办结 ${short(lost)} 换了新灯泡，已经亮了`)
  await wanted(lost, (await village.now(lost)).version, STRAY)
  await sweep(village.context, 0)
  await village.settled()
  expect(await doubts(village, lost)).toContain('off_topic')
})

it('whoever was quicker than the check is not bothered: the ticket has moved on', async () => {
  const { person, ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  await wanted(ticket, (await village.now(ticket)).version, STRAY)
  const { turn } = village.context
  const judged: Closing[] = []
  // The resident agrees while the model thinks.
  const slow: ClosureCheck = {
    async judge(closing) {
      judged.push(closing)
      await person.presses('解决了')
      await person.hears('请打个分')
      return { doubt: 'off_topic', calls: [] }
    },
  }
  await checkClosure(turn, slow, ticket.id)
  expect(judged).toMatchObject([{ note: STRAY, outcome: 'fixed', asked: '状元府3号楼楼道灯坏了' }])
  expect(await village.now(ticket)).toMatchObject({ state: 'closed' })
  expect(await doubts(village, ticket)).toEqual(['no_photo'])
  // Closed before the check: no model is asked.
  await wanted(ticket, 1, STRAY)
  await checkClosure(turn, slow, ticket.id)
  expect([judged.length, await left()]).toEqual([1, 0])
})

it('a photo that comes late does not hide the words', async () => {
  const { ticket } = await lamp(village)
  const card = village.card('g4', ticket)
  await wang.sends({
    kind: 'attachment',
    what: 'photo',
    file: 'f',
    text: STRAY,
    replyTo: card?.externalId ?? '',
  })
  await village.settled()
  expect(await doubts(village, ticket)).toEqual(['off_topic'])
})

it('with a model it is the model that says so, and the ticket pays; without an answer the local check does', async () => {
  const server = await openModelServer()
  const model = {
    apiKey: 'test',
    baseUrl: server.baseURL,
    model: undefined,
    timeoutMs: 8_000,
    prices: { input: 1, output: 10 },
    dailyBudget: 100,
  }
  const config = { redisUrl: process.env.REDIS_URL, settleMs: 0, logLevel: 'silent', model } as const
  const town = await createVillage({ context: { config, prompts: undefined } })
  try {
    const worker = await town.worker('g4', '王师傅')
    const closed = async (words: string, note: string, ...then: Reply[]) => {
      server.does([says(request()), ...then])
      const { ticket } = await town.opened(words)
      await town.says(worker, `办结 ${short(ticket)} ${note}`)
      const { rows } = await town.db.pool.query<{ failure: string | null; cost: number }>(
        "SELECT failure, cost FROM model_call WHERE purpose = 'closure' AND ticket_id = $1",
        [ticket.id],
      )
      return { doubts: await doubts(town, ticket), bills: rows }
    }
    const unlike = { answers: false, why: 'empty' }
    expect(await closed('状元府3号楼楼道灯坏了', '楼道里走了一圈看了看', says(unlike))).toEqual({
      doubts: ['no_photo', 'empty'],
      bills: [{ failure: null, cost: 0.002 }],
    })
    // It answers what only a model can know, and is believed.
    const fine = { answers: true, why: null }
    expect((await closed('状元府4号楼楼道灯坏了', STRAY, says(fine))).doubts).toEqual(['no_photo'])
    expect(await closed('状元府5号楼楼道灯坏了', STRAY, reply(401, {}))).toEqual({
      doubts: ['no_photo', 'off_topic'],
      bills: [{ failure: 'rejected', cost: 0 }],
    })
  } finally {
    await town.close()
    server.close()
  }
}, 90_000)

it('a note on whose check the process dies counts as tried: the third time nobody checks it', async () => {
  const { ticket } = await lamp(village)
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡，已经亮了`)
  const { version } = await village.now(ticket)
  await wanted(ticket, version, STRAY)
  let asked = 0
  const dying: ClosureCheck = {
    judge: async () => {
      asked++
      // It comes no further, and leaves its mark behind.
      throw new Error('gone')
    },
  }
  for (const _ of [1, 2, 3]) {
    await checkClosure(village.context.turn, dying, ticket.id).catch(() => {})
    await village.db.pool.query('UPDATE closure_check SET begun_by = $1', [newId()])
  }
  expect(asked).toBe(2)
  expect(await left()).toBe(0)
})
