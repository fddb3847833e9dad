import type { Context } from '../src/context.ts'
import { takeTurn } from '../src/conversation/process-conversation.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const triage =
  (context: Context): Processor<'triage'> =>
  ({ conversationId }) =>
    takeTurn(context.turn, conversationId)
