/** One ticket for each problem of a turn; a question that a guide answers is answered instead. */
import { asksConfidential } from '../../domain/ticket/confidentiality.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Item } from '../../domain/triage-result.ts'
import { nextNumber } from '../../tickets/number.ts'
import type { Guide } from '../../prompt-files/guide-file.ts'
import { evidenceIn } from '../attachments.ts'
import { claimEarlierPictures } from './evidence-without-words.ts'
import { quote } from './answer-from-guide.ts'
import { openRequest } from '../../workflow/open-ticket.ts'
import { oneAtATime } from '../../db/advisory-lock.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { TurnResult } from '../turn.ts'
import { saidLongAgo } from '../sent-at.ts'
import { type TriagedTurn, pinIn } from './triaged-turn.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** "请保密", and then what it is about: words that belong to no ticket yet. */
const SAID_WITHIN_MS = 30 * 60_000
async function wordsWithoutTicket({ pool, now }: TurnDeps, { id }: Conversation): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>({
    name: 'words without ticket',
    text: `SELECT text FROM inbound_message WHERE conversation_id = $1 AND kind = 'text' AND ticket_id IS NULL AND state = 'handled' AND received_at > $2
      ORDER BY id DESC LIMIT 5`,
    values: [id, new Date(now().getTime() - SAID_WITHIN_MS)],
  })
  return rows.map(({ text }) => text)
}

/** @param also done in the same transaction, once the first ticket is there. */
export async function openTickets(
  turn: TriagedTurn,
  also: (tx: Transaction, first: Ticket) => Promise<void> = async () => {},
): Promise<TurnResult> {
  const { deps, understanding, conversation, resident, burst, earlier } = turn
  const { guides } = deps.settings()
  const { times, replies } = deps.rendering()
  const guideFor = ({ guide }: Item): Guide | undefined =>
    guide === null ? undefined : guides.byId(guide, resident.language)
  const problems = understanding.items.filter(item => !guideFor(item))
  const numbers: string[] = []
  for (const _ of problems) numbers.push(await nextNumber(deps.pool, times.day(deps.now())))
  const brought = [...earlier, ...burst]
  const pleads = [...turn.texts, ...(await wordsWithoutTicket(deps, conversation))].some(asksConfidential)
  const evidence = evidenceIn(brought, resident.language, replies)

  const write = async (tx: Transaction) => {
    for (const guide of new Set(understanding.items.map(guideFor)))
      if (guide)
        await quote(deps, tx, conversation, resident.language, guide, problems.length > 0 ? null : burst)
    // Each problem locks what neighbours report of it: two turns that do so in opposite order would be a deadlock.
    if (problems.length > 1) await oneAtATime(tx.db, 'several problems')
    let first: Ticket | undefined
    for (const [index, item] of problems.entries()) {
      const ticket = await openRequest(deps, tx, {
        number: numbers[index] as string,
        item,
        understanding,
        resident,
        conversation,
        pin: pinIn(turn),
        said: saidLongAgo(burst, tx.at),
        evidence: index === 0 ? evidence : '',
        pleads,
      })
      first ??= ticket
    }
    if (!first) return null
    await claimEarlierPictures(tx, turn, first.id)
    if (evidence || turn.prompt) tx.show(first.id)
    await also(tx, first)
    return first.id
  }
  return { messages: burst, write }
}
