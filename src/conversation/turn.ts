/**
 * One way through a turn: an ordered table of handlers is asked, the first result wins, and it is committed here. Only this
 * file marks messages as handled, so each message counts exactly once.
 */
import { type InboundRow, markHandled } from '../inbox/inbound-messages.ts'
import { linkCalls } from '../prompts/model-ledger.ts'
import { TicketRefused } from '../tickets/change.ts'
import type { Transact, Transaction } from '../workflow/transaction.ts'

/** Work of one transaction. */
export interface Work {
  /** @returns id of the ticket that the messages belong to, if any. */
  write(tx: Transaction): Promise<string | null> | string | null
  /** A ticket refused what `write` recorded: a second transaction says so. Without it the error fails the turn. */
  refuse?(tx: Transaction, refused: TicketRefused): void | Promise<void>
}

export interface TurnResult extends Work {
  /** The messages that this result handles. */
  messages: readonly InboundRow[]
  /** Committed one by one before the rest; a process that dies in between does all of them again. */
  before?: readonly Work[]
  /** Model calls of this turn: they are billed to the ticket of the messages. */
  calls?: readonly string[]
  /** Runs after the commit. */
  committed?(): Promise<void>
}

/** The turn is put back and taken up again after `waitMs`. */
export interface Wait {
  waitMs: number
}

/** @returns null when the turn is for a handler further down. */
export type Handler<Turn> = (turn: Turn) => Promise<TurnResult | Wait | null> | TurnResult | Wait | null

export const isWait = (outcome: TurnResult | Wait): outcome is Wait => 'waitMs' in outcome

/** @throws when no handler takes the turn: the last one of a table takes every turn. */
export async function firstResult<Turn>(
  handlers: readonly Handler<Turn>[],
  turn: Turn,
): Promise<TurnResult | Wait> {
  for (const handler of handlers) {
    const outcome = await handler(turn)
    if (outcome) return outcome
  }
  throw new Error('no handler took the turn')
}

/** @throws TurnTaken when another process has handled the messages: nothing of this turn is committed. */
export async function commitTurn(transact: Transact, result: TurnResult): Promise<void> {
  for (const work of result.before ?? []) await commit(transact, work)
  const { messages, calls = [] } = result
  const [first] = messages
  await commit(transact, result, async (tx, ticketId) => {
    await markHandled(tx, messages, ticketId)
    if (first && calls.length > 0) await linkCalls(tx.db, calls, first.id)
  })
  await result.committed?.()
}

type Mark = (tx: Transaction, ticketId: string | null) => Promise<void>

async function commit(transact: Transact, work: Work, mark: Mark = async () => {}): Promise<void> {
  try {
    await transact(async tx => mark(tx, await work.write(tx)))
  } catch (error) {
    if (!(error instanceof TicketRefused) || !work.refuse) throw error
    await transact(async tx => {
      await work.refuse?.(tx, error)
      await mark(tx, error.ticket.id)
    })
  }
}
