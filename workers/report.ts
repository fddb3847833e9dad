import type { Context } from '../src/context.ts'
import { tellGroups } from '../src/workflow/send-digests.ts'

export const report = (context: Context) => () => tellGroups(context.turn)
