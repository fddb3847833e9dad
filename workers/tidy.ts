import type { Context } from '../src/context.ts'
import { tidy as tidyUp } from '../src/prompts/tidy.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const tidy =
  (context: Context): Processor<'tidy'> =>
  () =>
    tidyUp(context.turn)
