/** What a worker orders on a ticket, carried out. Whether the ticket takes it is `advance`'s decision alone. */
import type { Command } from '../domain/command.ts'
import type { LabelKey, ReplyKey } from '../domain/reply-rules.ts'
import { type Ticket, shortNumber } from '../domain/ticket.ts'
import type { Actor } from '../domain/ticket-event.ts'
import { dueAt } from '../domain/clock.ts'
import { URGENCIES, type Urgency } from '../domain/category.ts'
import { newId } from '../ids.ts'
import { cut, oneLine } from '../notify/cut.ts'
import { redact } from '../triage/redact.ts'
import { categoryOf, inLanguage, memberName, nextPromise } from '../notify/voice.ts'
import { proposeLabel } from '../prompts/labels.ts'
import { TicketRefused, type Step } from '../tickets/change.ts'
import { historyOf, openTicketsIn } from '../tickets/store.ts'
import { assignment, SURE_ENOUGH } from './intake.ts'
import { promisesFor } from './promise.ts'
import type { Transaction } from './transact.ts'
import { type Conversation, type Heard, type TurnDeps, claim } from './turn.ts'

/** How long a resident has to say that it is not solved, before silence counts as agreement. */
const CONFIRM_WITHIN = '3d'

export async function obeyWorker(
  deps: TurnDeps,
  conversation: Conversation,
  message: Heard,
  command: Command,
  ticket: Ticket | undefined,
): Promise<void> {
  const voice = deps.voice()
  const language =
    deps.directory.current().workGroupById.get(conversation.workGroupId ?? '')?.language ?? 'zh-CN'
  const actor: Actor = { kind: 'member', id: message.memberId }
  const say = (tx: Transaction, key: ReplyKey, values: Record<string, unknown>) =>
    tx.say(conversation.id, { text: voice.replies.say(language, key, values) }, ticket?.id)

  await deps
    .transact(async tx => {
      await claim(tx, [message], ticket?.id ?? null)
      if (command.verb === 'mine')
        return say(tx, 'group_mine', { tickets: await openList(deps, conversation, language) })
      if (!ticket) return say(tx, 'group_help', {})
      const number = shortNumber(ticket.number)
      if (isElsewhere(deps, conversation, ticket) && command.verb !== 'show' && command.verb !== 'note')
        throw new TicketRefused('not_yours', ticket)
      const record = (decide: (now: Ticket) => Step[]) => tx.record(ticket.id, actor, decide)
      switch (command.verb) {
        case 'accept':
          return record(() => [{ kind: 'accepted', data: {} }])
        case 'return':
          return record(now => [
            {
              kind: now.returns === 0 ? 'returned' : 'disputed',
              data: { reason: command.reason, note: command.note },
            },
          ])
        case 'note':
          return record(() => [
            { kind: 'noted', data: { text: command.text, toResident: message.data.replyTo !== undefined } },
          ])
        case 'resolve': {
          if (command.outcome !== 'fixed' && !command.note) {
            await setMenu(tx, ticket, conversation, `note:${command.outcome}`)
            tx.redraw(ticket.id, conversation.id)
            return say(tx, 'ask_note', { number })
          }
          const confirmBy = dueAt(tx.at, CONFIRM_WITHIN, 'wall', deps.calendar).toISOString()
          return record(() => [
            { kind: 'resolved', data: { outcome: command.outcome, note: command.note, confirmBy } },
          ])
        }
        case 'categorise':
          return recategorise(deps, tx, ticket, actor, command.category)
        case 'assign': {
          // Only the duty officers' cards have that button; whoever forges it in a grid would return without a reason.
          if (!isDuty(deps, conversation)) throw new TicketRefused('not_yours', ticket)
          const grid = deps.directory.current().gridByCode.get(command.grid)
          if (!grid)
            return say(tx, 'refused', {
              number,
              refusal: voice.replies.label(language, 'refusal_not_now'),
              state: '',
              owner: '',
            })
          const rule = ticket.state === 'arbitration' ? 'arbiter' : 'person'
          const { placeId, placeText } = ticket
          const assigned = await assignment(deps, tx, { gridId: grid.id, rule }, ticket)
          return record(() => [
            {
              kind: 'placed',
              data: {
                gridId: grid.id,
                placeId: placeId && grid.id === ticket.gridId ? placeId : null,
                placeText,
                rule,
              },
            },
            assigned,
          ])
        }
        case 'menu':
          await setMenu(
            tx,
            ticket,
            conversation,
            command.menu && [command.menu, command.argument].filter(Boolean).join(':'),
          )
          return tx.redraw(ticket.id, conversation.id)
        case 'show':
          return say(tx, 'shown', await shown(deps, ticket, language))
        default:
          return say(tx, 'group_help', {})
      }
    })
    .catch(async error => {
      if (!(error instanceof TicketRefused)) throw error
      await deps.transact(async tx => {
        await claim(tx, [message], error.ticket.id)
        const refusal = voice.replies.label(language, `refusal_${error.refusal}` as LabelKey)
        const state = voice.replies.label(language, `state_${error.ticket.state}`)
        const owner = memberName(voice, error.ticket.ownerId)
        say(tx, 'refused', { number: shortNumber(error.ticket.number), refusal, state, owner })
        tx.redraw(error.ticket.id, conversation.id)
      })
    })
}

