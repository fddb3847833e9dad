/** A resident says more about a ticket: an answer to our question, a detail, a correction of the place. */
import { confided } from '../../domain/ticket/confidentiality.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { parseAddress } from '../../domain/address/address.ts'
import { SYSTEM, type Actor } from '../../domain/ticket/ticket-event.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { type Finding, findGrid } from '../../routing/find-grid.ts'
import type { Pin } from '../../routing/grid-areas.ts'
import type { EventInput } from '../../tickets/change.ts'
import { type TriagedTurn, pinIn } from './triaged-turn.ts'
import { confideBy } from '../../workflow/make-confidential.ts'
import { assignment, undecided } from '../../workflow/assign.ts'
import { candidatesOf, pinInWords, placedBy, withPin } from '../../workflow/open-ticket.ts'
import { anotherMatter, openMatter, saysMoreThanWhere } from './disambiguate.ts'
import { isMovable, openAtOtherPlace, ticketSpokenOf } from './open-at-other-place.ts'
import { evidenceIn } from '../attachments.ts'
import { claimEarlierPictures } from './evidence-without-words.ts'
import { promisesAfterPause } from '../../workflow/sla.ts'
import { fitting, tooMuch } from './addition-limits.ts'
import { type Refiled, refiledBy } from './recategorise.ts'
import { saidLongAgo } from '../sent-at.ts'
import { clearPrompt } from '../../inbox/pending-prompt.ts'
import type { TurnResult } from '../turn.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import type { Transaction } from '../../workflow/transaction.ts'

export async function addDetails(turn: TriagedTurn): Promise<TurnResult> {
  const { deps, resident, burst } = turn
  const pin = pinIn(turn)
  const ticket = ticketSpokenOf(turn)
  const elsewhere = ticket && (await openAtOtherPlace(turn, ticket))
  if (elsewhere) return elsewhere
  const text = turn.texts.join('\n')
  if (
    ticket?.state === 'needs_info' &&
    saysMoreThanWhere(text) &&
    where(deps, ticket, text, pin).kind === 'unknown'
  ) {
    const matter = await anotherMatter(turn, ticket)
    if (matter) return await openMatter(turn, matter)
  }
  return {
    messages: burst,
    write: async tx => {
      if (ticket && isOpen(ticket.state)) {
        await addTo(turn, tx, ticket, text, pin)
        return ticket.id
      }
      const { replies } = deps.rendering()
      tx.say(turn.conversation.id, { text: replies.say(resident.language, 'nothing_found', {}) })
      return null
    },
  }
}

async function addTo(
  turn: TriagedTurn,
  tx: Transaction,
  ticket: Ticket,
  text: string,
  pin: Pin | null,
): Promise<void> {
  const { deps, resident, conversation, burst, understanding, prompt } = turn
  const { replies } = deps.rendering()
  const { emergency } = understanding
  // The same danger again: what to do is worth saying again, and so is that help is waited for.
  if (emergency)
    tx.say(conversation.id, { text: replies.label(resident.language, `advice_${emergency}`) }, ticket.id)
  const finding = withPin(where(deps, ticket, text, pin), pin)
  // A pin in no known grid still tells a person something, and so does one to a worker who has set out.
  const isWhere = finding.kind === 'found' && (ticket.state === 'needs_info' || ticket.state === 'unrouted')
  const evidence = evidenceIn(burst, resident.language, replies)
  const said = [text, isWhere ? '' : pin && pinInWords(pin), evidence].filter(Boolean).join('\n')
  const words = await fitting(tx, ticket, said, emergency !== null)
  if (words === null) {
    tx.say(conversation.id, { text: replies.say(resident.language, ...tooMuch(ticket)) }, ticket.id)
    return
  }
  const refiled = refiledBy(deps, ticket, text)
  const told = await confideBy(deps, tx, ticket, text)
  const isConfidential = ticket.confidential !== null || told.length > 0
  const moved =
    ticket.state === 'merged' && isConfidential
      ? []
      : await moveSteps(deps, tx, confidedAlready(ticket, told), finding, refiled)
  await tx.record(ticket.id, { kind: 'resident', id: resident.id } satisfies Actor, now => [
    ...told,
    ...stepsFor(deps, tx.at, now, { text: words, ...saidLongAgo(burst, tx.at) }, finding, moved),
  ])
  if (!isConfidential) await tellParent(tx, ticket, words)
  await claimEarlierPictures(tx, turn, ticket.id)
  if (evidence || prompt) tx.show(ticket.id)
  if (prompt) await clearPrompt(tx, conversation.id)
}

