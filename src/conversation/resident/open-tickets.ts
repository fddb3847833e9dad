/** One ticket for each problem of a turn; a question that a guide answers is answered instead. */
import { asksConfidential } from '../../domain/ticket/confidentiality.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Item } from '../../domain/triage-result.ts'
import { nextNumber } from '../../tickets/number.ts'
import type { Guide } from '../../prompt-files/guide-file.ts'
import { claimEarlierPictures, evidenceIn, pinOf } from '../attachments.ts'
import { quote } from './answer-from-guide.ts'
import { openRequest } from '../../workflow/open-ticket.ts'
import { oneAtATime } from '../../db/advisory-lock.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { saidLongAgo } from '../sent-at.ts'
import type { Understood } from './triaged-turn.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import { claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** "请保密", and then what it is about: words that belong to no ticket yet. */
const SAID_WITHIN_MS = 30 * 60_000
async function saidToNobody({ pool, now }: TurnDeps, { id }: Conversation): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>({
    name: 'said to nobody',
    text: `SELECT text FROM inbound_message WHERE conversation_id = $1 AND kind = 'text' AND ticket_id IS NULL AND state = 'handled' AND received_at > $2
      ORDER BY id DESC LIMIT 5`,
    values: [id, new Date(now().getTime() - SAID_WITHIN_MS)],
  })
  return rows.map(({ text }) => text)
}

/** @param also done in the same transaction, once the first ticket is there. */
export async function openTickets(
  deps: TurnDeps,
  turn: Understood,
  also: (tx: Transaction, first: Ticket) => Promise<void> = async () => {},
): Promise<void> {
  const { understanding, conversation, resident, burst, earlier = [] } = turn
  const { guides, times, replies } = deps.voice()
  const guideFor = ({ guide }: Item): Guide | undefined =>
    guide === null ? undefined : guides.byId(guide, resident.language)
  const problems = understanding.items.filter(item => !guideFor(item))
  const numbers: string[] = []
  for (const _ of problems) numbers.push(await nextNumber(deps.pool, times.day(deps.now())))
  const brought = [...earlier, ...burst]
  const pleads = [...turn.texts, ...(await saidToNobody(deps, conversation))].some(asksConfidential)
  const evidence = evidenceIn(brought, resident.language, replies)

  await deps.transact(async tx => {
    for (const guide of new Set(understanding.items.map(guideFor)))
      if (guide)
        await quote(deps, tx, conversation, resident.language, guide, problems.length > 0 ? null : burst)
    // Each problem locks what neighbours report of it: two turns that do so in opposite order would wait for each other.
    if (problems.length > 1) await oneAtATime(tx.db, 'several problems')
    let first: Ticket | undefined
    for (const [index, item] of problems.entries()) {
      const ticket = await openRequest(deps, tx, {
        number: numbers[index] as string,
        item,
        understanding,
        resident,
        conversation,
        pin: pinOf(brought),
        said: saidLongAgo(burst, tx.at),
        evidence: index === 0 ? evidence : '',
        pleads,
      })
      first ??= ticket
    }
    await claim(tx, burst, first?.id ?? null)
    if (!first) return
    await claimEarlierPictures(tx, conversation, first.id)
    if (evidence || conversation.awaiting) tx.show(first.id)
    await also(tx, first)
  })
}
