/**
 * What happens to a chat itself: a group goes on under another id, we are blocked, sent away or let in. A work group must
 * not fall silent because a setting of the chat changed.
 */
import type { ChannelName, ChatNews, Notice } from '../../domain/message.ts'
import {
  addGroupChat,
  dropChat,
  findChatAgain,
  lockMoving,
  loseChat,
  setAddress,
  takeInStray,
} from '../../inbox/chats.ts'
import { giveUpWaiting, moveMessages, retireMessageIds } from '../../notify/delivery/chat-messages.ts'
import { detachCards, moveCards } from '../../notify/delivery/ticket-cards.ts'
import { moveTickets } from '../../tickets/move-tickets.ts'
import { leaveGroup } from './leave-group.ts'
import { tellMissed } from './missed-messages.ts'
import { redrawCards } from '../../workflow/unreachable-residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { DecisionDeps, TurnDeps } from '../../workflow/deps.ts'

export type ChatNewsDeps = Pick<TurnDeps, 'transact' | 'rendering'> & DecisionDeps

export function createNotice(deps: ChatNewsDeps): Notice {
  return async news => {
    if (news.what === 'moved') await follow(deps, news.channel, news.chat, news.to)
    else if (news.what === 'left') await giveUp(deps, news)
    else if (news.what === 'person_left') return await leaveGroup(deps, news)
    else await welcome(deps, news)
    await deps.directory.reload()
  }
}

/** A work group that removed the bot cannot report it: the duty officers above it are told that it gets no tickets. */
async function giveUp({ transact, rendering }: ChatNewsDeps, news: ChatNews): Promise<void> {
  await transact(async tx => {
    const lost = await loseChat(tx.db, news)
    await giveUpWaiting(
      tx.db,
      lost.map(({ id }) => id),
    )
    const { org, replies } = rendering()
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
 * A group that we know nothing of learns how it is bound, in the language of the person who added the bot; said once, however often
 * the platform tells us.
 */
async function welcome(
  { transact, rendering }: ChatNewsDeps,
  news: Extract<ChatNews, { what: 'joined' }>,
): Promise<void> {
  await transact(async tx => {
    const again = await findChatAgain(tx.db, news)
    if (news.kind === 'private') {
      await redrawCards(tx, again)
      return await tellMissed(tx, rendering(), again)
    }
    for (const id of again) await hangCards(tx, id)
    const fresh = await addGroupChat(tx.db, news, tx.at)
    if (fresh) tx.say(fresh, { text: rendering().replies.say(news.language ?? 'zh-CN', 'not_bound', {}) })
  })
}

/** Redraws the cards of open tickets that the chat does not show: a ticket without a card is not worked on. */
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
async function follow(
  { transact }: ChatNewsDeps,
  channel: ChannelName,
  from: string,
  to: string,
): Promise<void> {
  await transact(async tx => {
    const { db } = tx
    const moving = await lockMoving(db, channel, from, to)
    if (!moving) return
    const { id, stray } = moving
    await detachCards(db, id)
    await retireMessageIds(db, id, from)
    if (stray) {
      await moveTickets(db, stray, id)
      await moveCards(db, stray, id)
      await takeInStray(db, id, stray)
      await moveMessages(db, stray, id)
      await dropChat(db, stray)
    }
    await setAddress(db, id, to)
    tx.queue('triage', { conversationId: id })
    await hangCards(tx, id)
  })
}
