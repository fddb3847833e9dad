import { fetchWaiting } from '../src/attachments/fetch-waiting.ts'
import type { Context } from '../src/context.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const fetch =
  (context: Context): Processor<'fetch'> =>
  ({ channel }) =>
    fetchWaiting(context.download(channel))
