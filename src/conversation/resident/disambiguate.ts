/** Words that read like an order or an answer, and speak of something else: a new matter is heard as one, else the resident is asked. */
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { type Ticket, spokenNumber } from '../../domain/ticket/ticket.ts'
import { OPENS_TICKETS, type Understanding } from '../../domain/triage-result.ts'
import { categoryLabel } from '../../notify/render/template-values.ts'
import { categoryOf } from '../../notify/render/render-context.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { linkCalls } from '../../prompts/model-ledger.ts'
import { clausesOf, hanLength, readClause } from '../../triage/rules/clause.ts'
import { openTickets } from './open-tickets.ts'
import { speaksOf } from './refers-to-ticket.ts'
import type { Understood } from './triaged-turn.ts'
import { claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** Read without the ticket, the words say this surely what they are about. */
const SURE_WHAT = 0.5
/** Fewer words are hardly a matter. */
const FEW_WORDS = 6

/** @returns false when the words speak of the ticket, or of nothing else: the order is meant. */
export async function heardOtherwise(
  deps: TurnDeps,
  turn: Understood,
  ticket: Ticket,
  verb: 'withdraw' | 'confirm' | 'reopen',
): Promise<boolean> {
  const { conversation, resident, burst, texts } = turn
  const voice = deps.voice()
  const category = categoryOf(voice.tree, ticket.category)
  const labels = (['zh-CN', 'en'] as const).map(language => categoryLabel(category, language)).join(' ')
  if (speaksOf(ticket, labels, texts.join('\n'))) return false
  const matter = await anotherMatter(deps, turn, ticket)
  if (matter) {
    await openMatter(deps, turn, matter)
    return true
  }
  const { language } = resident
  const { number } = ticket
  await deps.transact(async tx => {
    await claim(tx, burst)
    const order = button(voice, language, verb, { verb, number })
    const said = { number: spokenNumber(number), summary: ticket.summary, order: order.label }
    const message = burst.at(-1)?.id ?? null
    const another = button(voice, language, 'another_matter', { verb: 'ask', message })
    const text = voice.replies.say(language, 'order_unsure', said)
    tx.say(conversation.id, { text, buttons: [[order, another]] }, ticket.id)
  })
  return true
}

export const openMatter = (deps: TurnDeps, turn: Understood, matter: Understanding): Promise<void> =>
  openTickets(deps, { ...turn, understanding: matter }, async ({ db }) => {
    const [first] = turn.burst
    if (first && matter.calls.length > 0) await linkCalls(db, matter.calls, first.id)
  })

/** What the words are to whoever knows of no ticket; null when that is the ticket's own kind, or not sure. */
export async function anotherMatter(
  deps: TurnDeps,
  { resident, texts }: Understood,
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
