/**
 * Messages that cannot be handled are neither retried without end nor dropped:
 * after some tries they become a ticket for the duty officers, word for word.
 */
import { nextNumber } from '../tickets/number.ts'
import { OTHER_CATEGORY } from '../domain/category.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import { cut } from '../notify/render/truncate.ts'
import { redact } from '../domain/privacy/redact.ts'
import { undecided } from '../workflow/assign.ts'
import { residentOf } from '../inbox/residents.ts'
import type { Conversation } from '../inbox/conversations.ts'
import { type InboundRow, countAttempt, markFailed } from '../inbox/inbound-messages.ts'
import type { TurnDeps } from '../workflow/deps.ts'
import type { Transaction } from '../workflow/transaction.ts'
import { commitTurn } from './turn.ts'

const MOST_ATTEMPTS = 5
export const DEADLY = new Error('the processes that handled it did not come to an end')

/** @returns true when the messages were given to a person and the turn can go on. */
export async function setAside(
  deps: TurnDeps,
  conversation: Conversation,
  messages: readonly InboundRow[],
  error: unknown,
): Promise<boolean> {
  const reason = String((error as Error)?.message ?? error).slice(0, 500)
  const ids = messages.map(message => message.id)
  const first = messages[0]
  if (!first || (error !== DEADLY && first.attempts + 1 < MOST_ATTEMPTS)) {
    await countAttempt(deps.pool, ids, reason)
    return false
  }
  if (conversation.kind === 'private') await openUnread(deps, conversation, first)
  await markFailed(deps.pool, first.id, reason)
  return true
}

/** Nothing here may depend on understanding the message: that is what failed. */
async function openUnread(deps: TurnDeps, conversation: Conversation, message: InboundRow): Promise<void> {
  const resident = await residentOf(deps.pool, conversation, message)
  const number = await nextNumber(deps.pool, deps.rendering().times.day(deps.now()))
  const text = message.text || `[${message.kind}]`
  const write = async (tx: Transaction) => {
    const ticket = await tx.open(
      {
        kind: 'opened',
        data: {
          number,
          residentId: resident.id,
          conversationId: conversation.id,
          language: resident.language,
          category: OTHER_CATEGORY,
          urgency: 'normal',
          text,
          summary: cut(redact(cut(text, 400)), 40),
          emergency: null,
        },
      },
      [
        {
          kind: 'unrouted',
          data: {
            why: 'low_confidence',
            ...undecided(deps, { text: '', urgency: 'normal', gridId: null }, tx.at),
          },
        },
      ],
      SYSTEM,
    )
    tx.show(ticket.id)
    return ticket.id
  }
  await commitTurn(deps.transact, { messages: [message], write })
}
