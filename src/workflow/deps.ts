/** What work on tickets and conversations needs of the process it runs in. */
import type pg from 'pg'
import type { RenderContext } from '../notify/render/render-context.ts'
import type { Settings } from '../prompt-files/settings.ts'
import type { Queues } from '../queue/bullmq.ts'
import type { Directory } from '../routing/directory.ts'
import type { Triage } from '../triage/triage.ts'
import type { Transact } from './transaction.ts'

export interface TurnDeps {
  pool: pg.Pool
  queues: Pick<Queues, 'enqueue'>
  transact: Transact
  triage: Triage
  directory: Directory
  /** What decides. */
  settings: () => Settings
  /** What messages are rendered with. */
  rendering: () => RenderContext
  now: () => Date
  /** How long a burst may pause before it is answered, ms. */
  settleMs: number
}

/** What a decision is made with. */
export type DecisionDeps = Pick<TurnDeps, 'settings' | 'directory'>
