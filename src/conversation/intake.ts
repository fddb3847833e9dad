/** A problem becomes a ticket: named by triage, placed by routing, given to somebody, or asked about once. */
import type { Transaction } from './transact.ts'
import { OTHER_CATEGORY } from '../domain/category.ts'
import type { Ticket } from '../domain/ticket.ts'
import type { Actor, Happening } from '../domain/ticket-event.ts'
import type { Item, Understanding } from '../domain/understanding.ts'
import { newId } from '../ids.ts'
import { chooseOwner } from '../routing/assign.ts'
import { type Finding, findGrid } from '../routing/find-grid.ts'
import type { Pin } from '../routing/grid-areas.ts'
import { openLoad } from '../tickets/store.ts'
import type { Queryable } from '../tickets/store.ts'
import { promisesFor } from './promise.ts'
import type { Resident } from './resident.ts'
import type { Conversation, TurnDeps } from './turn.ts'

/**
 * Below this the category is a guess and a person decides: of what the local classifier says with 0.4 about four in ten
 * are right. Amsterdam's Signalen draws the line at the same place (algorithm register: "below 40% a person decides").
 */
export const SURE_ENOUGH = 0.4

export interface Intake {
  number: string
  item: Item
  understanding: Understanding
  resident: Resident
  conversation: Conversation
  pin: Pin | null
  /** What was sent with the words, in words; empty: nothing. */
  evidence: string
}

/** Opens one ticket. Everything that it needs from outside is at hand: nothing is called while the transaction is open. */
export async function openRequest(deps: TurnDeps, tx: Transaction, intake: Intake): Promise<Ticket> {
  const { item, resident, conversation, understanding } = intake
  const actor: Actor = { kind: 'resident', id: resident.id }
  const finding = withPin(
    findGrid(
      {
        text: item.text,
        placeText: item.placeText,
        pin: intake.pin,
        home: resident.home,
        language: resident.language,
      },
      deps.directory.current().gazetteer,
    ),
    intake.pin,
  )
  const opened = {
    kind: 'opened',
    data: {
      number: intake.number,
      residentId: resident.id,
      conversationId: conversation.id,
      language: resident.language,
      // A guess that we do not trust is not shown as knowledge, and gives no advice; the decision keeps it.
      category: isUnsure(item) ? OTHER_CATEGORY : item.category,
      urgency: item.urgency,
      text: [item.text, finding.kind === 'found' ? '' : intake.pin && pinInWords(intake.pin), intake.evidence]
        .filter(Boolean)
        .join('\n'),
      summary: item.summary,
      emergency: item.urgency === 'emergency' ? understanding.emergency : null,
    },
  } as const
  const ticket = await tx.open(opened, await firstSteps(deps, tx, item, finding), actor)
  await noteDecision(tx, ticket.id, item, understanding)
  await learnHome(deps, tx, resident, finding)
  return ticket
}

const isUnsure = ({ confidence, urgency }: Item): boolean =>
  confidence < SURE_ENOUGH && urgency !== 'emergency'

async function firstSteps(
  deps: TurnDeps,
  tx: Transaction,
  item: Item,
  finding: Finding,
): Promise<Happening[]> {
  const unsure = isUnsure(item)
  if (finding.kind === 'found') {
    const placed = placedBy(finding)
    if (unsure) return [placed, { kind: 'unrouted', data: { why: 'low_confidence' } }]
    return [placed, await assignment(deps, tx, finding, item)]
  }
  if (unsure) return [{ kind: 'unrouted', data: { why: 'low_confidence' } }]
  // They did say where, and nobody here knows it; or it happens nowhere: asking would not help.
  const asking = finding.kind === 'ambiguous' || (item.needsPlace && !finding.unheard)
  if (!asking) return [{ kind: 'unrouted', data: { why: finding.unheard ? 'outside_district' : 'no_place' } }]
  return [{ kind: 'asked', data: { what: 'place', candidates: candidatesOf(finding) } }]
}

/** For whoever has to go there: a pin is no name, but any map takes it. */
export const pinInWords = ({ latitude, longitude }: Pin): string =>
  `📍${latitude.toFixed(5)},${longitude.toFixed(5)}`

/** A place that only a pin names is where the pin is. */
export const withPin = (finding: Finding, pin: Pin | null): Finding =>
  finding.kind === 'found' && pin && !finding.placeText ? { ...finding, placeText: pinInWords(pin) } : finding

type Found = Extract<Finding, { kind: 'found' }>

export const candidatesOf = (finding: Finding): string[] =>
  finding.kind === 'ambiguous' ? finding.candidates.map(place => place.id) : []

export const placedBy = ({ gridId, placeId, placeText, rule }: Found): Happening => ({
  kind: 'placed',
  data: { gridId, placeId, placeText, rule },
})

/** Gives a ticket to the grid's worker who has least to do. */
export async function assignment(
  deps: TurnDeps,
  { db, at }: { db: Queryable; at: Date },
  found: Pick<Found, 'gridId' | 'rule'>,
  { category, urgency }: Pick<Item, 'category' | 'urgency'>,
): Promise<Happening> {
  const { gridId, rule } = found
  const { ownerId } = chooseOwner(
    { gridId, category, openLoad: await openLoad(db, gridId) },
    deps.directory.current(),
  )
  return { kind: 'assigned', data: { gridId, ownerId, rule, ...promisesFor(deps, category, urgency, at) } }
}

/** Who named the category, and with what. */
async function noteDecision(tx: Transaction, ticketId: string, item: Item, by: Understanding): Promise<void> {
  await tx.db.query({
    name: 'triage decision',
    text: `INSERT INTO triage_decision (id, ticket_id, decided_by, category, confidence, model, prompt_version, milliseconds, fallback, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      newId(),
      ticketId,
      by.decidedBy,
      item.category,
      item.confidence,
      by.model,
      by.promptVersion,
      Math.round(by.milliseconds),
      by.fallback,
      tx.at,
    ],
  })
}

/** The first compound that somebody reports from is taken for their home, so that they need not say it again. */
async function learnHome(
  deps: TurnDeps,
  tx: Transaction,
  resident: Resident,
  finding: Finding,
): Promise<void> {
  if (resident.home || finding.kind !== 'found' || finding.rule !== 'place' || !finding.placeId) return
  const place = deps.directory.current().placeById.get(finding.placeId)
  if (!place?.propertyId) return
  await tx.db.query({
    name: 'learn home',
    text: 'UPDATE resident SET home_place_id = $2 WHERE id = $1 AND home_place_id IS NULL',
    values: [resident.id, place.id],
  })
}
