import type { Context } from '../src/context.ts'
import { meetDeadlines } from '../src/workflow/run-deadlines.ts'

export const deadline = (context: Context) => () => meetDeadlines(context.turn)
