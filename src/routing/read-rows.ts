/** Reads the organisation's rows over a given connection: the committed ones, or those of an open transaction. */
import type pg from 'pg'
import { buildGazetteer } from './gazetteer.ts'
import { buildSnapshot, type OrgRows, type OrgSnapshot } from './org-snapshot.ts'

export type Stored = Record<string, unknown>
interface Query {
  text: string
  values: unknown[]
}
type Ask = (queries: Query[]) => Promise<Stored[][]>

const QUERIES: Readonly<Record<keyof OrgRows, string>> = {
  subdistricts: 'SELECT * FROM subdistrict ORDER BY code',
  communities: 'SELECT * FROM community ORDER BY code',
  grids: 'SELECT * FROM grid ORDER BY code',
  places: 'SELECT * FROM place ORDER BY code',
  units: 'SELECT * FROM unit ORDER BY code',
  members: 'SELECT * FROM member ORDER BY id',
  workGroups: `SELECT w.*, coalesce(
      (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'channel', c.channel, 'externalId', c.external_id,
        'reachable', c.reachable) ORDER BY c.id) FROM conversation c WHERE c.work_group_id = w.id), '[]') AS conversations
    FROM work_group w ORDER BY w.id`,
  shifts: 'SELECT * FROM shift ORDER BY id',
  // Past leaves are not needed.
  leaves: `SELECT * FROM leave WHERE "to" >= to_timestamp($1::float8) ORDER BY id`,
  calendarDays: 'SELECT * FROM calendar_day ORDER BY day',
}

export async function readRows(ask: Ask, now: Date): Promise<OrgRows> {
  const since = now.getTime() / 1000 - 86_400
  const answers = await ask(
    Object.values(QUERIES).map(text => ({ text, values: text.includes('$1') ? [since] : [] })),
  )
  const rows = Object.fromEntries(
    Object.keys(QUERIES).map((part, i) => [part, (answers[i] ?? []).map(named)]),
  ) as unknown as OrgRows
  return { ...rows, grids: rows.grids.toSorted((a, b) => byNumber(a.code, b.code)) }
}

/** The organisation as it will be when the transaction is committed. */
export async function snapshotWithin(db: pg.PoolClient, now: Date): Promise<OrgSnapshot> {
  const ask: Ask = async queries => {
    const answers: Stored[][] = []
    for (const query of queries) answers.push((await db.query<Stored>(query)).rows)
    return answers
  }
  const rows = await readRows(ask, now)
  return buildSnapshot(rows, buildGazetteer(rows))
}

/** Prisma does not accept null for a list. */
const LISTS: ReadonlySet<string> = new Set(['aliases', 'responsibilities', 'days'])

/** `name_zh` becomes `nameZh`. */
const named = (row: Stored): Stored =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value ?? (LISTS.has(key) ? [] : value),
    ]),
  )

/** Sorts g2 before g10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
