/** "说错了，不是灯，是电梯": what a resident takes back changes what the ticket is, while no worker has set out for it. */
import type { Category, Urgency } from '../../domain/category.ts'
import { legible } from '../../domain/text/normalize.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { corrected } from '../../triage/rules/correction.ts'
import { maxUrgency } from '../../triage/rules/describe-item.ts'
import { withoutPlace } from '../../triage/rules/clause.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** They said that it is something else; of what, triage must be this sure. */
const SURE_WHAT = 0.5

export interface Refiled {
  category: Category['id']
  urgency: Urgency
}

/** @returns null when it stays what it was. */
export function refiledBy(deps: Pick<TurnDeps, 'settings'>, ticket: Ticket, text: string): Refiled | null {
  const instead = corrected(text, ticket.summary)
  if (instead === null) return null
  const { likeliest, tree } = deps.settings()
  // Where it is says nothing about what it is.
  const [best] = likeliest(withoutPlace(legible(instead).toLowerCase()))
  const category = best && best.probability >= SURE_WHAT ? tree.get(best.category) : undefined
  if (!category || category.id === ticket.category) return null
  return { category: category.id, urgency: maxUrgency(ticket.urgency, category.urgency) }
}
