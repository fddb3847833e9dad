/**
 * Does a closing note answer what was asked? Looked at after the closing, by a job: the worker hears of it in the group,
 * the resident does not, and nothing waits for it. What is to be looked at is a row, written with the closing itself; it
 * goes in the transaction that warns, so a job that runs twice warns once, and one that is lost is found by the sweep.
 */
import type { Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import { chargeCalls } from '../prompts/model-ledger.ts'
import { ticketById } from '../tickets/store.ts'
import type { Closing, ClosureCheck } from '../domain/closing-note.ts'
import { BEGIN, MOST_LOST, PROCESS } from '../lib/attempt-marker.ts'
import type { Transaction } from './transaction.ts'
import type { TurnDeps } from './deps.ts'

/** In the transaction that resolves. @param ticket as it is by then. */
export async function wantCheck(tx: Transaction, { id, version }: Ticket, note: string): Promise<void> {
  await tx.db.query({
    name: 'closure wanted',
    text: 'INSERT INTO closure_check (ticket_id, version, note, created_at) VALUES ($1, $2, $3, $4)',
    values: [id, version, note, tx.at],
  })
  tx.queue('closure', { ticketId: id })
}

/** Of erased tickets nothing is judged any more. */
export const dropChecks = ({ db }: Pick<Transaction, 'db'>, ticketIds: readonly string[]) =>
  db.query('DELETE FROM closure_check WHERE ticket_id = ANY($1::uuid[])', [ticketIds])

interface Wanted {
  version: number
  note: string
}

export async function checkClosure(deps: TurnDeps, check: ClosureCheck, ticketId: string): Promise<void> {
  const { rows } = await deps.pool.query<Wanted>(
    'SELECT version, note FROM closure_check WHERE ticket_id = $1 ORDER BY version',
    [ticketId],
  )
  for (const wanted of rows) {
    const closing = await closingAt(deps, ticketId, wanted)
    const tries = [ticketId, wanted.version]
    const { rows: begun } = await deps.pool.query<{ lost: number }>(BEGUN, [...tries, PROCESS])
    // Processes died of it: an unchecked note stands.
    const judged = closing && (begun[0]?.lost ?? MOST_LOST) < MOST_LOST
    const { doubt, calls } = judged
      ? await check.judge(closing).catch(async error => {
          await deps.pool.query(PUT_BACK, tries)
          throw error
        })
      : NOTHING
    await deps.transact(async tx => {
      const { rowCount } = await tx.db.query({
        name: 'closure checked',
        text: 'DELETE FROM closure_check WHERE ticket_id = $1 AND version = $2',
        values: [ticketId, wanted.version],
      })
      await chargeCalls(tx.db, calls, ticketId)
      // Another process was quicker.
      if (rowCount === 0 || !doubt) return
      await tx.record(ticketId, SYSTEM, ticket =>
        standsAt(ticket, wanted) ? [{ kind: 'doubted', data: { why: doubt } }] : [],
      )
    })
  }
}

const BEGUN = `UPDATE closure_check c SET ${BEGIN('c', '$3')} WHERE ticket_id = $1 AND version = $2 RETURNING lost`
const PUT_BACK = 'UPDATE closure_check SET begun_by = NULL WHERE ticket_id = $1 AND version = $2'

const NOTHING = { doubt: null, calls: [] }

/** No event has followed it. */
const standsAt = ({ state, version }: Ticket, wanted: Wanted): boolean =>
  state === 'resolved' && version === wanted.version

/** null: the note has changed since, and is not checked. */
async function closingAt({ pool }: TurnDeps, ticketId: string, wanted: Wanted): Promise<Closing | null> {
  const ticket = await ticketById(pool, ticketId)
  if (!ticket?.outcome || !standsAt(ticket, wanted)) return null
  return { category: ticket.category, asked: ticket.text, note: wanted.note, outcome: ticket.outcome }
}
