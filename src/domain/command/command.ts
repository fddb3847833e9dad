/**
 * A command from a button or from typed words: both become the same Command. A button carries it as
 * `verb:number:argument`. A client can forge that, so the handler of the command checks the sender's rights.
 */
import type { Span } from '../sla/digest-schedule.ts'
import { LANGUAGES, type Language } from '../message.ts'
import {
  DECISIONS,
  type Decision,
  EXCLUSION_REASONS,
  type ExclusionReason,
  OUTCOMES,
  RETURN_REASONS,
  type Outcome,
  type ReturnReason,
  WHISTLE_GROUNDS,
  type WhistleGround,
} from '../ticket/ticket-event.ts'

/**
 * What a card can unfold: the reasons of a return, the outcomes, the groups and leaves of categories, grids, the
 * departments to whistle, colleagues and units to hand over to, the departments to rate.
 */
export const MENUS = ['return', 'resolve', 'category', 'grid', 'whistle', 'transfer', 'rate'] as const
export type Menu = (typeof MENUS)[number]

/** A null number stands for the ticket that the command most likely refers to. */
export type Command =
  | { verb: 'start' | 'help' | 'mine' | 'useful' }
  /** The resident's own data: the privacy notice, consent to it, a cancelled erasure, a code to link a channel. */
  | { verb: 'privacy' | 'agree' | 'keep' | 'link_code' }
  | { verb: 'link'; code: string }
  /** `sure` false: the resident is asked to confirm once. */
  | { verb: 'forget'; sure: boolean }
  /** Asks for a person instead of the guide; `message` is the question, null the previous message. */
  | { verb: 'ask'; message: string | null }
  | { verb: 'guide'; code: string }
  | { verb: 'language'; language: Language }
  | { verb: 'bind' | 'join'; code: string }
  | {
      verb: 'urge' | 'withdraw' | 'restore' | 'confirm' | 'reopen' | 'more' | 'confidential'
      number: string | null
    }
  | { verb: 'rate'; number: string | null; stars: number }
  | { verb: 'place'; number: string; place: string }
  | { verb: 'accept' | 'show' | 'why' | 'report_in' | 'end_whistle' | 'supervise'; number: string }
  | { verb: 'include' | 'part' | 'still_good' | 'came_back'; number: string }
  /** A null number: the member's last command in this group. */
  | { verb: 'undo'; number: string | null }
  /** `unit`: its code, or its name as typed. */
  | { verb: 'done'; number: string; note: string }
  | { verb: 'decline'; number: string; note: string }
  | { verb: 'rate_unit'; number: string; unit: string; stars: number }
  /** A member's id, a code of a grid or a unit, or a name as typed. */
  | { verb: 'transfer'; number: string; to: string; note: string }
  /** Names as typed; empty: the departments ticked on the card. */
  | { verb: 'whistle'; number: string; units: string; ground: WhistleGround | null; note: string }
  /** Ticks or unticks a department on the card. */
  | { verb: 'tick'; number: string; unit: string }
  | { verb: 'inquire' | 'meeting'; number: string; text: string }
  | { verb: 'decide'; number: string; decision: Decision; note: string }
  /** A null reason: the typed text contains no known reason. */
  | { verb: 'exclude'; number: string; reason: ExclusionReason | null; note: string }
  /** The ticket follows the ticket with the number `parent`. */
  | { verb: 'merge'; number: string; parent: string }
  | { verb: 'figures'; span: Span }
  /** A null reason: none was typed, so the worker is asked for it. */
  | { verb: 'return'; number: string; reason: ReturnReason | null; note: string }
  | { verb: 'resolve'; number: string; outcome: Outcome; note: string }
  | { verb: 'note'; number: string; text: string }
  | { verb: 'categorise'; number: string; category: string }
  | { verb: 'assign'; number: string; grid: string }
  /** `menu` null folds the card. */
  | { verb: 'menu'; number: string; menu: Menu | null; argument: string }

/** Telegram's limit on callback data, bytes. */
export const ACTION_BYTES = 64

const ANY_NUMBER = '-'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const GUIDE_CODE = /^\d{3,6}$/
const NUMBER = /^\d{8}-\d{4,6}$/

/** @throws Error above ACTION_BYTES: a code in the organisation's data is then too long. */
export function encodeAction(command: Command): string {
  const action = [
    command.verb,
    'number' in command ? (command.number ?? ANY_NUMBER) : ANY_NUMBER,
    ...argumentsOf(command),
  ].join(':')
  if (Buffer.byteLength(action) > ACTION_BYTES)
    throw new Error(`action of over ${ACTION_BYTES} bytes: ${action}`)
  return action
}

