/** Versions of the prompts in the database: immutable, named by a content hash. The newest publication is live. */
import type { Pool } from 'pg'
import { toJsonb } from '../db/jsonb.ts'
import { isPromptFile, type PromptFiles, versionOf } from '../prompt-files/prompt-files.ts'
import { appendAudit } from './audit.ts'

export type Queryable = Pick<Pool, 'query'>

interface VersionFacts {
  id: string
  author: string
  note: string
  createdAt: Date
}

export interface ListedVersion extends VersionFacts {
  live: boolean
  /** Time of its last publication; null: never. */
  publishedAt: Date | null
  /** Why a process could not read its newest publication; null: none has reported that. */
  unreadable: string | null
  /** The newest exam for each decider. */
  exams: readonly { id: string; decider: string; state: string; startedAt: string }[]
}

export interface Signed {
  /** A member's name, or the operator's on the command line. */
  author: string
  note: string
  at: Date
}

/** A request about versions is refused. The message is for the admin, in both languages. */
export class PromptRefused extends Error {
  override name = 'PromptRefused'
}

/** The named object does not exist. */
export class PromptUnknown extends PromptRefused {}

/** The named version does not exist; callers may offer a list of versions. */
export class VersionUnknown extends PromptUnknown {}

/**
 * Stores the files as a version. Idempotent: an existing version keeps its first author.
 * @returns its id. @throws PromptRefused for a name that is no prompt file, because an export would write that file.
 */
export async function saveVersion(
  db: Queryable,
  files: PromptFiles,
  { author, note, at }: Signed,
): Promise<string> {
  const stranger = Object.keys(files).find(name => !isPromptFile(name))
  if (stranger !== undefined)
    throw new PromptRefused(`${stranger}: 不是提示词文件 / is not a file of the prompts`)
  const id = versionOf(files)
  const { rowCount } = await db.query(
    `INSERT INTO prompt_version (id, files, author, note, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO NOTHING`,
    [id, toJsonb(files), author, note, at],
  )
  if (rowCount)
    await appendAudit(db, { at, actor: author, action: 'prompt.draft', subject: id, data: { note } })
  return id
}

/** @throws PromptUnknown when there is none. */
export async function filesOf(db: Queryable, id: string): Promise<PromptFiles> {
  const { rows } = await db.query<{ files: PromptFiles }>('SELECT files FROM prompt_version WHERE id = $1', [
    id,
  ])
  if (!rows[0]) throw unknown(id)
  return rows[0].files
}

/** The files of the newest publication; null: none. */
export async function filesPublishedLast(db: Queryable): Promise<PromptFiles | null> {
  const { rows } = await db.query<{ files: PromptFiles }>(
    `SELECT files FROM prompt_version WHERE id = (SELECT version_id FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1)`,
  )
  return rows[0]?.files ?? null
}

/** Fewer digits could match a version by accident. */
const LEAST_DIGITS = 3

/** The only version whose id begins like this. @throws VersionUnknown for none, PromptRefused for several. */
export async function versionLike(db: Queryable, start: string): Promise<string> {
  if (start.length < LEAST_DIGITS) throw unknown(start)
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM prompt_version WHERE starts_with(id, $1) ORDER BY created_at DESC LIMIT 2',
    [start.toLowerCase()],
  )
  const [found, another] = rows
  if (!found) throw unknown(start)
  if (another) throw new PromptRefused(`${start}: 不止一个版本这样开头 / several versions begin like that`)
  return found.id
}

/** The name for the live version. */
export const LIVE = 'live'

/** @param name `live`, or the beginning of an id. @throws PromptUnknown, PromptRefused */
export async function versionNamed(db: Queryable, name: string): Promise<string> {
  if (name !== LIVE) return await versionLike(db, name)
  const live = await liveVersion(db)
  if (!live) throw new PromptUnknown('还没有上线的版本，先启动一次 / nothing is live yet: start Linli once')
  return live
}

const unknown = (id: string) => new VersionUnknown(`${id || '""'}: 没有这个版本 / there is no such version`)

export async function liveVersion(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: 'live prompts',
    text: 'SELECT version_id AS id FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1',
  })
  return rows[0]?.id ?? null
}

const LISTED = `
  SELECT v.id, v.author, v.note, v.created_at AS "createdAt",
    v.id = (SELECT version_id FROM prompt_publication ORDER BY at DESC, id DESC LIMIT 1) AS live,
    (SELECT max(at) FROM prompt_publication p WHERE p.version_id = v.id) AS "publishedAt",
    (SELECT data->>'reason' FROM audit_entry a WHERE a.subject = v.id AND a.action = 'prompt.unreadable'
      AND a.data->>'publication' = (SELECT p.id::text FROM prompt_publication p WHERE p.version_id = v.id ORDER BY at DESC, id DESC LIMIT 1)
      ORDER BY a.at DESC LIMIT 1) AS unreadable,
    coalesce((SELECT jsonb_agg(e ORDER BY e.decider) FROM (
      SELECT DISTINCT ON (decider) id, decider, state, started_at AS "startedAt" FROM prompt_exam
      WHERE version_id = v.id ORDER BY decider, started_at DESC, id DESC) e), '[]') AS exams
  FROM prompt_version v`

/** The newest first. */
export async function listVersions(db: Queryable, limit = 50): Promise<ListedVersion[]> {
  const { rows } = await db.query<ListedVersion>(
    `${LISTED} ORDER BY greatest(v.created_at, (SELECT max(at) FROM prompt_publication p WHERE p.version_id = v.id)) DESC LIMIT $1`,
    [limit],
  )
  return rows
}

/** @throws PromptUnknown */
export async function listedVersion(db: Queryable, id: string): Promise<ListedVersion> {
  const { rows } = await db.query<ListedVersion>(`${LISTED} WHERE v.id = $1`, [id])
  if (!rows[0]) throw unknown(id)
  return rows[0]
}
