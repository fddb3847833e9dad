/** Where the pages of the Linli on this database answer: a command beside it cannot know which port that one was given. */
import type { Queryable } from './queryable.ts'
import { readSetting, saveSetting } from './settings.ts'

const KEY = 'address'
/** A process on this machine answers at once, or is gone. */
const ANSWER_MS = 1_500

/** The newest start wins: several processes of one service differ in their port, not in what they show. */
export const noteAddress = (db: Queryable, url: string) => saveSetting(db, KEY, url)

/** @returns null when none was ever written down, or nothing answers there any more (or from here). */
export async function runningAddress(db: Queryable): Promise<string | null> {
  const url = await readSetting(db, KEY)
  if (!url) return null
  const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null)
  return answer?.ok ? url : null
}
