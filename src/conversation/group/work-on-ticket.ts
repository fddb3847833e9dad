/** Taking a ticket, handing it back, saying how it goes, being done with it, and taking that back. */
import { openedBy } from '../../domain/command/card-menu.ts'
import { hasEffect } from '../../domain/notification-rules.ts'
import { replay } from '../../domain/ticket/advance.ts'
import { shortNumber } from '../../domain/ticket/ticket.ts'
import { SYSTEM } from '../../domain/ticket/ticket-event.ts'
import { backTo } from '../../domain/ticket/undo.ts'
import { UNDO_MS } from '../../notify/render/card-buttons.ts'
import { TicketRefused, type EventInput } from '../../tickets/change.ts'
import { historyOf } from '../../tickets/store.ts'
import { undecided } from '../../workflow/assign.ts'
import { markAsProof } from '../../attachments/rows.ts'
import { isOnlyEvidence } from '../attachments.ts'
import type { MessageContent } from '../../inbox/inbound-messages.ts'
import { doubtAbout, lacksPhoto } from '../../workflow/closing-checks.ts'
import { wantCheck } from '../../workflow/verify-closing-note.ts'
import { promisesAfterPause, wallTime } from '../../workflow/sla.ts'
import { assertMayDecide } from './reassign.ts'
import { isOnDuty } from '../../routing/roster.ts'
import type { CommandOf } from './command-context.ts'

export const accept = ({ record }: CommandOf<'accept'>) => record(() => [{ kind: 'accepted', data: {} }])

/** The first time the duty officers decide, the second time an arbiter, once and for all. */
export async function giveBack({ deps, tx, ticket, command, record, unfold, say }: CommandOf<'return'>) {
  const { reason, note } = command
  if (reason === null) {
    await unfold(openedBy('return', ''))
    return say('ask_reason', { number: shortNumber(ticket.number) })
  }
  return await record(now => {
    const asked = undecided(deps, now, tx.at)
    return now.returns === 0
      ? [{ kind: 'returned', data: { reason, note, ...asked } }]
      : [{ kind: 'disputed', data: { reason, note, arbiterId: arbiterNow(deps, tx.at), ...asked } }]
  })
}

/** The arbiter on duty, else the first of all arbiters. */
function arbiterNow({ directory }: CommandOf<'return'>['deps'], at: Date): string | null {
  const org = directory.current()
  const arbiters = org.withRole('arbiter')
  return (arbiters.find(({ id }) => isOnDuty(org, id, at, org.calendarOf(null))) ?? arbiters[0])?.id ?? null
}

export async function note(order: CommandOf<'note'>) {
  const { tx, message, command, standing, record } = order
  // A reply to the card goes to the resident; groups that only watch talk among colleagues.
  const mayTell = standing === 'holder' || standing === 'duty'
  const toResident = message.data.replyTo !== undefined && mayTell
  if (message.kind === 'attachment' && (toResident || (mayTell && (await showsWhatWasSaid(order)))))
    await markAsProof(tx.db, message.id)
  const photos = photosIn(message)
  return record(() => [{ kind: 'noted', data: { text: command.text, toResident, photos } }])
}

/** Speech is no photo of the work. */
const photosIn = ({ kind, data }: MessageContent): number =>
  kind === 'attachment' && data.what !== 'voice' ? 1 : 0

/** Where a photo cannot answer a card it goes where the words before it went; those may have been for colleagues. */
async function showsWhatWasSaid({ tx, message, ticket, member }: CommandOf<'note'>): Promise<boolean> {
  if (!isOnlyEvidence([message])) return false
  const words = (await historyOf(tx.db, ticket.id)).findLast(
    ({ kind, actor, data }) => actor.id === member.id && !(kind === 'noted' && data.photos),
  )
  return words !== undefined && (words.kind !== 'noted' || words.data.toResident)
}

/** A question to the resident: the clocks stand still until the answer. */
export const inquire = ({ command, record }: CommandOf<'inquire'>) =>
  record(() => [{ kind: 'inquired', data: { text: command.text } }])

export async function resolve(order: CommandOf<'resolve'>): Promise<unknown> {
  const { deps, tx, ticket, command, message, unfold, say, record } = order
  assertMayDecide(order)
  const number = shortNumber(ticket.number)
  const sent = photosIn(message)
  if (command.outcome !== 'fixed' && !command.note) {
    await unfold({ kind: 'note', outcome: command.outcome })
    return say('ask_note', { number })
  }
  const noPhoto = lacksPhoto(deps, { ...ticket, photos: ticket.photos + sent }, command.outcome)
  const confirmBy = wallTime(deps, deps.settings().rules.confirm, tx.at)
  const doubt = doubtAbout(command.note, command.outcome, noPhoto)
  const after = await record(({ waitingSince }) => {
    const steps: EventInput[] = []
    if (waitingSince)
      steps.push({
        kind: 'resumed',
        data: { promises: promisesAfterPause(deps, ticket, tx.at) },
        actor: SYSTEM,
      })
    if (sent) steps.push({ kind: 'noted', data: { text: command.note, toResident: false, photos: sent } })
    steps.push({ kind: 'resolved', data: { outcome: command.outcome, note: command.note, confirmBy } })
    // The worker is told, and it is closed all the same.
    if (doubt) steps.push({ kind: 'doubted', data: { why: doubt }, actor: SYSTEM })
    return steps
  })
  if (message.kind === 'attachment') await markAsProof(tx.db, message.id)
  // Of words that were doubted at first sight they have heard already.
  if (command.note && (doubt === null || doubt === 'no_photo')) await wantCheck(tx, after, command.note)
}

/** Takes back the member's last event within 30 seconds, unless another event followed. */
export async function undo({ deps, tx, ticket, member, language, record, say }: CommandOf<'undo'>) {
  const history = await historyOf(tx.db, ticket.id)
  const index = history.findLastIndex(
    ({ kind, actor }) => hasEffect(kind, 'undoable') && actor.kind === 'member' && actor.id === member.id,
  )
  const last = history[index]
  // What the system added in the same breath goes with it.
  const since = history.slice(index + 1)
  if (!last || since.some(({ at, kind }) => kind !== 'doubted' && at.getTime() !== last.at.getTime()))
    throw new TicketRefused('not_now', ticket)
  if (tx.at.getTime() - last.at.getTime() > UNDO_MS) throw new TicketRefused('too_late', ticket)
  // So does what had to come before it: the end of a pause, a picture.
  const first = history.findLastIndex(
    ({ kind, at }, each) =>
      each < index && (at.getTime() !== last.at.getTime() || (kind !== 'resumed' && kind !== 'noted')),
  )
  const before = replay(ticket.id, history.slice(0, first + 1))
  // Of the version that was read: an event in between makes the guard refuse.
  const version = history.length
  const after = await record(() => [{ kind: 'undone', data: { version, back: backTo(before) } }])
  say('group_undo', {
    number: shortNumber(ticket.number),
    state: deps.rendering().replies.label(language, `state_${after.state}`),
  })
}
