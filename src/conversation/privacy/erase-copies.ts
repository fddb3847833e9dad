/** Copies of an erased resident's words: lines, cards and lists in groups, workers' messages, labels. */
import type { Eraser } from '../../domain/ticket/erase.ts'
import { shortNumber } from '../../domain/ticket/ticket.ts'
import { oneLine } from '../../notify/render/truncate.ts'
import { redact } from '../../domain/privacy/redact.ts'
import { maskFileNames } from '../../attachments/rows.ts'
import { rewriteWorkers } from '../../inbox/erase-account.ts'
import { eraseInGroups, eraseQuoting, rewriteSaid } from '../../notify/delivery/erase-messages.ts'
import { cardsAround } from '../../notify/delivery/ticket-cards.ts'
import { eraseLabels } from '../../prompts/labels.ts'
import { dropChecks } from '../../workflow/verify-closing-note.ts'
import type { Transaction } from '../../workflow/transaction.ts'

interface Reported {
  id: string
  number: string
  /** As it was before it was erased. */
  summary: string
}

/** @param followed tickets of others that are one thing with theirs: words about one may stand on the other. */
export async function eraseAround(
  tx: Transaction,
  tickets: readonly Reported[],
  followed: readonly string[],
  { instead, mask, traces }: Eraser,
): Promise<void> {
  const { db } = tx
  const ids = tickets.map(({ id }) => id)
  await eraseInGroups(db, ids, followed, instead)
  for (const { ticketId, conversationId } of await cardsAround(db, [...ids, ...followed]))
    tx.redraw(ticketId, conversationId)
  await eraseLists(tx, tickets, instead)
  await rewriteWorkers(db, ids, mask)
  await rewriteWorkers(db, followed, traces)
  await rewriteSaid(db, followed, traces)
  await maskFileNames(db, ids, mask)
  await eraseLabels(db, ids, traces)
  await dropChecks(tx, ids)
}

/** Enough of a summary to tell its own list from one with another day's ticket of the same short number. */
const ENOUGH = 6

/** Lists and daily figures belong to no ticket and quote many: one that quotes theirs goes as a whole. */
async function eraseLists({ db }: Transaction, tickets: readonly Reported[], instead: string): Promise<void> {
  const begin = (text: string) => Array.from(text).slice(0, ENOUGH).join('')
  const quotes = tickets.flatMap(({ id, number, summary }) =>
    [...new Set([summary, redact(oneLine(summary))].map(begin))].map(words => ({
      id,
      words: `${shortNumber(number)} ${words}`,
    })),
  )
  await eraseQuoting(db, quotes, instead)
}
