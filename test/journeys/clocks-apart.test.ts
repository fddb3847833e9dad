/** Machines disagree about the time by minutes: what is due is done at once, and answers stand below questions. */
import { afterEach, expect, it } from 'vitest'
import { takeTurn } from '../../src/conversation/process-conversation.ts'
import { deliver } from '../../src/notify/delivery/deliver.ts'
import { createTown, type Town } from '../../src/testing/town.ts'
import { shiftClock } from '../../src/testing/shift-clock.ts'
import { sweep } from '../../src/queue/sweep.ts'

let town: Town | undefined
let setRight = () => {}
afterEach(async () => {
  setRight()
  await town?.close()
  town = undefined
})

const ownClock = (settleMs: number) => ({
  redisUrl: process.env.REDIS_URL,
  settleMs,
  logLevel: 'silent' as const,
  model: undefined,
})

it.each([-20_000, 240_000])(
  'with the process apart from the database by %i ms the first answer comes as soon as ever',
  async wrong => {
    setRight = shiftClock(wrong)
    town = await createTown({ context: { now: undefined, config: ownClock(300) } })
    const person = town.resident('对表')
    await person.says('状元府3号楼楼道灯坏了')
    await person.hears('第4网格')
    await town.settled()
  },
  90_000,
)

it('what a clock from the future wrote is due at once when it is set right, and what comes later stands below it', async () => {
  town = await createTown({ withoutProcessors: true })
  const { context, channel, clock } = town
  clock.pass(300_000)
  const person = town.resident('来自未来')
  await person.says('状元府3号楼楼道灯坏了')
  clock.pass(-300_000)
  const queued: string[] = []
  const enqueue = async (name: string) => void queued.push(name)
  await sweep({ pool: context.pool, now: context.now, queues: { enqueue } })
  expect(queued).toEqual(['triage'])
  const { rows } = await context.pool.query<{ id: string }>(
    "SELECT id FROM conversation WHERE external_id = '来自未来'",
  )
  const conversationId = rows[0]?.id ?? ''
  // A burst that would be waited for: but a message from the future is not part of one.
  await takeTurn({ ...context.turn, settleMs: 60_000 }, conversationId)
  clock.pass(-240_000)
  await deliver(context.delivery('local'))
  expect(
    channel
      .shows('来自未来')
      .map(({ content }) => content.text)
      .join(),
  ).toContain('第4网格')
  const { rows: order } = await context.pool.query<{ below: boolean }>(
    'SELECT (SELECT min(id::text) FROM outbound_message WHERE conversation_id = $1) > (SELECT id::text FROM inbound_message WHERE conversation_id = $1) AS below',
    [conversationId],
  )
  expect(order).toEqual([{ below: true }])
})
