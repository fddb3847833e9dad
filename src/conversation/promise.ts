/** What an assignment promises, as event data. */
import { promises } from '../domain/clock.ts'
import type { Urgency } from '../domain/category.ts'
import { categoryOf } from '../notify/voice.ts'
import type { TurnDeps } from './turn.ts'

export function promisesFor(
  deps: Pick<TurnDeps, 'voice' | 'calendar'>,
  category: string,
  urgency: Urgency,
  from: Date,
) {
  const due = promises(from, categoryOf(deps.voice().tree, category).clocks, urgency, deps.calendar)
  return {
    acceptBy: due.acceptBy.toISOString(),
    answerBy: due.answerBy.toISOString(),
    resolveBy: due.resolveBy.toISOString(),
  }
}
