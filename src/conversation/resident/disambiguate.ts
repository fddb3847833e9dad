/** Words that read like a command or an answer and speak of something else: a new matter opens a ticket, else the resident is asked. */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { type Ticket, spokenNumber } from '../../domain/ticket/ticket.ts'
import { OPENS_TICKETS, type Understanding } from '../../domain/triage-result.ts'
import { categoryLabel } from '../../notify/render/template-values.ts'
import { categoryOf } from '../../notify/render/render-context.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { clausesOf, hanLength, readClause } from '../../triage/rules/clause.ts'
import { openTickets } from './open-tickets.ts'
import { speaksOf } from './refers-to-ticket.ts'
import type { TriagedTurn } from './triaged-turn.ts'
import type { TurnResult } from '../turn.ts'

/** Read without the ticket, the words say this surely what they are about. */
const SURE_WHAT = 0.5
/** Fewer words are hardly a matter. */
const FEW_WORDS = 6

/** @returns null when the words speak of the ticket, or of nothing else: the command is meant. */
export async function disambiguate(
  turn: TriagedTurn,
  ticket: Ticket,
  verb: 'withdraw' | 'confirm' | 'reopen',
): Promise<TurnResult | null> {
  const { deps, conversation, burst, texts } = turn
  const rendering = deps.rendering()
  const category = categoryOf(deps.settings().tree, ticket.category)
  const labels = (['zh-CN', 'en'] as const).map(language => categoryLabel(category, language)).join(' ')
  if (speaksOf(ticket, labels, texts.join('\n'))) return null
  const matter = await anotherMatter(turn, ticket)
  if (matter) return await openMatter(turn, matter)
  const { language } = turn.resident
  const { number } = ticket
  const order = button(rendering, language, verb, { verb, number })
  const another = button(rendering, language, 'another_matter', {
    verb: 'ask',
    message: burst.at(-1)?.id ?? null,
  })
  const said = { number: spokenNumber(number), summary: ticket.summary, order: order.label }
  const text = rendering.replies.say(language, 'order_unsure', said)
  return {
    messages: burst,
    write: tx => {
      tx.say(conversation.id, { text, buttons: [[order, another]] }, ticket.id)
      return null
    },
  }
}

export const openMatter = async (turn: TriagedTurn, matter: Understanding): Promise<TurnResult> => ({
  ...(await openTickets({ ...turn, understanding: matter })),
  calls: matter.calls,
})

/** @returns what the words are when no ticket is known; null when that is the ticket's own category, or not sure. */
export async function anotherMatter(
  { deps, resident, texts }: TriagedTurn,
  { category }: Ticket,
): Promise<Understanding | null> {
  const nothing = { openTickets: [], pendingQuestion: null, home: null, lastTurns: [] }
  const read = await deps.triage.understand({ texts, language: resident.language, ...nothing })
  const isAnother = read.items.some(
    item =>
      item.guide !== null ||
      (item.confidence >= SURE_WHAT && item.category !== OTHER_CATEGORY && item.category !== category),
  )
  return OPENS_TICKETS.includes(read.intent) && isAnother ? read : null
}

const WHERE = new Set(['place', 'detail', 'chatter', 'thanks', 'urge'])
export const saysMoreThanWhere = (text: string): boolean =>
  hanLength(text) >= FEW_WORDS && !clausesOf(text).every(clause => WHERE.has(readClause(clause)))
