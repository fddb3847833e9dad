import type { Context } from '../src/context.ts'
import { tellGroups } from '../src/conversation/tell-groups.ts'

export const report = (context: Context) => () => tellGroups(context.turn)
