/**
 * "问人", "请人听": a resident who does not want the guide gets the ticket that the question would have become; one who spoke
 * gets one with the speech behind its card. Neither is asked again.
 */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import { OPENS_TICKETS, type Understanding, byRule } from '../../domain/triage-result.ts'
import { describeItem } from '../../triage/rules/describe-item.ts'
import { openTickets } from './open-tickets.ts'
import type { Resident } from '../../inbox/residents.ts'
import { type MessageContent, type InboundRow, attachToTicket } from '../../inbox/inbound-messages.ts'
import { personOffered } from '../../inbox/pending-prompt.ts'
import type { TurnResult } from '../turn.ts'
import { type ResidentTurn, wordsOf } from './resident-turn.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

interface Asked {
  ids: string[]
  said: MessageContent[]
  /** The ticket that it has become already. */
  number: string | null
}

/**
 * @param messages the command, or more of the same speech.
 * @param named id of the question's last message, from a button; null: the one for which a person was just offered.
 */
export async function handOffToPerson(
  turn: ResidentTurn,
  messages: readonly InboundRow[],
  named: string | null,
): Promise<TurnResult> {
  const { deps, conversation, resident } = turn
  const id = named ?? personOffered(turn.prompt)
  const question = id ? await questionOf(deps, conversation.id, id) : undefined
  if (!question || question.number) {
    const { replies } = deps.rendering()
    const text = question?.number
      ? replies.say(resident.language, 'asked_already', { number: spokenNumber(question.number) })
      : replies.say(resident.language, 'nothing_found', {})
    return {
      messages,
      write: tx => {
        tx.say(conversation.id, { text })
        return null
      },
    }
  }
  const { said, ids } = question
  const texts = wordsOf(said)
  const understanding = await understood(deps, resident, texts)
  const asked = {
    ...turn,
    tickets: [],
    asked: undefined,
    burst: messages,
    earlier: said,
    texts,
    understanding,
  }
  return await openTickets(asked, async (tx, ticket) => {
    await attachToTicket(tx.db, ids, ticket.id)
  })
}

/** Only their own words, in this conversation; with what was said in the same breath. */
async function questionOf(deps: TurnDeps, conversationId: string, id: string): Promise<Asked | undefined> {
  const { rows } = await deps.pool.query<MessageContent & { id: string; number: string | null }>(
    `SELECT m.id, m.kind, m.text, m.data, t.number FROM inbound_message asked
     JOIN inbound_message m ON m.conversation_id = asked.conversation_id AND m.handled_at = asked.handled_at
     LEFT JOIN ticket t ON t.id = m.ticket_id
     WHERE asked.id = $1 AND asked.conversation_id = $2 ORDER BY m.id`,
    [id, conversationId],
  )
  if (rows.length === 0) return undefined
  return {
    ids: rows.map(row => row.id),
    said: rows,
    number: rows.find(row => row.number)?.number ?? null,
  }
}

/** As it was understood when it was asked, but for the guide. Read otherwise today, a person decides what it is. */
async function understood(deps: TurnDeps, resident: Resident, texts: string[]): Promise<Understanding> {
  if (texts.length === 0) {
    const { replies, tree } = deps.rendering()
    const item = describeItem({ text: '', category: OTHER_CATEGORY, confidence: 0 }, tree)
    return byRule('question', null, [{ ...item, summary: replies.label(resident.language, 'voice_request') }])
  }
  const nothing = { openTickets: [], pendingQuestion: null, home: null, lastTurns: [] }
  const read = await deps.triage.understand({ texts, language: resident.language, ...nothing })
  const items = OPENS_TICKETS.includes(read.intent)
    ? read.items
    : [
        describeItem(
          { text: texts.join('\n'), category: OTHER_CATEGORY, confidence: 0 },
          deps.settings().tree,
        ),
      ]
  return { ...read, intent: 'question', about: null, items: items.map(item => ({ ...item, guide: null })) }
}
