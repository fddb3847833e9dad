/** What is said of another place while a ticket is open becomes a ticket of its own; the first one stays where it is. */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import type { Item } from '../../domain/triage-result.ts'
import { categoryLabel } from '../../notify/render/template-values.ts'
import { categoryOf } from '../../notify/render/render-context.ts'
import type { Pin } from '../../routing/grid-areas.ts'
import { describeItem, maxUrgency } from '../../triage/rules/describe-item.ts'
import { detectEmergency } from '../../triage/emergency/detect.ts'
import { withoutPlace } from '../../triage/rules/clause.ts'
import { type Part, splitByPlace } from '../../triage/rules/split-places.ts'
import { isCorrection, isElsewhere, ticketThere } from './other-place.ts'
import { pinInWords } from '../../workflow/open-ticket.ts'
import { openTickets } from './open-tickets.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { type TriagedTurn, pinIn } from './triaged-turn.ts'
import { clearPrompt } from '../../inbox/pending-prompt.ts'
import type { TurnResult } from '../turn.ts'

/** Below, it is the same thing at another place: "锦绣花园2号楼也是". */
const SURE_WHAT = 0.5

export const ticketSpokenOf = ({ tickets, understanding }: TriagedTurn): Ticket | undefined =>
  tickets.find(({ number }) => number === understanding.about) ?? tickets.find(({ state }) => isOpen(state))

/** No worker has set out for it; in an emergency those who have are told the new place. */
export const isMovable = ({ state, urgency }: Ticket): boolean =>
  state === 'needs_info' ||
  state === 'unrouted' ||
  state === 'assigned' ||
  (state === 'accepted' && urgency === 'emergency')

/** @returns null when the words speak of the ticket's own place, or correct it. */
export async function openAtOtherPlace(turn: TriagedTurn, ticket: Ticket): Promise<TurnResult | null> {
  const { deps, burst, understanding, conversation, tickets, resident } = turn
  const pin = pinIn(turn)
  const org = deps.directory.current()
  const text = turn.texts.join('\n')
  const edited = burst.some(({ data }) => data.edits !== undefined)
  if (isCorrection(org, text, edited) && (isMovable(ticket) || ticket.urgency !== 'emergency')) return null
  const parts = splitByPlace(text)
  const away = parts.filter(part => isElsewhere(org, ticket, part, pin))
  if (away.length === 0) return null

  const additions = new Map<string, string[]>()
  const add = (id: string, words: string) => additions.set(id, [...(additions.get(id) ?? []), words])
  const fresh: Part[] = []
  for (const part of away) {
    const there = ticketThere(org, tickets, ticket, part, pin)
    if (there) add(there.id, part.text)
    else fresh.push(part)
  }
  // Those who work on an emergency read what is said meanwhile, unless it is another emergency.
  const near = ticket.urgency === 'emergency' && isOpen(ticket.state) && text !== ''
  for (const part of parts)
    if (!away.includes(part) || (near && fresh.includes(part) && !detectEmergency(part.text)))
      add(ticket.id, part.text)
  const record = async (tx: Transaction) => {
    for (const [id, words] of additions)
      await tx.record(id, { kind: 'resident', id: resident.id }, ({ state }) =>
        isOpen(state) ? [{ kind: 'added', data: { text: words.join('\n') } }] : [],
      )
    if (turn.prompt) await clearPrompt(tx, conversation.id)
  }
  if (fresh.length === 0)
    return {
      messages: burst,
      write: async tx => {
        await record(tx)
        return [...additions.keys()][0] ?? null
      },
    }
  const items = fresh.map(part => itemThere(turn, ticket, part, pin))
  const emergency = understanding.emergency ?? detectEmergency(text)?.kind ?? null
  const elsewhere = { ...understanding, intent: 'request' as const, about: null, items, emergency }
  return await openTickets({ ...turn, understanding: elsewhere }, record)
}

function itemThere(turn: TriagedTurn, ticket: Ticket, part: Part, pin: Pin | null): Item {
  const { tree, likeliest } = turn.deps.settings()
  if (part.text === '') {
    const summary = categoryLabel(categoryOf(tree, ticket.category), turn.resident.language)
    const text = pin ? pinInWords(pin) : summary
    const item = describeItem({ text, category: ticket.category, confidence: 1 }, tree)
    return { ...item, summary, urgency: maxUrgency(item.urgency, ticket.urgency) }
  }
  const alarm = detectEmergency(part.text)
  const [best] = likeliest(withoutPlace(part.text.normalize('NFKC').toLowerCase()))
  const sure =
    best && best.probability >= SURE_WHAT && best.category !== OTHER_CATEGORY ? best.category : null
  const category = alarm?.category ?? sure ?? ticket.category
  const item = describeItem({ text: part.text, category, confidence: 1 }, tree, part.placeText)
  const least = alarm ? 'emergency' : category === ticket.category ? ticket.urgency : item.urgency
  return { ...item, placeText: part.placeText ?? item.placeText, urgency: maxUrgency(item.urgency, least) }
}
