/**
 * Sessions of the web. A resident is a device that came once; a worker is the one who opened the one-time link. Of tokens
 * and codes only hashes are kept, so that a copy of the database gives no access.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { newId } from '../lib/ids.ts'
import { inTransaction } from '../db/client.ts'
import type { Language } from '../domain/message.ts'

export type AccountKind = 'resident' | 'member'
/** As in the schema. */
type MemberRole = 'grid_worker' | 'duty_officer' | 'unit_contact' | 'arbiter' | 'supervisor' | 'admin'

export interface Account {
  sessionId: string
  identityId: string
  /** Of the identity on this channel. */
  externalId: string
  kind: AccountKind
  /** Of the resident or member. */
  personId: string
  name: string
  /** null: a resident has none. */
  role: MemberRole | null
  /** null: a member has none of their own. */
  language: Language | null
}

const DAY_MS = 24 * 60 * 60 * 1000
export const SESSION_DAYS = { resident: 180, member: 30 } as const satisfies Record<AccountKind, number>

export const COOKIE = { resident: 'linli_resident', member: 'linli_work' } as const satisfies Record<
  AccountKind,
  string
>

export const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/**
 * The account that is signed in with this token. Using it prolongs it, at most once a day.
 * @returns null for a token that is unknown, expired, of the other kind, or of a member who has left.
 */
export async function authenticate(
  pool: Pool,
  token: string,
  kind: AccountKind,
  now: Date,
): Promise<Account | null> {
  const { rows } = await pool.query<Account & { active: boolean | null; expiresAt: Date }>({
    name: `web account ${kind}`,
    text: ACCOUNT_BY_TOKEN[kind],
    values: [hash(token), now],
  })
  const row = rows[0]
  if (!row || row.active === false) return null
  const { active: _, expiresAt, ...account } = row
  const fullLife = SESSION_DAYS[kind] * DAY_MS
  if (expiresAt.getTime() - now.getTime() < fullLife - DAY_MS) {
    await pool.query('UPDATE web_session SET expires_at = $2 WHERE id = $1', [
      account.sessionId,
      new Date(now.getTime() + fullLife),
    ])
  }
  return account
}

const accountByToken = (kind: AccountKind, person: string, columns: string) => `
  SELECT s.id AS "sessionId", s.expires_at AS "expiresAt", n.id AS "identityId", n.external_id AS "externalId",
         '${kind}' AS kind, p.id AS "personId", coalesce(p.name, '') AS name, ${columns}
  FROM web_session s
  JOIN identity n ON n.id = s.identity_id AND n.channel = 'web'
  JOIN ${person} p ON p.id = n.${person}_id
  WHERE s.token_hash = $1 AND s.expires_at > $2`
const ACCOUNT_BY_TOKEN: Record<AccountKind, string> = {
  resident: accountByToken('resident', 'resident', 'p.language, NULL AS role, NULL::boolean AS active'),
  member: accountByToken('member', 'member', 'NULL::language AS language, p.role, p.active'),
}

/** A device that comes for the first time: a resident, their identity and their conversation with Linli. */
export function signInResident(pool: Pool, language: Language, now: Date): Promise<string> {
  return inTransaction(pool, async client => {
    const residentId = newId()
    const identityId = newId()
    const externalId = randomUUID()
    await client.query('INSERT INTO resident (id, language, created_at) VALUES ($1, $2, $3)', [
      residentId,
      language,
      now,
    ])
    await client.query(
      `INSERT INTO identity (id, channel, external_id, resident_id, created_at) VALUES ($1, 'web', $2, $3, $4)`,
      [identityId, externalId, residentId, now],
    )
    await client.query(
      `INSERT INTO conversation (id, channel, external_id, kind, resident_id, created_at) VALUES ($1, 'web', $2, 'private', $3, $4)`,
      [newId(), externalId, residentId, now],
    )
    return openSession(client, identityId, 'resident', now)
  })
}

export type CodeRefusal = 'code_used' | 'code_unknown'

/** Uses up a one-time code. @returns the token of the session; `code_used` also when the code has expired. */
export function signInMember(
  pool: Pool,
  code: string,
  now: Date,
): Promise<{ token: string } | { refusal: CodeRefusal }> {
  const codeHash = hash(code.trim())
  return inTransaction(pool, async client => {
    // One statement: of two browsers that come at once the row lock lets one through.
    const { rows } = await client.query<{ id: string; name: string }>(
      `UPDATE invitation i SET used_at = $2 FROM member m
       WHERE i.code_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND m.id = i.member_id AND m.active
       RETURNING m.id, m.name`,
      [codeHash, now],
    )
    const member = rows[0]
    if (!member) return { refusal: (await isKnown(client, codeHash)) ? 'code_used' : 'code_unknown' }
    const identity = await client.query<{ id: string }>(
      `INSERT INTO identity (id, channel, external_id, name, member_id, created_at) VALUES ($1, 'web', $2, $3, $4, $5)
       ON CONFLICT (channel, external_id) DO UPDATE SET name = excluded.name, member_id = excluded.member_id
       RETURNING id`,
      [newId(), `member:${member.id}`, member.name, member.id, now],
    )
    return { token: await openSession(client, identity.rows[0]?.id ?? '', 'member', now) }
  })
}

async function isKnown(client: PoolClient, codeHash: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM invitation WHERE code_hash = $1 AND member_id IS NOT NULL',
    [codeHash],
  )
  return rowCount === 1
}

async function openSession(
  client: PoolClient,
  identityId: string,
  kind: AccountKind,
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await client.query(
    'INSERT INTO web_session (id, token_hash, identity_id, expires_at) VALUES ($1, $2, $3, $4)',
    [newId(), hash(token), identityId, new Date(now.getTime() + SESSION_DAYS[kind] * DAY_MS)],
  )
  return token
}

export async function signOut(pool: Pool, token: string): Promise<void> {
  await pool.query('DELETE FROM web_session WHERE token_hash = $1', [hash(token)])
}

/** The switch between Chinese and English on the page: Linli answers in it from now on. */
export async function setLanguage(pool: Pool, account: Account, language: Language): Promise<void> {
  if (account.kind === 'resident' && account.language !== language)
    await pool.query('UPDATE resident SET language = $2 WHERE id = $1', [account.personId, language])
}
