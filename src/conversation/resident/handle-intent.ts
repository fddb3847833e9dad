/** From what was understood to what is done about it. */
import { wordsKept } from '../../domain/ticket/ticket.ts'
import type { Understanding } from '../../domain/triage-result.ts'
import type { TurnResult } from '../turn.ts'
import { addDetails } from './add-details.ts'
import { disambiguate } from './disambiguate.ts'
import { openAtOtherPlace, ticketSpokenOf } from './open-at-other-place.ts'
import { openTickets } from './open-tickets.ts'
import { isPlaceCorrected } from './other-place.ts'
import { runCommand } from './run-command.ts'
import type { TriagedTurn } from './triaged-turn.ts'

type IntentHandler = (turn: TriagedTurn) => Promise<TurnResult> | TurnResult

const HANDLERS: Readonly<Record<Understanding['intent'], IntentHandler>> = {
  request: turn => openTickets(turn),
  question: turn => openTickets(turn),
  addition: addDetails,
  answer: addDetails,
  urge: turn => command(turn, 'urge'),
  withdraw: turn => command(turn, 'withdraw'),
  confirm: turn => command(turn, 'confirm'),
  reopen: turn => command(turn, 'reopen'),
  thanks: turn => answer(turn, 'thanks'),
  chatter: turn => answer(turn, 'chatter'),
  abuse: turn => answer(turn, 'abuse'),
  spam: turn => answer(turn, 'spam'),
}

/** The model calls of this turn are billed to the ticket that its messages end up with. */
export async function handleIntent(turn: TriagedTurn): Promise<TurnResult> {
  const { intent, calls } = turn.understanding
  const result = await HANDLERS[intent](turn)
  return { ...result, calls: [...calls, ...(result.calls ?? [])] }
}

async function command(
  turn: TriagedTurn,
  verb: 'urge' | 'withdraw' | 'confirm' | 'reopen',
): Promise<TurnResult> {
  const { deps, texts, burst, understanding } = turn
  const ticket = ticketSpokenOf(turn)
  const text = texts.join('\n')
  if (ticket && isPlaceCorrected(deps.directory.current(), text)) return await addDetails(turn)
  const another =
    verb === 'urge' || verb === 'reopen' ? ticket && (await openAtOtherPlace(turn, ticket)) : null
  const unsure = !another && verb !== 'urge' && ticket ? await disambiguate(turn, ticket, verb) : null
  return (
    another ??
    unsure ??
    (await runCommand(turn, { verb, number: understanding.about }, burst, wordsKept(text)))
  )
}

function answer(
  { deps, conversation, resident, burst }: TriagedTurn,
  key: 'thanks' | 'chatter' | 'abuse' | 'spam',
): TurnResult {
  return {
    messages: burst,
    write: tx => {
      tx.say(conversation.id, { text: deps.rendering().replies.say(resident.language, key, {}) })
      return null
    },
  }
}
