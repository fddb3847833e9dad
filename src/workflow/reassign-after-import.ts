/** An import that retires members hands on what they had, in its own transaction; a service that runs sends the words. */
import type { PoolClient } from 'pg'
import { loadReplies } from '../prompt-files/replies.ts'
import { createTimes } from '../notify/render/format-time.ts'
import type { RenderContext } from '../notify/render/render-context.ts'
import type { HandedOn, HandOn } from '../organisation/import.ts'
import { loadRules } from '../prompts/house-rules.ts'
import { filesPublishedLast } from '../prompts/versions.ts'
import { snapshotWithin } from '../routing/read-rows.ts'
import { CHINA } from '../tickets/work-calendar.ts'
import type { Rules } from '../domain/house-rules.ts'
import type { OrgSnapshot } from '../routing/directory.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { PromptFileError, type PromptFiles, readPromptFiles } from '../prompt-files/prompt-files.ts'
import { handOnFrom, partsAtWork } from './reassign-leavers.ts'
import { workWithin } from './transaction.ts'

/** @param folder of the prompts that come with the program. */
export const handOnWithImport =
  (folder: string): HandOn =>
  async (db, at, memberIds) => {
    const { rendering, caps } = await loadWithin(db, at, readPromptFiles(folder))
    const { org } = rendering
    // Counted before those of a unit without people go back to the grid.
    const parts = await partsOf(db, org, memberIds)
    const work = workWithin(
      db,
      { rendering: () => rendering, at },
      async tx => await handOnFrom(tx, { org, caps }, memberIds),
    )
    const { result } = await work
    const of = (state: string) => result.filter(ticket => ticket.state === state).length
    const [arbitrations, meetings] = [of('arbitration'), of('meeting')]
    return { tickets: result.length - arbitrations - meetings, arbitrations, meetings, parts }
  }

interface Loaded {
  rendering: RenderContext
  caps: Rules['caps']
}

/** A part is the unit's, not its contact's: its other people have it, or the grid when there are none. */
async function partsOf(
  db: PoolClient,
  org: OrgSnapshot,
  memberIds: readonly string[],
): Promise<HandedOn['parts']> {
  const units = new Set(memberIds.flatMap(id => org.memberById.get(id)?.unitId ?? []))
  return (await partsAtWork(db, units)).length
}

/** The organisation as the import leaves it. */
async function loadWithin(db: PoolClient, at: Date, shipped: PromptFiles): Promise<Loaded> {
  const published = await filesPublishedLast(db)
  const org = await snapshotWithin(db, at)
  const load = (files: PromptFiles): Loaded => {
    const replies = loadReplies(files, shipped)
    const tree = loadCategories(files)
    const rules = loadRules(files, tree, shipped)
    return { rendering: { replies, times: createTimes(CHINA, replies), tree, rules, org }, caps: rules.caps }
  }
  try {
    return load(published ?? shipped)
  } catch (error) {
    // As the service does with a version that it cannot read.
    if (!published || !(error instanceof PromptFileError)) throw error
    return load(shipped)
  }
}
