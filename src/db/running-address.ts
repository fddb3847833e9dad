/** Stores the address of the running Linli's pages in the database: a command-line tool cannot know its port. */
import type { Queryable } from './queryable.ts'
import { readSetting, saveSetting } from './settings.ts'

const KEY = 'address'
/** A process on this machine answers at once, or not at all. */
const ANSWER_MS = 1_500

/** The newest start wins: processes of one service differ in their port, not in their pages. */
export const noteAddress = (db: Queryable, url: string) => saveSetting(db, KEY, url)

/** @returns null when no address is stored, or nothing answers there any more (or from here). */
export async function runningAddress(db: Queryable): Promise<string | null> {
  const url = await readSetting(db, KEY)
  if (!url) return null
  const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null)
  return answer?.ok ? url : null
}
