/** What a closing needs: proof where the category asks for it, a note that answers, and a look back where things return. */
import { type Doubt, type Outcome } from '../domain/ticket-event.ts'
import type { Ticket } from '../domain/ticket.ts'
import { promisesWork } from '../domain/words.ts'
import { categoryOf } from '../notify/voice.ts'
import { wallTime } from './promise.ts'
import type { TurnDeps } from './turn.ts'

/** When the resident is asked whether it has come back; null: such things do not. */
export function followUpAt(deps: Pick<TurnDeps, 'voice'>, ticket: Ticket, now: Date): string | null {
  const duration = categoryOf(deps.voice().tree, ticket.category).follow_up
  return duration && ticket.outcome === 'fixed' ? wallTime(deps, duration, now) : null
}

/** A category in which a picture proves something, work that is said to be done, and no picture. */
export const lacksPhoto = (deps: Pick<TurnDeps, 'voice'>, ticket: Ticket, outcome: Outcome): boolean =>
  outcome === 'fixed' && ticket.photos === 0 && categoryOf(deps.voice().tree, ticket.category).photo

/** Fewer letters than this say nothing of what was done. */
const FEW_LETTERS = 4
const FORMULA =
  /^(已?(经)?(处理|解决|办结|完成|办理|知悉|收到|转交)(好|完|毕)?了?|done|ok|好了?|fixed|handled)[。.!！]*$/iu

/** What is odd about a closing note at first sight; the resident will see it too. */
export function doubtAbout(note: string, outcome: Outcome, noPhoto: boolean): Doubt | null {
  const said = note.trim()
  if (said !== '' && outcome === 'fixed' && promisesWork(said)) return 'promise'
  if (said !== '' && ([...said].length < FEW_LETTERS || FORMULA.test(said))) return 'empty'
  return noPhoto ? 'no_photo' : null
}
