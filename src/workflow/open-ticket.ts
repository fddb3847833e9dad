/** A problem becomes a ticket: named by triage, placed by routing, assigned, or asked about once. */
import { learnHomePlace } from '../inbox/residents.ts'
import { recordDecision } from '../tickets/triage-decisions.ts'
import type { Transaction } from './transaction.ts'
import type { Relation } from '../domain/ticket/duplicates.ts'
import { startCluster, findDuplicates, offerToFollow } from './find-duplicates.ts'
import { OTHER_CATEGORY } from '../domain/category.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { type Actor, type EventBody, type EventBodyOf, SYSTEM } from '../domain/ticket/ticket-event.ts'
import type { Item, Understanding } from '../domain/triage-result.ts'
import { type Finding, findGrid } from '../routing/find-grid.ts'
import type { Pin } from '../routing/grid-areas.ts'
import type { EventInput } from '../tickets/change.ts'
import { assignment, undecided } from './assign.ts'
import { confidenceIn } from './make-confidential.ts'
import type { Resident } from '../inbox/residents.ts'
import type { Conversation } from '../inbox/conversations.ts'
import type { TurnDeps } from './deps.ts'

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
  /** When the words were said, if that is long ago. */
  said: { saidAt?: string }
  /** What was sent with the words, in words; empty: nothing. */
  evidence: string
  /** They asked for silence, in these words or just before. */
  pleads: boolean
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
      ...intake.said,
    },
  } as const
  const found = finding.kind === 'found' ? finding : null
  const confidence = confidenceIn(deps, {
    words: item.text,
    category: opened.data.category,
    gridId: found?.gridId ?? null,
    placeId: found?.placeId ?? null,
    emergency: opened.data.emergency,
    pleads: intake.pleads,
  })
  // Of what is confidential no neighbour hears.
  const relation: Relation =
    finding.kind === 'found' && !isUnsure(item) && !confidence
      ? await findDuplicates(deps, tx, finding.gridId, item.category, {
          residentId: resident.id,
          placeId: finding.placeId,
          placeText: finding.placeText,
          text: opened.data.text,
          urgency: item.urgency,
          createdAt: tx.at,
        })
      : { kind: 'alone' }
  const same = relation.kind === 'maybe' && item.urgency !== 'emergency' ? relation.as : null
  const offered: EventInput[] = same ? [{ kind: 'offered', data: { parentId: same.id }, actor: SYSTEM }] : []
  const ticket = await tx.open(
    opened,
    finding.kind === 'found' && (relation.kind === 'follows' || relation.kind === 'heats')
      ? [placedBy(finding), { kind: 'merged', data: { parentId: relation.parent.id } }]
      : [
          ...(await firstSteps(deps, tx, item, finding, likelyGrids(deps, resident, finding), confidence)),
          ...offered,
        ],
    actor,
  )
  if (relation.kind === 'heats') await startCluster(tx, relation)
  if (same) offerToFollow(deps, tx, ticket, same)
  const { category, confidence: sure } = item
  await recordDecision(tx.db, ticket.id, { category, confidence: sure, by: understanding }, tx.at)
  await learnHome(deps, tx, resident, finding)
  return ticket
}

/** Where it may be when routing is not sure: the places that their words fit, and where they live. */
function likelyGrids(deps: TurnDeps, { home }: Resident, finding: Finding): string[] {
  const homeGrid = deps.directory.current().placeById.get(home?.placeId ?? '')?.gridId
  const candidates = finding.kind === 'ambiguous' ? finding.candidates.map(({ gridId }) => gridId) : []
  return [...candidates, ...(homeGrid ? [homeGrid] : [])]
}

const isUnsure = ({ confidence, urgency }: Item): boolean =>
  confidence < SURE_ENOUGH && urgency !== 'emergency'

async function firstSteps(
  deps: TurnDeps,
  tx: Transaction,
  item: Item,
  finding: Finding,
  grids: readonly string[],
  confidence: EventBodyOf<'made_confidential'> | null,
): Promise<EventBody[]> {
  const confide = confidence ? [confidence] : []
  // Whose a complaint is does not depend on what it is called.
  const unsure = isUnsure(item) && confidence?.data.why !== 'complaint'
  const gridId = finding.kind === 'found' ? finding.gridId : null
  const unrouted = (why: EventBodyOf<'unrouted'>['data']['why']): EventBody => ({
    kind: 'unrouted',
    data: { why, ...undecided(deps, { ...item, gridId }, tx.at, grids) },
  })
  if (finding.kind === 'found') {
    const placed = placedBy(finding)
    if (unsure) return [placed, ...confide, unrouted('low_confidence')]
    const as = { ...item, confidential: confidence?.data ?? null }
    return [placed, ...confide, await assignment(deps, tx, finding, as)]
  }
  if (unsure) return [...confide, unrouted('low_confidence')]
  // They did say where, and the gazetteer does not know it; or it has no place: asking would not help.
  const asking = finding.kind === 'ambiguous' || (item.needsPlace && !finding.unheard)
  if (!asking) return [...confide, unrouted(finding.unheard ? 'outside_district' : 'no_place')]
  return [...confide, { kind: 'asked', data: { what: 'place', candidates: candidatesOf(finding) } }]
}

/** For the worker who goes there: a pin is no name, but any map takes it. */
export const pinInWords = ({ latitude, longitude }: Pin): string =>
  `📍${latitude.toFixed(5)},${longitude.toFixed(5)}`

/** A place that only a pin names is where the pin is. */
export const withPin = (finding: Finding, pin: Pin | null): Finding =>
  finding.kind === 'found' && pin && !finding.placeText ? { ...finding, placeText: pinInWords(pin) } : finding

type Found = Extract<Finding, { kind: 'found' }>

export const candidatesOf = (finding: Finding): string[] =>
  finding.kind === 'ambiguous' ? finding.candidates.map(place => place.id) : []

export const placedBy = ({ gridId, placeId, placeText, rule }: Found): EventBody => ({
  kind: 'placed',
  data: { gridId, placeId, placeText, rule },
})

/** The first compound that a resident reports from is taken for their home, so that they need not say it again. */
async function learnHome(
  deps: TurnDeps,
  tx: Transaction,
  resident: Resident,
  finding: Finding,
): Promise<void> {
  if (resident.home || finding.kind !== 'found' || finding.rule !== 'place' || !finding.placeId) return
  const place = deps.directory.current().placeById.get(finding.placeId)
  if (!place?.propertyId) return
  await learnHomePlace(tx.db, resident.id, place.id)
}
