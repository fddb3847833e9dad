/** From what was understood to what is done about it. */
import { wordsKept } from '../../domain/ticket/ticket.ts'
import { OPENS_TICKETS } from '../../domain/triage-result.ts'
import type { PlainReply } from '../../prompt-files/reply-values.ts'
import { linkCalls } from '../../prompts/model-ledger.ts'
import { pinOf } from '../attachments.ts'
import { isPlaceCorrected } from './other-place.ts'
import { openedElsewhere, ticketSpokenOf } from './open-at-other-place.ts'
import { openTickets } from './open-tickets.ts'
import { obeyResident } from './run-command.ts'
import { heardOtherwise } from './disambiguate.ts'
import { tellMore } from './add-details.ts'
import type { Transact } from '../../workflow/transaction.ts'
import type { Understood } from './triaged-turn.ts'
import { claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

export async function actOn(around: TurnDeps, turn: Understood): Promise<void> {
  const { understanding, conversation, resident, tickets, burst } = turn
  const deps = { ...around, transact: paidFor(around.transact, turn) }
  const { intent, about } = understanding
  const pin = pinOf([...(turn.earlier ?? []), ...burst])
  if (OPENS_TICKETS.includes(intent)) return openTickets(deps, turn)
  switch (intent) {
    case 'addition':
    case 'answer':
      return tellMore(deps, turn, pin)
    case 'urge':
    case 'withdraw':
    case 'confirm':
    case 'reopen': {
      const ticket = ticketSpokenOf(turn)
      if (ticket && isPlaceCorrected(deps.directory.current(), turn.texts.join('\n')))
        return tellMore(deps, turn, pin)
      const another = intent === 'urge' || intent === 'reopen'
      if (ticket && another && (await openedElsewhere(deps, turn, ticket, pin))) return
      if (ticket && intent !== 'urge' && (await heardOtherwise(deps, turn, ticket, intent))) return
      const said = wordsKept(turn.texts.join('\n'))
      return obeyResident(deps, conversation, resident, tickets, burst, { verb: intent, number: about }, said)
    }
    case 'thanks':
    case 'chatter':
    case 'abuse':
    case 'spam':
      return answer(deps, turn, intent)
  }
}

/** What a model was asked for this turn is billed to the ticket that the turn is about: its messages know which. */
function paidFor(transact: Transact, { understanding: { calls }, burst }: Understood): Transact {
  const [first] = burst
  if (calls.length === 0 || !first) return transact
  return work =>
    transact(async tx => {
      const done = await work(tx)
      await linkCalls(tx.db, calls, first.id)
      return done
    })
}

async function answer(
  deps: TurnDeps,
  { conversation, resident, burst }: Understood,
  key: PlainReply,
): Promise<void> {
  await deps.transact(async tx => {
    await claim(tx, burst)
    tx.say(conversation.id, { text: deps.voice().replies.say(resident.language, key, {}) })
  })
}
