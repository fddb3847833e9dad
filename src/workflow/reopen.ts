/** A ticket is opened again, by the resident or by a supervisor. */
import type { Ticket } from '../domain/ticket/ticket.ts'
import type { EventInput } from '../tickets/change.ts'
import type { DecisionDeps } from './deps.ts'
import { promisesFor } from './sla.ts'

/** The owner goes on, or the whole group when the owner has left; after a low rating a supervisor does. */
function ownerAfter({ settings, directory }: DecisionDeps, { ownerId, rating }: Ticket): string | null {
  const { rules } = settings()
  const org = directory.current()
  if (rating === null || rating > rules.low_rating)
    return org.memberById.get(ownerId ?? '')?.active ? ownerId : null
  return org.withRole('supervisor')[0]?.id ?? null
}

/** All promises are made anew. */
export const reopened = (deps: DecisionDeps, ticket: Ticket, text: string, at: Date): EventInput => ({
  kind: 'reopened',
  data: {
    text,
    ownerId: ownerAfter(deps, ticket),
    ...promisesFor(deps, ticket.category, ticket.urgency, at, ticket.unitId),
  },
})
