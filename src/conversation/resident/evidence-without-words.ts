/** Pictures, pins and contacts without a word: the resident is asked what they show, and the next words belong to them. */
import { type MessageContent, attachEvidence } from '../../inbox/inbound-messages.ts'
import { EVIDENCE_LIFETIME_MS, clearPrompt, setPrompt, waitsFor } from '../../inbox/pending-prompt.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { nameOf, pinOf } from '../attachments.ts'
import type { TurnResult } from '../turn.ts'
import type { ResidentTurn } from './resident-turn.ts'

/** The picture stays: what is said next belongs to it. */
export function askWhatItShows({ deps, conversation, resident, burst }: ResidentTurn): TurnResult {
  const { replies } = deps.rendering()
  const { language } = resident
  const what = burst[0] ? nameOf(burst[0], language, replies) : ''
  return {
    messages: burst,
    write: async tx => {
      await setPrompt(tx, conversation.id, { kind: 'picture' })
      tx.say(conversation.id, {
        text: replies.say(language, 'picture_alone', { what, pin: pinOf(burst) !== null }),
      })
      return null
    },
  }
}

/** Contacts and pins that waited for words: they are read together with the words. */
export async function saidBefore({
  deps,
  conversation,
  prompt,
}: Pick<ResidentTurn, 'deps' | 'conversation' | 'prompt'>): Promise<MessageContent[]> {
  if (!waitsFor(prompt, 'description')) return []
  const { rows } = await deps.pool.query<MessageContent>(
    `SELECT kind, text, data FROM inbound_message
     WHERE conversation_id = $1 AND (kind = 'location' OR data ? 'contact') AND ticket_id IS NULL AND state = 'handled' AND received_at > $2 ORDER BY id`,
    [conversation.id, new Date(deps.now().getTime() - EVIDENCE_LIFETIME_MS)],
  )
  return rows
}

/** What waited for words belongs to the ticket of these words. */
export async function claimEarlierPictures(
  tx: Transaction,
  { conversation, prompt }: Pick<ResidentTurn, 'conversation' | 'prompt'>,
  ticketId: string,
): Promise<void> {
  if (!waitsFor(prompt, 'description')) return
  const since = new Date(tx.at.getTime() - EVIDENCE_LIFETIME_MS)
  await attachEvidence(tx.db, conversation.id, ticketId, since)
  await clearPrompt(tx, conversation.id)
}
