/** A member left the chat of a work group: what they cannot see any more is handed on. They stay a member. */
import type { ChatNews } from '../../domain/message.ts'
import { noteLeft } from '../../inbox/chats.ts'
import { pastName } from '../../notify/render/render-context.ts'
import { handOnFrom, staffOf } from '../../workflow/reassign-leavers.ts'
import type { DecisionDeps, TurnDeps } from '../../workflow/deps.ts'

export async function leaveGroup(
  deps: Pick<TurnDeps, 'transact' | 'rendering'> & DecisionDeps,
  { channel, chat, who }: Extract<ChatNews, { what: 'person_left' }>,
): Promise<void> {
  const { transact, rendering } = deps
  await transact(async tx => {
    const { rows } = await tx.db.query<{ memberId: string; workGroupId: string }>(
      `SELECT i.member_id AS "memberId", c.work_group_id AS "workGroupId"
       FROM conversation c JOIN identity i ON i.channel = c.channel AND i.external_id = $3 JOIN member m ON m.id = i.member_id
       WHERE c.channel = $1 AND (c.external_id = $2 OR starts_with(c.external_id, $2 || ':')) AND c.work_group_id IS NOT NULL
         AND m.active ORDER BY c.id LIMIT 1`,
      [channel, chat, who],
    )
    const [left] = rows
    if (!left) return
    const { memberId, workGroupId } = left
    await noteLeft(tx.db, memberId, { channel, chat }, tx.at)
    const { rowCount: elsewhere } = await tx.db.query(ELSEWHERE, [memberId])
    if (elsewhere) return
    const handed = await handOnFrom(tx, staffOf(deps), [memberId])
    if (handed.length === 0) return
    const { org, replies } = rendering()
    const group = org.workGroupById.get(workGroupId)
    const duty = org.dutyGroupOf(group?.gridId ?? null, 1)
    if (!duty) return
    const text = replies.say(duty.language, 'group_left', {
      name: pastName(rendering(), memberId),
      group: org.nameOf(group, duty.language),
      count: handed.length,
    })
    for (const { id } of org.conversationsOf(duty.id)) tx.say(id, { text })
  })
}

/** Platforms do not list a chat's members: a member is in a chat when a message of theirs came after they left it. */
const ELSEWHERE = `
  SELECT FROM conversation c WHERE c.work_group_id IS NOT NULL AND c.reachable AND EXISTS (
    SELECT FROM inbound_message m JOIN identity i ON i.id = m.identity_id
    WHERE m.conversation_id = c.id AND i.member_id = $1 AND m.received_at > coalesce(
      (SELECT max(l.at) FROM left_chat l WHERE l.member_id = $1 AND l.channel = c.channel
         AND (c.external_id = l.chat OR starts_with(c.external_id, l.chat || ':'))), '-infinity'))
  LIMIT 1`
