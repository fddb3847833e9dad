/**
 * What happens to a chat itself: a group goes on under another id, we are blocked, sent away or let in. A work group must
 * not fall silent because somebody changed a setting of the chat.
 */
import type { ChatNews, Notice } from '../../domain/message.ts'
import { newId } from '../../lib/ids.ts'
import type { Queryable } from '../../tickets/store.ts'
import { leaveGroup } from './leave-group.ts'
import { tellMissed } from './missed-messages.ts'
import { redrawCards } from '../../workflow/unreachable-residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

export type ChatNewsDeps = Pick<TurnDeps, 'transact' | 'directory' | 'voice'>

export function createNotice(deps: ChatNewsDeps): Notice {
  return async news => {
    if (news.what === 'moved') await follow(deps, news.channel, news.chat, news.to)
    else if (news.what === 'left') await giveUp(deps, news)
    else if (news.what === 'person_left') return await leaveGroup(deps, news)
    else await welcome(deps, news)
    await deps.directory.reload()
  }
}

/** The chat, and its topics; never a chat whose person was forgotten: it has no address any more. */
const WHOLE = `channel = $1 AND (external_id = $2 OR starts_with(external_id, $3)) AND NOT starts_with(external_id, 'erased:')`
const wholeOf = ({ channel, chat }: Pick<ChatNews, 'channel' | 'chat'>) => [channel, chat, `${chat}:`]

/** Nobody in a work group that lost us can say so: the duty officers above it hear that it gets no tickets. */
async function giveUp({ transact, voice }: ChatNewsDeps, news: ChatNews): Promise<void> {
  await transact(async tx => {
    const { rows: lost } = await tx.db.query<{ id: string; workGroupId: string | null }>(
      `WITH gone AS (
         UPDATE conversation c SET reachable = false FROM (SELECT id, reachable FROM conversation WHERE ${WHOLE} FOR UPDATE) AS was
         WHERE was.id = c.id RETURNING c.id, c.work_group_id, was.reachable
       ), unsaid AS (
         UPDATE outbound_message SET state = 'undeliverable', error = 'the chat is not reachable'
         FROM gone WHERE conversation_id = gone.id AND state = 'pending')
       SELECT id, work_group_id AS "workGroupId" FROM gone WHERE reachable`,
      wholeOf(news),
    )
    const { org, replies } = voice()
    const gone = new Set(lost.map(({ id }) => id))
    await redrawCards(tx, [...gone])
    for (const workGroupId of new Set(lost.flatMap(each => each.workGroupId ?? []))) {
      const group = org.workGroupById.get(workGroupId)
      // It may still be reached on another channel.
      if (org.conversationsOf(workGroupId).some(({ id }) => !gone.has(id))) continue
      const above = group && org.dutyGroupOf(group.gridId, group.kind === 'duty' ? 3 : 1)
      if (!above || above.id === workGroupId) continue
      const text = replies.say(above.language, 'group_lost', { group: org.nameOf(group, above.language) })
      for (const { id } of org.conversationsOf(above.id)) tx.say(id, { text })
    }
  })
}

/**
 * A group that we know nothing of learns how it is bound, in the language of whoever added us; said once, however often
 * the platform tells us.
 */
async function welcome(
  { transact, voice }: ChatNewsDeps,
  news: Extract<ChatNews, { what: 'joined' }>,
): Promise<void> {
  await transact(async tx => {
    const { rows: again } = await tx.db.query<{ id: string }>(
      `UPDATE conversation SET reachable = true WHERE ${WHOLE} AND NOT reachable RETURNING id`,
      wholeOf(news),
    )
    if (news.kind === 'private') {
      const ids = again.map(({ id }) => id)
      await redrawCards(tx, ids)
      return await tellMissed(tx, voice(), ids)
    }
    for (const { id } of again) await hangCards(tx, id)
    const { rows: unknown } = await tx.db.query<{ id: string }>(
      `INSERT INTO conversation (id, channel, external_id, kind, created_at) VALUES ($1, $2, $3, 'group', $4)
       ON CONFLICT (channel, external_id) DO NOTHING RETURNING id`,
      [newId(), news.channel, news.chat, tx.at],
    )
    for (const { id } of unknown)
      tx.say(id, { text: voice().replies.say(news.language ?? 'zh-CN', 'not_bound', {}) })
  })
}

/** What is open and was not, or can no longer be, shown in a chat hangs there now: nobody works on what they cannot see. */
async function hangCards(tx: Transaction, conversationId: string): Promise<void> {
  const { rows } = await tx.db.query<{ id: string }>(
    `SELECT t.id FROM ticket_card k JOIN ticket t ON t.id = k.ticket_id
     WHERE k.conversation_id = $1 AND t.state NOT IN ('closed', 'withdrawn', 'merged') ORDER BY t.id`,
    [conversationId],
  )
  for (const { id } of rows) tx.redraw(id, conversationId)
}

/**
 * The same chat under another id. What was heard there before we knew (a stray conversation) becomes part of it. The
 * platform counts messages anew, so that an old card's id may be another message's by now: old ids stay readable in the
 * record and match nothing any more, and what is open hangs there anew.
 */
async function follow({ transact }: ChatNewsDeps, channel: string, from: string, to: string): Promise<void> {
  await transact(async tx => {
    const { db } = tx
    const { rows } = await db.query<{ id: string; external_id: string }>(
      'SELECT id, external_id FROM conversation WHERE channel = $1 AND external_id IN ($2, $3) ORDER BY id FOR UPDATE',
      [channel, from, to],
    )
    const old = rows.find(row => row.external_id === from)
    if (!old) return
    await db.query('UPDATE ticket_card SET message_id = NULL WHERE conversation_id = $1', [old.id])
    await db.query(
      `UPDATE outbound_message SET external_id = $2 || '/' || external_id WHERE conversation_id = $1 AND external_id IS NOT NULL`,
      [old.id, from],
    )
    const stray = rows.find(row => row.external_id === to)
    if (stray) await takeIn(db, old.id, stray.id)
    await db.query('UPDATE conversation SET external_id = $2, reachable = true WHERE id = $1', [old.id, to])
    tx.queue('triage', { conversationId: old.id })
    await hangCards(tx, old.id)
  })
}

async function takeIn(db: Queryable, home: string, stray: string): Promise<void> {
  await db.query(
    `UPDATE conversation SET work_group_id = coalesce(work_group_id, (SELECT work_group_id FROM conversation WHERE id = $2))
     WHERE id = $1`,
    [home, stray],
  )
  await db.query(
    `DELETE FROM ticket_card s USING ticket_card h WHERE s.conversation_id = $2 AND h.conversation_id = $1 AND h.ticket_id = s.ticket_id`,
    [home, stray],
  )
  for (const table of ['inbound_message', 'outbound_message', 'ticket_card', 'ticket'])
    await db.query(`UPDATE ${table} SET conversation_id = $1 WHERE conversation_id = $2`, [home, stray])
  await db.query('DELETE FROM conversation WHERE id = $1', [stray])
}
