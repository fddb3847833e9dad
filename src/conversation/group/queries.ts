/** What a group may ask without changing anything: what it has to do, a ticket's history, and why it is where it is. */
import { hasInHand } from '../../domain/ticket/group-role.ts'
import { type Ticket, shortNumber } from '../../domain/ticket/ticket.ts'
import type { EventBodyOf, TicketEvent } from '../../domain/ticket/ticket-event.ts'
import type { Language } from '../../domain/message.ts'
import type { Span } from '../../domain/sla/digest-schedule.ts'
import { digestOf } from '../../statistics/digest.ts'
import { cut } from '../../notify/render/truncate.ts'
import { shownTo } from '../../notify/render/visible-ticket.ts'
import {
  categoryOf,
  holderName,
  inLanguage,
  nextPromise,
  ownerName,
  pastName,
  type RenderContext,
} from '../../notify/render/render-context.ts'
import { historyOf, openTicketsIn } from '../../tickets/store.ts'
import { areaOf } from '../../routing/area.ts'
import type { OrgWorkGroup } from '../../routing/directory.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import type { TurnResult } from '../turn.ts'
import type { GroupTurn } from './group-turn.ts'
import type { CommandOf } from './command-context.ts'

export async function openList(deps: TurnDeps, conversation: Conversation, group: OrgWorkGroup) {
  const rendering = deps.rendering()
  const { language } = group
  const own = { ...group, gridIds: areaOf(rendering.org, group).gridIds }
  const tickets = await openTicketsIn(deps.pool, conversation.id)
  return tickets
    .filter(ticket => hasInHand(own, ticket))
    .map(ticket => {
      const next = nextPromise(ticket)
      return {
        short: shortNumber(ticket.number),
        summary: shownTo(rendering.org, { ...own, language }, ticket).summary,
        state: rendering.replies.label(language, `state_${ticket.state}`),
        owner: ownerName(rendering, ticket),
        due: next ? rendering.times.due(next.at, deps.now(), language) : '',
      }
    })
}

/** 日报、周报、月报: of the group's own area. Summed up before the transaction: a month of a district takes a second. */
export async function figures(
  deps: TurnDeps,
  { conversation, message }: GroupTurn,
  group: OrgWorkGroup,
  span: Span,
): Promise<TurnResult> {
  const { text } = await digestOf(deps, group, span)
  return {
    messages: [message],
    write: tx => {
      tx.say(conversation.id, { text })
      return null
    },
  }
}

const shownFor = (rendering: RenderContext, group: OrgWorkGroup, ticket: Ticket) =>
  shownTo(rendering.org, { ...group, gridIds: areaOf(rendering.org, group).gridIds }, ticket)

export async function show({ deps, ticket, group, language, say }: CommandOf<'show'>): Promise<void> {
  const rendering = deps.rendering()
  const shown = shownFor(rendering, group, ticket)
  const history = await historyOf(deps.pool, ticket.id)
  say('shown', {
    number: shortNumber(ticket.number),
    category: inLanguage(categoryOf(rendering.tree, ticket.category).name, language),
    place: shown.place,
    confidential: ticket.confidential !== null,
    state: rendering.replies.label(language, `state_${ticket.state}`),
    owner: ownerName(rendering, ticket),
    words: cut(shown.words, 1_000),
    history: history.map(event =>
      `${rendering.times.due(event.at, deps.now(), language)} ${rendering.replies.label(language, `event_${event.kind}`)} ${event.actor.kind === 'member' ? pastName(rendering, event.actor.id) : ''}`.trim(),
    ),
  })
}

interface Decided {
  decidedBy: 'rule' | 'model' | 'local' | 'person'
  confidence: number
}

/** Every decision explains itself: who named it, how its place was found, which rule gave it to whom, what runs. */
export async function why({ deps, ticket, group, language, say }: CommandOf<'why'>): Promise<void> {
  const rendering = deps.rendering()
  const { replies } = rendering
  const history = await historyOf(deps.pool, ticket.id)
  const assigned = last(history, 'assigned')
  const placed = last(history, 'placed')
  const choice = assigned?.data.choice
  const found = placed?.data.rule ?? assigned?.data.rule
  const decided = await lastDecision(deps, ticket)
  say('why', {
    number: shortNumber(ticket.number),
    category: inLanguage(categoryOf(rendering.tree, ticket.category).name, language),
    decided_by: replies.label(language, `by_${decided?.decidedBy ?? 'person'}`),
    sure: decided && decided.decidedBy !== 'person' ? `${Math.round(decided.confidence * 100)}%` : '',
    place: shownFor(rendering, group, ticket).place,
    found: found ? replies.label(language, `found_${found}`) : '',
    rule: choice?.rule ?? '',
    holder: holderName(rendering, ticket, language),
    step: choice ? replies.label(language, `step_${choice.step}`) : '',
    candidates: choice?.candidates ?? 0,
    load: choice?.load ?? 0,
    clocks: clockLines(deps, ticket, language),
  })
}

const last = <K extends TicketEvent['kind']>(history: readonly TicketEvent[], kind: K) =>
  history.findLast(event => event.kind === kind) as (EventBodyOf<K> & { at: Date }) | undefined

async function lastDecision({ pool }: TurnDeps, ticket: Ticket): Promise<Decided | undefined> {
  const { rows } = await pool.query<Decided>(
    'SELECT decided_by AS "decidedBy", confidence FROM triage_decision WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1',
    [ticket.id],
  )
  return rows[0]
}

function clockLines(deps: TurnDeps, ticket: Ticket, language: Language): string[] {
  const { replies, times } = deps.rendering()
  const due = {
    accept: ticket.acceptBy,
    answer: ticket.answerBy,
    resolve: ticket.resolveBy,
    decide: ticket.decideBy,
  }
  return (['accept', 'answer', 'resolve', 'decide'] as const).flatMap(clock => {
    const at = due[clock]
    if (!at) return []
    const when = times.due(at, deps.now(), language)
    const mark = ticket.warned.missed.includes(clock) ? ' ⏰' : ''
    return [`${replies.label(language, `clock_${clock}`)} ${when}${mark}`]
  })
}
