import type { Context } from '../src/context.ts'
import { deliver as deliverAll } from '../src/notify/delivery/deliver.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const deliver =
  (context: Context): Processor<'deliver'> =>
  ({ channel }) =>
    deliverAll(context.delivery(channel))
