import type { Context } from '../src/context.ts'
import { meetDeadlines } from '../src/conversation/deadlines.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const deadline =
  (context: Context): Processor<'deadline'> =>
  () =>
    meetDeadlines(context.turn)
