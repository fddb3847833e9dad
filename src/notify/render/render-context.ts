/** What every sentence needs: the wording, the clock on the wall, the names of categories, grids and people. */
import { type Category, type CategoryTree, OTHER_CATEGORY } from '../../domain/category.ts'
import type { Rules } from '../../domain/house-rules.ts'
import type { Language } from '../../domain/message.ts'
import { HIGHEST_LEVEL } from '../../domain/sla/next-check.ts'
import type { Confidential } from '../../domain/ticket/ticket-event.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isUndecided } from '../../domain/ticket/transitions.ts'
import type { OrgSnapshot } from '../../routing/directory.ts'
import type { Replies } from '../../prompt-files/replies.ts'
import type { Times } from './format-time.ts'

export interface RenderContext {
  replies: Replies
  times: Times
  tree: CategoryTree
  org: OrgSnapshot
  rules: Pick<Rules, 'low_rating'>
}

/** A ticket keeps its category when an admin removes that from the tree: it is then shown as unclear. */
export function categoryOf(tree: CategoryTree, id: string): Category {
  const category = tree.get(id) ?? tree.get(OTHER_CATEGORY)
  if (!category) throw new Error(`categories.yaml has no ${OTHER_CATEGORY}`)
  return category
}

export const inLanguage = (text: { zh: string; en: string }, language: Language): string =>
  language === 'en' ? text.en : text.zh

export const gridName = ({ org }: RenderContext, gridId: string | null, language: Language): string =>
  org.nameOf(org.gridById.get(gridId ?? ''), language)

/** The name of a member at work: a resident is not told to expect a person who left. */
export const memberName = ({ org }: RenderContext, memberId: string | null): string => {
  const member = org.memberById.get(memberId ?? '')
  return member?.active ? member.name : ''
}

/** Who did something, also before they left: for colleagues who read what happened. */
export const pastName = ({ org }: RenderContext, memberId: string | null): string =>
  org.memberById.get(memberId ?? '')?.name ?? ''

/** The owner's name; empty while the ticket waits for a decision. */
export const ownerName = (
  rendering: RenderContext,
  { state, ownerId }: Pick<Ticket, 'state' | 'ownerId'>,
): string => (isUndecided(state) ? '' : memberName(rendering, ownerId))

export const unitName = ({ org }: RenderContext, unitId: string | null, language: Language): string =>
  org.nameOf(org.unitById.get(unitId ?? ''), language)

/** The only ones who may know who reported it. */
export const deskName = ({ replies }: RenderContext, { level }: Confidential, language: Language): string =>
  replies.label(language, level === HIGHEST_LEVEL ? 'desk_district' : 'desk_community')

/** Whose it is to do: a unit, or the grid; of a complaint, the desk's. */
export const holderName = (
  rendering: RenderContext,
  {
    unitId,
    gridId,
    confidential = null,
  }: Pick<Ticket, 'unitId' | 'gridId'> & Partial<Pick<Ticket, 'confidential'>>,
  language: Language,
): string =>
  confidential?.atDesk
    ? deskName(rendering, confidential, language)
    : unitName(rendering, unitId, language) || gridName(rendering, gridId, language)

/** Which promise comes next, and when; none while the clocks stand still. */
export function nextPromise(ticket: Ticket): { clock: 'accept' | 'resolve' | 'decide'; at: Date } | null {
  if (ticket.waitingSince) return null
  switch (ticket.state) {
    case 'assigned':
      return ticket.acceptBy && { clock: 'accept', at: ticket.acceptBy }
    case 'accepted':
    case 'whistled':
      return ticket.resolveBy && { clock: 'resolve', at: ticket.resolveBy }
    case 'unrouted':
    case 'arbitration':
    case 'meeting':
      return ticket.decideBy && { clock: 'decide', at: ticket.decideBy }
    default:
      return null
  }
}
