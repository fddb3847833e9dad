/** The demo community on one channel: a grid's group with its worker, and residents. What is done has happened when it returns. */
import { invite } from '../../inbox/access-codes.ts'
import { deliveryQueue, fetchQueue } from '../../queue/jobs.ts'
import { createProcessors } from '../../../workers/registry.ts'
import { createHandQueue } from '../hand-queue.ts'
import { createTown, type Town } from '../town.ts'
import type { MessengerName, OpenPlatform, Person, Platform, Resident } from './person.ts'
import { openTelegram } from './telegram.ts'
import { openWeb } from './web.ts'
import { openWechat } from './wechat.ts'

const OPEN: Readonly<Record<MessengerName, OpenPlatform>> = {
  telegram: openTelegram,
  wechat: openWechat,
  web: openWeb,
}

export interface Neighbourhood {
  town: Town
  /** The worker of grid 4, in its group. */
  worker: Person
  workerName: string
  resident(name: string): Promise<Resident>
  /** All of it is said before anything of it is acted on. */
  atOnce(acts: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export async function createNeighbourhood(name: MessengerName): Promise<Neighbourhood> {
  const queue = createHandQueue(async ms => {
    town.clock.pass(ms)
    await platform.pass(ms)
  })
  const town: Town = await createTown({ context: { queues: queue } })
  const { context } = town
  let arrived = () => {}
  const tell = async <T>(taken: Promise<T>): Promise<T> => {
    const result = await taken
    arrived()
    return result
  }
  const platform: Platform = await OPEN[name](town, async act => {
    const taken = new Promise<void>(resolve => {
      arrived = resolve
    })
    await act()
    await taken
  })
  const { channel } = platform
  context.channels.set(name, channel)
  const { deliver, fetch } = createProcessors(context)
  await queue.work(deliveryQueue(name), { deliver }, 1)
  await queue.work(fetchQueue(name), { fetch }, 1)
  await channel.start(message => tell(context.receive(message)), context.notice)
  await context.directory.reload()

  let hurried = false
  const settled = <P extends Person>(person: P): P => {
    const then =
      <A extends unknown[]>(act: (...given: A) => Promise<void>) =>
      async (...given: A) => {
        await act(...given)
        if (!hurried) await queue.settle()
      }
    const { says, presses, shows, answers, pins } = person
    return {
      ...person,
      says: then(says),
      presses: then(presses),
      shows: then(shows),
      answers: then(answers),
      pins: then(pins),
    }
  }
  const { rows } = await town.db.pool.query<{ group: string; member: string; name: string }>(
    `SELECT w.id AS group, m.id AS member, m.name FROM grid g
     JOIN work_group w ON w.grid_id = g.id JOIN member m ON m.grid_id = g.id AND m.role = 'grid_worker'
     WHERE g.code = 'g4' ORDER BY m.id LIMIT 1`,
  )
  const [four] = rows
  if (!four) throw new Error('the demo has no grid 4')
  const codes = {
    join: await invite(town.db.pool, { memberId: four.member }, town.clock.now()),
    bind: await invite(town.db.pool, { workGroupId: four.group }, town.clock.now()),
  }
  return {
    town,
    workerName: four.name,
    worker: settled(await platform.worker(four.name, codes, queue.settle)),
    async atOnce(acts) {
      hurried = true
      await acts()
      hurried = false
      await queue.settle()
    },
    resident: async who => settled(await platform.resident(who)),
    async close() {
      await channel.stop()
      await platform.close()
      await town.close()
    },
  }
}