/** The ticket as it will be when its owner is chosen. */
function confidedAlready(ticket: Ticket, told: readonly EventInput[]): Ticket {
  const [first] = told
  return first?.kind === 'made_confidential' ? { ...ticket, confidential: confided(ticket, first) } : ticket
}

/** Words alone ("3号楼") count from the place that the ticket already has, so that a correction stays in its compound. */
function where(deps: TurnDeps, ticket: Ticket, text: string, pin: Pin | null): Finding {
  const home = ticket.placeId ? { placeId: ticket.placeId, building: null } : null
  const nothing: Finding = { kind: 'unknown', unheard: false, why: 'nothing_said' }
  const { gazetteer } = deps.directory.current()
  const answer = findGrid({ text, pin, home, language: ticket.language }, gazetteer)
  // "3号楼" says where once the compound is known that they named before.
  const finding =
    answer.kind === 'unknown' && !answer.unheard && ticket.state === 'needs_info'
      ? findGrid({ text: `${text}\n${ticket.text}`, language: ticket.language }, gazetteer)
      : answer
  // "home" without a building is the ticket's own place said back to us.
  return finding.kind === 'found' && finding.rule === 'home' && !parseAddress(text).building
    ? nothing
    : finding
}

async function moveSteps(
  deps: TurnDeps,
  tx: Transaction,
  ticket: Ticket,
  finding: Finding,
  refiled: Refiled | null,
): Promise<EventInput[]> {
  const steps: EventInput[] = []
  if (refiled) {
    const { category: to, urgency } = refiled
    steps.push({
      kind: 'recategorised',
      data: { from: ticket.category, to, urgency, promises: null },
      actor: SYSTEM,
    })
  }
  const found = finding.kind === 'found' ? finding : null
  if (found) steps.push(placedBy(found))
  const elsewhere = found && found.gridId !== ticket.gridId
  const waits = ticket.state === 'needs_info' || ticket.state === 'unrouted'
  const gridId = found?.gridId ?? ticket.gridId
  if (gridId && (refiled || elsewhere || (found && waits))) {
    const to = found ?? { gridId, placeId: ticket.placeId, rule: 'place' as const }
    steps.push({ ...(await assignment(deps, tx, to, { ...ticket, ...refiled })), actor: SYSTEM })
  }
  return steps
}

/** The owner of the ticket that this one follows reads it too. */
async function tellParent(tx: Transaction, { state, parentId }: Ticket, text: string): Promise<void> {
  if (state === 'merged' && parentId && text)
    await tx.record(parentId, SYSTEM, ({ state: now }) =>
      isOpen(now) ? [{ kind: 'noted', data: { text, toResident: false, photos: 0 } }] : [],
    )
}

function stepsFor(
  deps: TurnDeps,
  at: Date,
  ticket: Ticket,
  words: { text: string; saidAt?: string },
  finding: Finding,
  moved: EventInput[],
): EventInput[] {
  const { text } = words
  const added: EventInput[] = text ? [{ kind: 'added', data: words }] : []
  // A worker waits for this: the clocks go on with what was left.
  if (ticket.waitingSince && text)
    added.push({
      kind: 'resumed',
      data: { promises: promisesAfterPause(deps, ticket, at) },
      actor: SYSTEM,
    })
  const movable = isMovable(ticket)
  // A worker has set out and reads it on the card; a more exact place in the same grid is no other ticket.
  const better = moved.length === 1 && moved[0]?.kind === 'placed'
  if (moved.length > 0 && (movable || (ticket.state === 'accepted' && better))) return [...added, ...moved]
  if (ticket.state !== 'needs_info') return added
  const candidates = candidatesOf(finding)
  // Their answer narrowed it down to a few: buttons are no second question. Otherwise a person decides.
  return candidates.length > 0
    ? [...added, { kind: 'asked', data: { what: 'place', candidates }, actor: SYSTEM }]
    : [
        ...added,
        {
          kind: 'unrouted',
          data: {
            why: finding.kind === 'unknown' && finding.unheard ? 'outside_district' : 'no_place',
            ...undecided(deps, ticket, at),
          },
          actor: SYSTEM,
        },
      ]
}
