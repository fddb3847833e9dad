import type { Context } from '../src/context.ts'
import { tellGroups } from '../src/conversation/tell-groups.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const report =
  (context: Context): Processor<'report'> =>
  () =>
    tellGroups(context.turn)