function argumentsOf(command: Command): string[] {
  switch (command.verb) {
    case 'language':
      return [command.language]
    case 'forget':
      return command.sure ? ['yes'] : []
    case 'ask':
      return [command.message ?? '']
    case 'guide':
      return [command.code]
    case 'rate':
      return [String(command.stars)]
    case 'place':
      return [command.place]
    case 'return':
      return [command.reason ?? '']
    case 'resolve':
      return [command.outcome]
    case 'categorise':
      return [command.category]
    case 'assign':
      return [command.grid]
    case 'rate_unit':
      return [command.unit, String(command.stars)]
    case 'transfer':
      return [command.to]
    case 'whistle':
      return [command.ground ?? '']
    case 'tick':
      return [command.unit]
    case 'exclude':
      return [command.reason ?? '']
    case 'decide':
      return [command.decision]
    case 'merge':
      return [command.parent]
    case 'menu':
      return [command.menu ?? '', command.argument]
    default:
      return []
  }
}

/** @returns null for anything that `encodeAction` would not have made. */
export function decodeAction(action: string): Command | null {
  if (Buffer.byteLength(action) > ACTION_BYTES) return null
  const command = read(action)
  // Only the exact encoding of a command is accepted: surplus or missing parts mean a forged action.
  return command && encodeAction(command) === action ? command : null
}

function read(action: string): Command | null {
  const [verb, rawNumber, argument = '', extra = ''] = action.split(':')
  const any = rawNumber === ANY_NUMBER ? null : undefined
  const number = rawNumber !== undefined && NUMBER.test(rawNumber) ? rawNumber : any
  if (number === undefined) return null
  switch (verb) {
    case 'start':
    case 'help':
    case 'mine':
    case 'useful':
    case 'privacy':
    case 'agree':
    case 'keep':
    case 'link_code':
      return { verb }
    case 'forget':
      return { verb, sure: argument === 'yes' }
    case 'ask':
      return argument === '' || UUID.test(argument) ? { verb, message: argument || null } : null
    case 'guide':
      return GUIDE_CODE.test(argument) ? { verb, code: argument } : null
    case 'urge':
    case 'withdraw':
    case 'restore':
    case 'confirm':
    case 'reopen':
    case 'more':
    case 'confidential':
    case 'undo':
      return { verb, number }
    case 'language':
      return isOneOf(LANGUAGES, argument) ? { verb, language: argument } : null
    case 'rate':
      return /^[1-5]$/.test(argument) ? { verb, number, stars: Number(argument) } : null
  }
  if (number === null) return null
  switch (verb) {
    case 'accept':
    case 'show':
    case 'why':
    case 'report_in':
    case 'end_whistle':
    case 'supervise':
    case 'include':
    case 'part':
    case 'still_good':
    case 'came_back':
      return { verb, number }
    case 'done':
    case 'decline':
      return { verb, number, note: '' }
    case 'rate_unit':
      return argument && /^[1-5]$/.test(extra) ? { verb, number, unit: argument, stars: Number(extra) } : null
    case 'transfer':
      return argument ? { verb, number, to: argument, note: '' } : null
    case 'whistle':
      return isOneOf(WHISTLE_GROUNDS, argument)
        ? { verb, number, units: '', ground: argument, note: '' }
        : null
    case 'tick':
      return argument ? { verb, number, unit: argument } : null
    case 'exclude':
      return isOneOf(EXCLUSION_REASONS, argument) ? { verb, number, reason: argument, note: '' } : null
    case 'decide':
      return isOneOf(DECISIONS, argument) ? { verb, number, decision: argument, note: '' } : null
    case 'merge':
      return NUMBER.test(argument) ? { verb, number, parent: argument } : null
    case 'place':
      return argument ? { verb, number, place: argument } : null
    case 'return':
      return isOneOf(RETURN_REASONS, argument) ? { verb, number, reason: argument, note: '' } : null
    case 'resolve':
      return isOneOf(OUTCOMES, argument) ? { verb, number, outcome: argument, note: '' } : null
    case 'categorise':
      return argument ? { verb, number, category: argument } : null
    case 'assign':
      return argument ? { verb, number, grid: argument } : null
    case 'menu':
      if (argument === '') return { verb, number, menu: null, argument: '' }
      return isOneOf(MENUS, argument) ? { verb, number, menu: argument, argument: extra } : null
  }
  return null
}

const isOneOf = <T extends string>(all: readonly T[], value: string): value is T =>
  (all as readonly string[]).includes(value)
