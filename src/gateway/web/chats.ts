/** Which conversations are whose. A resident has one, with Linli; a member has one for each of their work groups. */
import { addWebChatsOfGroups } from '../../inbox/chats.ts'
import type { Pool } from 'pg'
import type { Language } from '../../domain/message.ts'
import { ApiError } from '../../http/errors.ts'
import type { Account } from '../../inbox/sessions.ts'
import type { Chat } from './api-types.ts'

/** Duty groups are read by those who see to the whole community; all of them by those who see to the district. */
const DUTY_ROLES = ['duty_officer', 'community_officer', 'arbiter', 'supervisor', 'admin']

export interface OpenChat {
  id: string
  externalId: string
  kind: 'private' | 'group'
}

const RESIDENT_CHATS = `
  SELECT c.id, c.external_id AS "externalId", c.kind, '邻里' AS zh, 'Linli' AS en
  FROM conversation c
  WHERE c.channel = 'web' AND c.external_id = $1`

const MEMBER_GROUPS = `
  SELECT g.* FROM work_group g
  JOIN member m ON m.id = $1 AND m.active
  WHERE (g.kind = 'grid' AND g.grid_id = m.grid_id)
     OR (g.kind = 'unit' AND g.unit_id = m.unit_id)
     OR (g.kind = 'duty' AND m.role::text = ANY($2) AND
       (g.community_id = m.community_id OR coalesce(m.community_id, m.grid_id, m.unit_id) IS NULL))`

const MEMBER_CHATS = `
  SELECT c.id, c.external_id AS "externalId", c.kind, g.name_zh AS zh, g.name_en AS en
  FROM (${MEMBER_GROUPS}) g
  JOIN conversation c ON c.channel = 'web' AND c.external_id = g.id::text
  ORDER BY g.kind, g.name_zh`

/** @param language of the titles. */
export async function chatsOf(pool: Pool, account: Account, language: Language): Promise<Chat[]> {
  // A group made after the start has no conversation here yet: the first call of a member makes it.
  if (account.kind === 'member') await addWebChatsOfGroups(pool)
  const rows = await chatRows(pool, account)
  return rows.map(({ id, kind, zh, en }) => ({ id, kind, title: language === 'en' ? en : zh }))
}

/** @throws ApiError not_yours, also for a chat that does not exist: the answer does not tell which ids do. */
export async function openChat(pool: Pool, account: Account, chatId: string): Promise<OpenChat> {
  const chat = (await chatRows(pool, account)).find(row => row.id === chatId)
  if (!chat) throw new ApiError('not_yours')
  return chat
}

async function chatRows(pool: Pool, account: Account) {
  const query =
    account.kind === 'resident'
      ? { name: 'web resident chats', text: RESIDENT_CHATS, values: [account.externalId] }
      : { name: 'web member chats', text: MEMBER_CHATS, values: [account.personId, DUTY_ROLES] }
  return (await pool.query<OpenChat & Wording>(query)).rows
}
interface Wording {
  zh: string
  en: string
}
