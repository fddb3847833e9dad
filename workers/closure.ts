import type { Context } from '../src/context.ts'
import { checkClosure } from '../src/workflow/verify-closing-note.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const closure =
  (context: Context): Processor<'closure'> =>
  ({ ticketId }) =>
    checkClosure(context.turn, context.prompts.current().closure, ticketId)