/** A card that hangs on in the group of a grid which had the ticket before: its old buttons order nothing any more. */
function isElsewhere({ directory }: TurnDeps, { workGroupId }: Conversation, ticket: Ticket): boolean {
  const group = directory.current().workGroupById.get(workGroupId ?? '')
  return group?.kind === 'grid' && group.gridId !== ticket.gridId
}

const isDuty = ({ directory }: TurnDeps, { workGroupId }: Conversation): boolean =>
  directory.current().workGroupById.get(workGroupId ?? '')?.kind === 'duty'

async function setMenu(
  tx: Transaction,
  ticket: Ticket,
  conversation: Conversation,
  menu: string | null,
): Promise<void> {
  await tx.db.query('UPDATE ticket_card SET menu = $3 WHERE ticket_id = $1 AND conversation_id = $2', [
    ticket.id,
    conversation.id,
    menu,
  ])
}

/** A person corrects the category: the promises follow it, and the resident is not asked again. */
async function recategorise(
  deps: TurnDeps,
  tx: Transaction,
  ticket: Ticket,
  actor: Actor,
  to: string,
): Promise<void> {
  const { tree } = deps.voice()
  const category = tree.get(to)
  if (!category) return
  const urgency = URGENCIES[
    Math.max(URGENCIES.indexOf(ticket.urgency), URGENCIES.indexOf(category.urgency))
  ] as Urgency
  const promises = ticket.assignedAt ? promisesFor(deps, to, urgency, ticket.assignedAt) : null
  // Nobody knew what it was, but where it is was known: now it can go there.
  const waits = ticket.state === 'unrouted' && ticket.gridId !== null && ticket.returns === 0
  const assigned = waits
    ? [
        await assignment(
          deps,
          tx,
          { gridId: ticket.gridId as string, rule: 'person' },
          { category: to, urgency },
        ),
      ]
    : []
  await tx.record(ticket.id, actor, now => [
    { kind: 'recategorised', data: { from: now.category, to, urgency, promises } },
    ...assigned,
  ])
  await tx.db.query(
    "INSERT INTO triage_decision (id, ticket_id, decided_by, category, confidence, at) VALUES ($1, $2, 'person', $3, 1, $4)",
    [newId(), ticket.id, to, tx.at],
  )
  const { text, language } = ticket
  const by = deps.directory.current().memberById.get(actor.id ?? '')?.role ?? 'member'
  await proposeLabel(tx.db, { ticketId: ticket.id, language, text, category: to, by, at: tx.at }, SURE_ENOUGH)
}

async function openList(deps: TurnDeps, conversation: Conversation, language: 'zh-CN' | 'en') {
  const voice = deps.voice()
  const tickets = await openTicketsIn(deps.pool, conversation.id)
  return tickets.map(ticket => {
    const next = nextPromise(ticket)
    return {
      short: shortNumber(ticket.number),
      summary: ticket.summary,
      state: voice.replies.label(language, `state_${ticket.state}`),
      owner: memberName(voice, ticket.ownerId),
      due: next ? voice.times.due(next.at, deps.now(), language) : '',
    }
  })
}

async function shown(deps: TurnDeps, ticket: Ticket, language: 'zh-CN' | 'en') {
  const voice = deps.voice()
  const history = await historyOf(deps.pool, ticket.id)
  return {
    number: shortNumber(ticket.number),
    category: inLanguage(categoryOf(voice.tree, ticket.category).name, language),
    place: ticket.placeText ?? '',
    state: voice.replies.label(language, `state_${ticket.state}`),
    owner: memberName(voice, ticket.ownerId),
    words: cut(redact(oneLine(ticket.text)), 1_000),
    history: history.map(event =>
      `${voice.times.due(event.at, deps.now(), language)} ${voice.replies.label(language, `event_${event.kind}`)} ${event.actor.kind === 'member' ? memberName(voice, event.actor.id) : ''}`.trim(),
    ),
  }
}
