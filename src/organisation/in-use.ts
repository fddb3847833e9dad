/**
 * Finds what cannot be retired because work refers to it: tickets are kept for ever, and a bound chat still
 * receives.
 */
import type { PoolClient } from 'pg'
import type { Bilingual } from '../domain/category.ts'
import { MEMBER_CODE, readGroupIds } from './from-database.ts'
import type { Change } from './merge.ts'
import type { Part } from './organisation.ts'
import { quoted } from './problem.ts'
import { retiredCodes } from './retired.ts'
import type { Review } from './review.ts'

const USES = {
  grids: `SELECT g.code AS key, count(*)::int AS uses FROM ticket t JOIN grid g ON g.id = t.grid_id
    WHERE g.code = ANY($1) GROUP BY 1`,
  // Counts whistled tickets and joint meetings too: after an agreement the unit owns the ticket.
  units: `SELECT u.code AS key, count(*)::int AS uses FROM unit u JOIN ticket t ON t.unit_id = u.id
      OR t.tasks @> jsonb_build_array(jsonb_build_object('unitId', u.id::text)) OR t.meeting ->> 'unitId' = u.id::text
    WHERE u.code = ANY($1) GROUP BY 1`,
  groups: `SELECT work_group_id AS key, count(*)::int AS uses FROM conversation
    WHERE work_group_id = ANY($1::uuid[]) GROUP BY 1`,
} as const satisfies Partial<Record<Part, string>>

const TICKETS: Bilingual = { zh: '工单', en: 'tickets' }
const CHATS: Bilingual = { zh: '绑定的群聊', en: 'chats bound to it' }

/** Reports tickets of members about to be retired: they will be handed on. */
async function noteHandedOn(db: PoolClient, changes: readonly Change[], note: Review['note']): Promise<void> {
  const codes = retiredCodes(changes)
  if (codes.length === 0) return
  const { rows } = await db.query<{ uses: number }>(
    `SELECT count(*)::int AS uses FROM ticket t WHERE t.state IN ('assigned', 'accepted', 'whistled', 'meeting', 'arbitration')
      AND EXISTS (SELECT FROM member m WHERE ${MEMBER_CODE} = ANY($1)
        AND (m.id IN (t.owner_id, t.held_by_id) OR t.state = 'arbitration' AND m.id::text = (
          SELECT e.data->>'arbiterId' FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind IN ('disputed', 'handed_on')
          ORDER BY e.version DESC LIMIT 1)))`,
    [codes],
  )
  const uses = rows[0]?.uses ?? 0
  if (uses > 0)
    note('warning', 'members', null, {
      zh: `不再在岗的 ${codes.length} 人手上有 ${uses} 件在办工单，导入时自动转给在岗的人`,
      en: `the ${codes.length} people who are retired have ${uses} open tickets in hand: they are handed on to colleagues`,
    })
}

export async function checkInUse(
  db: PoolClient,
  changes: readonly Change[],
  note: Review['note'],
): Promise<void> {
  await noteHandedOn(db, changes, note)
  for (const part of ['grids', 'units', 'groups'] as const) {
    const keys = changes
      .filter(change => change.part === part && change.after.length === 0)
      .map(({ key }) => key)
    if (keys.length === 0) continue
    const ids = part === 'groups' ? await readGroupIds(db) : new Map<string, string>()
    const codes = new Map(keys.map(key => [ids.get(key) ?? key, key]))
    const { rows } = await db.query<{ key: string; uses: number }>(USES[part], [[...codes.keys()]])
    for (const { key, uses } of rows) {
      const what = part === 'groups' ? CHATS : TICKETS
      const name = quoted(codes.get(key) ?? key)
      note('error', part, null, {
        zh: `${name.zh}不能去掉：还有${what.zh}（${uses}）；留在文件里`,
        en: `${name.en} cannot be retired: it still has ${what.en} (${uses}); leave it in the file`,
      })
    }
  }
}
