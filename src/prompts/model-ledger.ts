/**
 * The record of every model call, successful or not. It is written at once and outside the turn's transaction, so that
 * the cost of a rolled back turn is kept. The daily budget of all processes is read from it.
 */
import type pg from 'pg'
import { startOfDay } from '../domain/sla/deadline.ts'
import type { Queryable } from '../tickets/store.ts'
import { chineseCalendar } from '../tickets/work-calendar.ts'
import { costOf, createDailyBudget, type DailyBudget, type ModelPrices } from '../triage/model/budget.ts'
import type { ModelCallFacts } from '../triage/model/types.ts'

export interface ModelLedgerOptions {
  pool: pg.Pool
  /** null: calls are counted at no cost. */
  prices: ModelPrices | null
  /** Per calendar day, in the currency of the prices; null: no limit. */
  dailyBudget: number | null
  now: () => Date
  log: { warn: (facts: object, message: string) => void }
}

export interface ModelLedger {
  /**
   * Records calls. Never rejects, because an answer must not be lost when its record cannot be written.
   * @param purpose triage, shadow, closure …
   */
  note(purpose: string): (call: ModelCallFacts) => Promise<void>
  /** Shared by all purposes; absent without a limit. */
  budget: DailyBudget | undefined
}

export function createModelLedger({ pool, prices, dailyBudget, now, log }: ModelLedgerOptions): ModelLedger {
  const budget = dailyBudget === null ? undefined : budgetOf(dailyBudget)
  return {
    budget,
    note: purpose => async call => {
      const cost = costOf(call, prices)
      budget?.add(cost)
      await insert(pool, purpose, call, cost).catch((error: Error) =>
        log.warn({ reason: error.message, call }, 'a call of the model could not be written down'),
      )
    },
  }

  function budgetOf(limit: number): DailyBudget {
    return createDailyBudget({
      limit,
      today: () => startOfDay(now(), chineseCalendar),
      read: since =>
        spentSince(pool, since).catch((error: Error) => {
          log.warn({ reason: error.message }, 'what the model has cost today could not be read')
          return 0
        }),
      onSpent: spent =>
        log.warn({ spent, budget: limit }, 'the budget of today is spent: no model is asked until midnight'),
      now: () => performance.now(),
    })
  }
}

async function insert(db: Queryable, purpose: string, call: ModelCallFacts, cost: number): Promise<void> {
  await db.query({
    name: 'model call',
    text: `INSERT INTO model_call (id, at, purpose, model, prompt_version, input_tokens, output_tokens, cost, milliseconds, failure)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      call.id,
      call.at,
      purpose,
      call.model,
      call.promptVersion,
      call.inputTokens,
      call.outputTokens,
      cost,
      Math.round(call.milliseconds),
      call.failure,
    ],
  })
}

async function spentSince(db: Queryable, since: Date): Promise<number> {
  const { rows } = await db.query<{ spent: number }>({
    name: 'model spent',
    text: 'SELECT coalesce(sum(cost), 0)::float8 AS spent FROM model_call WHERE at >= $1',
    values: [since],
  })
  return rows[0]?.spent ?? 0
}

/** Charges calls whose ticket is known from the beginning. */
export async function chargeCalls(db: Queryable, calls: readonly string[], ticketId: string): Promise<void> {
  if (calls.length === 0) return
  await db.query({
    name: 'model call charge',
    text: 'UPDATE model_call SET ticket_id = $2 WHERE id = ANY($1::uuid[])',
    values: [calls, ticketId],
  })
}

/** Charges calls to the ticket of a message. Must run in the turn's transaction, after its messages were claimed. */
export async function linkCalls(db: Queryable, calls: readonly string[], messageId: string): Promise<void> {
  await db.query({
    name: 'model call link',
    text: 'UPDATE model_call c SET ticket_id = m.ticket_id FROM inbound_message m WHERE m.id = $2 AND c.id = ANY($1::uuid[])',
    values: [calls, messageId],
  })
}
