/**
 * The live version in this process. It polls for publications of any process and switches within a second or two,
 * without a restart. A turn ends with the version that it began with.
 */
import type { Pool } from 'pg'
import { PromptFileError, type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { appendAudit } from './audit.ts'
import type { PromptSet, Purpose } from './prompt-set.ts'
import { publishFolder } from './publish.ts'
import type { Shadow } from './shadow.ts'
import { filesOf, saveVersion } from './versions.ts'

export interface LivePrompts {
  current(): PromptSet
  /** The draft that runs beside it, if any. */
  shadow(): RunningShadow | null
  /** Polls once. @returns whether the live version has changed. */
  refresh(): Promise<boolean>
}

interface RunningShadow {
  id: string
  share: number
  set: PromptSet
}

export interface LivePromptsOptions {
  pool: Pool
  /** Files of the folder prompts/ of this program. */
  shipped: PromptFiles
  load(files: PromptFiles, purpose: Purpose): Promise<PromptSet>
  now: () => Date
  /** Called for a published version that this program cannot read. */
  onUnreadable: (version: string, error: PromptFileError) => void
}

/** For tests and tools with one version and no database. */
export const fixedPrompts = (set: PromptSet): LivePrompts => ({
  current: () => set,
  shadow: () => null,
  refresh: async () => false,
})

/** @throws PromptFileError when the folder's own prompts are invalid: without them Linli cannot start. */
export async function livePrompts(options: LivePromptsOptions): Promise<LivePrompts> {
  const { pool, load } = options
  let set = await firstSet(options)
  let shadow: RunningShadow | null = null
  /** Unreadable publications are not retried: an older process beside a newer one keeps its version. */
  const unreadable = new Set<string>()
  let looking: Promise<boolean> | undefined

  return {
    current: () => set,
    shadow: () => shadow,
    // Concurrent polls share one run: training a draft's classifier takes longer than the poll interval.
    refresh: () => (looking ??= look().finally(() => (looking = undefined))),
  }

  async function look(): Promise<boolean> {
    const running = await runningNow(pool)
    const before = set
    const { live } = running
    if (live && live.id !== set.version) set = (await loaded(live.id, 'triage', live.publication)) ?? set
    if (running.shadow?.id !== shadow?.id) {
      const draft = running.shadow && (await loaded(running.shadow.versionId, 'shadow', null))
      shadow = running.shadow && draft ? { ...running.shadow, set: draft } : null
    }
    return set !== before
  }

  async function loaded(
    version: string,
    purpose: Purpose,
    publication: string | null,
  ): Promise<PromptSet | null> {
    const tried = `${version} ${publication}`
    if (unreadable.has(tried)) return null
    try {
      return await load(await filesOf(pool, version), purpose)
    } catch (error) {
      if (!(error instanceof PromptFileError)) throw error
      unreadable.add(tried)
      await noteUnreadable(options, version, publication, error)
      return null
    }
  }
}

/** Records the reason, so that the list of versions shows that this process does not use the published one. */
async function noteUnreadable(
  { pool, now, onUnreadable }: LivePromptsOptions,
  version: string,
  publication: string | null,
  error: PromptFileError,
): Promise<void> {
  onUnreadable(version, error)
  await appendAudit(pool, {
    at: now(),
    actor: 'linli',
    action: 'prompt.unreadable',
    subject: version,
    data: { reason: error.message, publication },
  })
}

interface Running {
  live: { id: string; publication: string } | null
  shadow: Shadow | null
}

async function runningNow(pool: Pool): Promise<Running> {
  const { rows } = await pool.query<Shadow & { live: string | null; publication: string }>({
    name: 'prompts published now',
    text: `SELECT p.version_id AS live, p.id AS publication, s.id, s.version_id AS "versionId", s.share FROM (SELECT 1) AS one
      LEFT JOIN (SELECT version_id, id FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1) p ON true
      LEFT JOIN shadow s ON s.ended_at IS NULL ORDER BY s.started_at DESC LIMIT 1`,
  })
  const [row] = rows
  return {
    live: row?.live ? { id: row.live, publication: row.publication } : null,
    shadow: row?.id ? row : null,
  }
}

/**
 * Until the first manual publication the folder is live, so an edit takes effect at the next start. After it only a
 * publication changes the live version. When this program cannot read the published version (after an update), it
 * publishes the folder's version instead, with the reason in the note, so that residents still get answers.
 */
async function firstSet(options: LivePromptsOptions): Promise<PromptSet> {
  const { pool, shipped, load, now } = options
  const live = await newestPublication(pool)
  const own = versionOf(shipped)
  if (live && (live.kind !== 'start' || live.id === own)) {
    try {
      return await load(live.id === own ? shipped : await filesOf(pool, live.id), 'triage')
    } catch (error) {
      if (!(error instanceof PromptFileError)) throw error
      await noteUnreadable(options, live.id, live.publication, error)
      return await fromFolder(`${live.id} 读不了 / cannot be read: ${error.message.split('\n')[0]}`)
    }
  }
  return await fromFolder('prompts/')

  async function fromFolder(note: string) {
    const set = await load(shipped, 'triage')
    const signed = { author: 'linli', note, at: now() }
    await publishFolder(pool, await saveVersion(pool, shipped, signed), signed)
    return set
  }
}

async function newestPublication(pool: Pool) {
  const { rows } = await pool.query<{ id: string; kind: string; publication: string }>(
    'SELECT version_id AS id, kind, id AS publication FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1',
  )
  return rows[0]
}
