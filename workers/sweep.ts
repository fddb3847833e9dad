import type { Context } from '../src/context.ts'
import type { Processor } from '../src/queue/bullmq.ts'
import { tidyLastChats } from '../src/conversation/last-chat.ts'
import { recountPromises } from '../src/conversation/recount.ts'
import { sweep as sweepAll } from '../src/queue/sweep.ts'

export const sweep =
  (context: Context): Processor<'sweep'> =>
  async () => {
    await context.directory.reload()
    await recountPromises(context.turn)
    await tidyLastChats(context.turn.pool, context.turn.now())
    await sweepAll(context)
  }
