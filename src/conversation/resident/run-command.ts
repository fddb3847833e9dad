/** What a resident orders, by a button or by words, carried out. Only their own tickets obey. */
import type { Command } from '../../domain/command/command.ts'
import { encodeAction } from '../../domain/command/command.ts'
import { isConfided } from '../../domain/ticket/confidentiality.ts'
import type { LabelKey, ReplyKey } from '../../domain/notification-rules.ts'
import type { ReplyValues } from '../../prompt-files/reply-values.ts'
import { type Ticket, spokenNumber } from '../../domain/ticket/ticket.ts'
import { type Actor, SYSTEM } from '../../domain/ticket/ticket-event.ts'
import { edgeOf, type TicketState, isOpen } from '../../domain/ticket/transitions.ts'
import { oneLine } from '../../notify/render/truncate.ts'
import { button, placeLabel } from '../../notify/render/resident-buttons.ts'
import {
  memberName,
  gridName,
  nextPromise,
  ownerName,
  type Voice,
} from '../../notify/render/render-context.ts'
import { TicketRefused, type Step } from '../../tickets/change.ts'
import { ticketByNumber } from '../../tickets/store.ts'
import { quote } from './answer-from-guide.ts'
import { assignment } from '../../workflow/assign.ts'
import { ASKED, confide, confideBy } from '../../workflow/make-confidential.ts'
import { followUpAt } from '../../workflow/closing-checks.ts'
import { joinByCode } from '../chat/access-codes.ts'
import { follow } from '../../workflow/find-duplicates.ts'
import { restore } from './undo-withdrawal.ts'
import { promisesFor } from '../../workflow/sla.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { type Conversation, awaitNext } from '../../inbox/conversations.ts'
import { type Heard, claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** An urge that was passed on a moment ago is not passed on again. */
const URGE_AGAIN_MS = 10 * 60_000

export async function obeyResident(
  deps: TurnDeps,
  conversation: Conversation,
  resident: Resident,
  tickets: readonly Ticket[],
  messages: readonly Heard[],
  command: Command,
  /** The words around the order, when it was more than a word. */
  words = '',
): Promise<void> {
  const actor: Actor = { kind: 'resident', id: resident.id }
  const voice = deps.voice()
  const reply = <K extends ReplyKey>(tx: Transaction, key: K, values: ReplyValues<K>, ticketId?: string) =>
    tx.say(
      conversation.id,
      { text: voice.replies.say(resident.language, key, values), buttons: buttonsOf(key) },
      ticketId,
    )
  const buttonsOf = (key: ReplyKey) =>
    key === 'welcome' || key === 'help'
      ? [[button(voice, resident.language, 'mine', { verb: 'mine' }), switchButton()]]
      : []
  const switchButton = () => ({
    label: voice.replies.label(resident.language, 'switch_language'),
    action: encodeAction({ verb: 'language', language: resident.language === 'en' ? 'zh-CN' : 'en' }),
  })

  await deps
    .transact(async tx => {
      const ticket = 'number' in command ? await meant(tx, tickets, resident, command) : undefined
      await claim(tx, messages, ticket?.id ?? null)
      switch (command.verb) {
        case 'start':
          return reply(tx, 'welcome', { community: '' })
        case 'help':
          return reply(tx, 'help', {})
        case 'mine':
          return reply(tx, 'mine', {
            tickets: tickets.filter(({ state }) => isOpen(state)).map(each => listed(deps, each, resident)),
          })
        case 'language':
          await tx.db.query('UPDATE resident SET language = $2 WHERE id = $1', [
            resident.id,
            command.language,
          ])
          return tx.say(conversation.id, { text: voice.replies.say(command.language, 'language', {}) })
        case 'useful':
          return reply(tx, 'useful', {})
        case 'guide': {
          const guide = voice.guides.byCode(command.code, resident.language)
          if (!guide) return reply(tx, 'no_guide', { code: command.code })
          return await quote(deps, tx, conversation, resident.language, guide, null)
        }
        case 'join': {
          const joined = await joinByCode(tx, command.code, messages[0]?.identityId ?? '')
          return reply(tx, joined ? 'joined' : 'join_failed', {
            name: joined?.name ?? '',
            group: joined?.group ?? '',
          })
        }
      }
      if (!ticket) return reply(tx, 'nothing_found', {})
      const withdrawn: Step = { kind: 'withdrawn', data: { text: words } }
      const confirmed: Step = { kind: 'confirmed', data: { followUpAt: followUpAt(deps, ticket, tx.at) } }
      const told = words ? await confideBy(deps, tx, ticket, words) : []
      const record = (decide: (now: Ticket) => Step[]) =>
        tx.record(ticket.id, actor, now => [...told, ...decide(now)])
      switch (command.verb) {
        case 'urge': {
          if (await urgedLately(tx, ticket))
            return reply(tx, 'already_urged', whoAndWhen(deps, ticket, resident), ticket.id)
          return record(() => [{ kind: 'urged', data: { text: words } }])
        }
        case 'restore':
          return restore(tx, ticket, actor, () =>
            reply(
              tx,
              'restore_late',
              { number: spokenNumber(ticket.number), summary: ticket.summary },
              ticket.id,
            ),
          )
        case 'withdraw':
          return record(() => [withdrawn])
        case 'confirm':
          // "灯亮了" before anybody came: it is over, and nobody need set out.
          return record(({ state }) => [isOpen(state) && state !== 'resolved' ? withdrawn : confirmed])
        case 'rate': {
          const rated: Step = { kind: 'rated', data: { stars: command.stars } }
          // Stars for a ticket that waits for their word are their word.
          return record(now => (now.state === 'resolved' ? [confirmed, rated] : [rated]))
        }
        case 'reopen':
        case 'came_back':
          return record(now => [reopened(deps, now, words, tx.at)])
        case 'still_good':
          return reply(tx, 'still_fine', {}, ticket.id)
        case 'merge':
          return follow(deps, tx, ticket, actor, command.parent)
        case 'part': {
          const { gridId, placeId } = ticket
          if (!gridId) throw new TicketRefused('not_now', ticket)
          const assigned = await assignment(deps, tx, { gridId, placeId, rule: 'place' }, ticket)
          return record(() => [
            { kind: 'parted', data: {} },
            { ...assigned, actor: SYSTEM },
          ])
        }
        case 'confidential': {
          // Said without a number it is meant for all that is under way.
          const meantToo = command.number === null ? tickets.filter(({ state }) => isOpen(state)) : []
          const fresh = (meantToo.length > 0 ? meantToo : [ticket]).filter(each => !isConfided(each, ASKED))
          if (fresh.length === 0) throw new TicketRefused('already', ticket)
          for (const each of fresh) {
            const steps = await confide(deps, tx, each, ASKED)
            await tx.record(each.id, actor, now => (isConfided(now, ASKED) ? [] : steps))
          }
          return
        }
        case 'more':
          if (!edgeOf(ticket.state, 'added')) throw new TicketRefused('not_now', ticket)
          await awaitNext(tx, conversation.id, `more:${ticket.number}`)
          return reply(tx, 'ask_more', { number: spokenNumber(ticket.number) }, ticket.id)
        case 'place': {
          const place = deps.directory.current().placeByCode.get(command.place)
          if (!place) return reply(tx, 'nothing_found', {})
          if (ticket.state !== 'needs_info' && ticket.state !== 'unrouted')
            throw new TicketRefused('not_now', ticket)
          const found = { gridId: place.gridId, placeId: place.id, rule: 'candidate' } as const
          const assigned = await assignment(deps, tx, found, ticket)
          // With its buildings, as on the button: a worker then knows which half of the compound.
          const placeText = placeLabel(place, resident.language)
          return record(() => [{ kind: 'placed', data: { ...found, placeText } }, assigned])
        }
        default:
          return reply(tx, 'nothing_found', {})
      }
    })
    .catch(async error => {
      if (!(error instanceof TicketRefused)) throw error
      await deps.transact(async tx => {
        await claim(tx, messages, error.ticket.id)
        const state = voice.replies.label(resident.language, `state_${error.ticket.state}` as LabelKey)
        reply(tx, 'not_now', { number: spokenNumber(error.ticket.number), state }, error.ticket.id)
      })
    })
}

/** By the whole number, or by as much of its end as people say. */
const isCalled = ({ number }: Ticket, said: string): boolean =>
  number === said || number.endsWith(`-${said}`) || (said.includes('-') && number.endsWith(said))

export const isRateable = (ticket: Ticket): boolean =>
  ticket.state === 'resolved' || (ticket.state === 'closed' && ticket.rating === null)

/** States in which an order makes sense when no number was given. */
const FITS: Partial<Record<Command['verb'], (ticket: Ticket) => boolean>> = {
  urge: ({ state }) => isOpen(state) && state !== 'resolved',
  restore: ({ state }) => state === 'withdrawn',
  withdraw: ({ state }) => isOpen(state) && state !== 'resolved',
  confirm: ({ state }) => state === 'resolved',
  reopen: ({ state }) => (['resolved', 'closed'] as TicketState[]).includes(state),
  more: ({ state }) => isOpen(state),
  confidential: () => true,
  rate: isRateable,
}

/** A button works for as long as it can be pressed: we said "reopen it at any time". */
async function meant(
  tx: Transaction,
  tickets: readonly Ticket[],
  resident: Resident,
  command: Extract<Command, { number: string | null }>,
): Promise<Ticket | undefined> {
  if (command.number === null)
    return (
      tickets.find(FITS[command.verb] ?? (() => false)) ??
      // Stars once more: they are told that they count already, and no ticket is opened for "5分".
      (command.verb === 'rate' ? tickets.find(({ rating }) => rating !== null) : undefined)
    )
  const called = command.number
  const known = tickets.find(ticket => isCalled(ticket, called))
  const ticket = known ?? (await ticketByNumber(tx.db, command.number))
  return ticket?.residentId === resident.id ? ticket : undefined
}

async function urgedLately(tx: Transaction, ticket: Ticket): Promise<boolean> {
  const { rowCount } = await tx.db.query(
    "SELECT 1 FROM ticket_event WHERE ticket_id = $1 AND kind = 'urged' AND at > $2 LIMIT 1",
    [ticket.id, new Date(tx.at.getTime() - URGE_AGAIN_MS)],
  )
  return rowCount === 1
}

function whoAndWhen(deps: TurnDeps, ticket: Ticket, { language }: Resident) {
  const voice = deps.voice()
  const next = nextPromise(ticket)
  // That a worker presses a button is between us and them; what was promised to a resident is an answer.
  const due = next?.clock === 'accept' ? ticket.answerBy : next?.at
  return {
    number: spokenNumber(ticket.number),
    owner: memberName(voice, ticket.ownerId),
    grid: gridName(voice, ticket.gridId, language),
    due: due ? voice.times.due(due, deps.now(), language) : '',
  }
}

function listed(deps: TurnDeps, ticket: Ticket, resident: Resident) {
  const state = deps.voice().replies.label(resident.language, `state_${ticket.state}`)
  return {
    ...whoAndWhen(deps, ticket, resident),
    owner: ownerName(deps.voice(), ticket),
    summary: oneLine(ticket.summary),
    state,
  }
}

/** Whoever had it goes on, or the whole group when they have left; after a low rating a supervisor does. */
function ownerAfter({ rules, org }: Voice, { ownerId, rating }: Ticket): string | null {
  if (rating === null || rating > rules.low_rating)
    return org.memberById.get(ownerId ?? '')?.active ? ownerId : null
  return org.withRole('supervisor')[0]?.id ?? null
}

/** All promises are made anew. */
export const reopened = (deps: TurnDeps, ticket: Ticket, text: string, at: Date): Step => ({
  kind: 'reopened',
  data: {
    text,
    ownerId: ownerAfter(deps.voice(), ticket),
    ...promisesFor(deps, ticket.category, ticket.urgency, at, ticket.unitId),
  },
})
