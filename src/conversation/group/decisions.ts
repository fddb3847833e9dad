/** What is decided above a grid: supervision, joint meetings, what counts, what is done again. */
import { legible } from '../../domain/text/normalize.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import { EXCLUSION_REASONS, type ExclusionReason } from '../../domain/ticket/ticket-event.ts'
import { HIGHEST_LEVEL } from '../../domain/sla/next-check.ts'
import { TicketRefused } from '../../tickets/change.ts'
import { promisesAfterMeeting, wallTime } from '../../workflow/sla.ts'
import { reopened } from '../../workflow/reopen.ts'
import { saidBack } from './find-by-name.ts'
import type { CommandContext, CommandOf } from './command-context.ts'

/** 督办 by a person: one level up, whether or not it is late. */
export const supervise = ({ record }: CommandOf<'supervise'>) =>
  record(({ warned }) => [
    {
      kind: 'supervised',
      data: { clock: 'resolve', unitId: null, level: Math.min(warned.level + 1, HIGHEST_LEVEL) },
    },
  ])

/** It needs money or many parties: the compound's property company leads, if it has one. */
export function callMeeting({ deps, tx, command, record }: CommandOf<'meeting'>) {
  const { rules } = deps.settings()
  const org = deps.directory.current()
  return record(({ placeId, unitId }) => [
    {
      kind: 'meeting_called',
      data: {
        plan: command.text,
        unitId: unitId ?? org.propertyOf(placeId)?.id ?? null,
        decideBy: wallTime(deps, rules.meeting, tx.at),
      },
    },
  ])
}

/** The day that the minutes name: "30天内", "12月15日前"; "12月15日内" is a date too. */
const DAYS = /(?<![月\d])(\d{1,3})\s*(?:个)?(?:天|日内|days?)/i
const DATE = /(\d{1,2})月(\d{1,2})[日号]/

export function decide({ deps, tx, command, record }: CommandOf<'decide'>) {
  const { decision, note } = command
  const { rules } = deps.settings()
  const until = dayIn(note, tx.at) ?? new Date(wallTime(deps, rules.meeting, tx.at))
  const by = until.toISOString()
  return record(ticket => [
    {
      kind: 'meeting_held',
      data: {
        decision,
        note,
        promises:
          decision === 'postponed'
            ? null
            : promisesAfterMeeting(deps, ticket, tx.at, decision === 'agreed' ? by : null),
        decideBy: decision === 'postponed' ? by : null,
      },
    },
  ])
}

/** The end of the day that a note names, in China; a date that has gone by is one of next year. */
export function dayIn(note: string, now: Date): Date | null {
  const said = legible(note)
  const days = DAYS.exec(said)?.[1]
  if (Number(days) > 0) return new Date(now.getTime() + Number(days) * 86_400_000)
  const [, month, day] = DATE.exec(said) ?? []
  if (!month || !day) return null
  const year = new Date(now.getTime() + 8 * 3_600_000).getUTCFullYear()
  const at = (y: number) => new Date(Date.UTC(y, Number(month) - 1, Number(day), 10, 0))
  const date = at(year)
  if (date.getUTCMonth() !== Number(month) - 1) return null
  return date > now ? date : at(year + 1)
}

/** As long as a note on a card. */
const A_REASON = 120

/** A person who is measured by the figures does not decide what is counted. */
const MEASURED: ReadonlySet<string> = new Set(['grid_worker', 'unit_contact', 'property_manager'])

function assertMayCount({ member, ticket }: CommandContext): void {
  if (MEASURED.has(member.role)) throw new TicketRefused('not_yours', ticket)
}

/** 剔除: out of the figures, with a reason and an author. */
export async function exclude(order: CommandOf<'exclude'>) {
  const { deps, ticket, member, command, language, record, say } = order
  assertMayCount(order)
  const { reason, note } = command
  // Of all days, not only of today's: what counts must not be mistaken.
  const number = spokenNumber(ticket.number)
  const inWords = (each: ExclusionReason) => deps.rendering().replies.label(language, `excluded_${each}`)
  if (reason === null) return say('exclude_why', { number, reasons: EXCLUSION_REASONS.map(inWords) })
  await record(() => [{ kind: 'excluded', data: { reason, note } }])
  say('excluded', { number, reason: inWords(reason), note: saidBack(note, A_REASON), actor: member.name })
}

export async function include(order: CommandOf<'include'>) {
  const { ticket, member, record, say } = order
  assertMayCount(order)
  await record(() => [{ kind: 'included', data: { note: '' } }])
  say('included', { number: spokenNumber(ticket.number), actor: member.name })
}

/** Few stars: a supervisor has it done again, by another worker. */
export async function reopen({ deps, tx, ticket, record }: CommandOf<'reopen'>) {
  if (ticket.state !== 'closed') throw new TicketRefused('not_now', ticket)
  return await record(now => [reopened(deps, now, '', tx.at)])
}
