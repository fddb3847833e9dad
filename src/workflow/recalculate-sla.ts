/**
 * The calendar changed: what was counted with it is counted anew, from the same moment. Noticed by comparing with what the
 * promises were counted with last, so that it happens once among all processes, and after any import.
 */
import { createHash } from 'node:crypto'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import { edgeOf } from '../domain/ticket/transitions.ts'
import type { OrgSnapshot } from '../routing/directory.ts'
import { countedInOfficeHours } from '../tickets/store.ts'
import { tryLock } from '../db/advisory-lock.ts'
import { saveSetting } from '../db/settings.ts'
import { promisesFor } from './sla.ts'
import type { TurnDeps } from './deps.ts'

const KEY = 'calendar'

export async function recountPromises(deps: TurnDeps): Promise<void> {
  const { pool } = deps
  const now = fingerprint(deps.directory.current(), deps.now())
  if ((await countedWith(deps)) === now) return
  const lock = await tryLock(pool, 'recount')
  if (!lock) return
  try {
    for (const id of await countedInOfficeHours(pool)) await recount(deps, id)
    await saveSetting(pool, KEY, now)
  } finally {
    await lock.release()
  }
}

/** Also when nothing moves the clock must look at it by the new calendar: that is what recording nothing does. */
async function recount(deps: TurnDeps, ticketId: string): Promise<void> {
  await deps.transact(async tx => {
    await tx.record(ticketId, SYSTEM, ticket => {
      const { state, promisedAt, category, urgency, unitId, workingTime, resolveBy, acceptBy } = ticket
      // A finished ticket has no deadline any more; it may have been finished at this very moment.
      if (!promisedAt || !workingTime || !acceptBy || !edgeOf(state, 'rescheduled')) return []
      const promises = promisesFor(deps, category, urgency, promisedAt, unitId)
      const same =
        promises.resolveBy === resolveBy?.toISOString() && promises.acceptBy === acceptBy.toISOString()
      return same ? [] : [{ kind: 'rescheduled', data: { promises } }]
    })
  })
}

async function countedWith({ pool }: TurnDeps): Promise<string | undefined> {
  const { rows } = await pool.query<{ value: string }>('SELECT value FROM setting WHERE key = $1', [KEY])
  return rows[0]?.value
}

/** What moves a deadline: local days, hours of units, and the holidays of the months to come. */
function fingerprint({ calendarDays, units, calendarOf }: OrgSnapshot, at: Date): string {
  const { isWorkday } = calendarOf(null)
  const year = at.getUTCFullYear()
  const days = Array.from({ length: 2 * 366 }, (_, day) =>
    isWorkday(new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)) ? '1' : '0',
  )
  const hours = units.filter(unit => unit.hours).map(unit => [unit.id, unit.hours])
  return createHash('sha256')
    .update(JSON.stringify([calendarDays, hours, days.join('')]))
    .digest('hex')
}
