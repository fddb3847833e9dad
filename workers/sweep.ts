import type { Context } from '../src/context.ts'
import { recountPromises } from '../src/workflow/recalculate-sla.ts'
import { sweep as sweepAll } from '../src/queue/sweep.ts'

export const sweep = (context: Context) => async () => {
  await context.directory.reload()
  // First: nothing may keep the last net from being drawn.
  await sweepAll(context)
  await recountPromises(context.turn)
}
