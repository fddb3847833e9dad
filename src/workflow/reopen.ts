/** A ticket is opened again, by the resident or by a supervisor. */
import type { Ticket } from '../domain/ticket/ticket.ts'
import type { Voice } from '../notify/render/render-context.ts'
import type { Step } from '../tickets/change.ts'
import type { TurnDeps } from './deps.ts'
import { promisesFor } from './sla.ts'

/** The owner goes on, or the whole group when the owner has left; after a low rating a supervisor does. */
function ownerAfter({ rules, org }: Voice, { ownerId, rating }: Ticket): string | null {
  if (rating === null || rating > rules.low_rating)
    return org.memberById.get(ownerId ?? '')?.active ? ownerId : null
  return org.withRole('supervisor')[0]?.id ?? null
}

/** All promises are made anew. */
export const reopened = (deps: TurnDeps, ticket: Ticket, text: string, at: Date): Step => ({
  kind: 'reopened',
  data: {
    text,
    ownerId: ownerAfter(deps.voice(), ticket),
    ...promisesFor(deps, ticket.category, ticket.urgency, at, ticket.unitId),
  },
})
