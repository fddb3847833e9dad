/** From what was understood to what is done about it. */
import { OPENS_TICKETS } from '../domain/understanding.ts'
import type { ReplyKey } from '../domain/reply-rules.ts'
import type { Ticket } from '../domain/ticket.ts'
import type { Pin } from '../routing/grid-areas.ts'
import { nextNumber } from '../tickets/number.ts'
import { linkCalls } from '../prompts/model-ledger.ts'
import { claimEarlierPictures, evidenceIn } from './evidence.ts'
import { openRequest } from './intake.ts'
import { obeyResident } from './resident-command.ts'
import { tellMore } from './tell-more.ts'
import type { Transact } from './transact.ts'
import type { Understood } from './understood.ts'
import { type Heard, type TurnDeps, claim } from './turn.ts'

export async function actOn(around: TurnDeps, turn: Understood): Promise<void> {
  const { understanding, conversation, resident, tickets, burst } = turn
  const deps = { ...around, transact: paidFor(around.transact, turn) }
  const { intent, about } = understanding
  if (OPENS_TICKETS.includes(intent)) return openAll(deps, turn)
  switch (intent) {
    case 'addition':
    case 'answer':
      return tellMore(deps, turn, pinOf(burst))
    case 'urge':
    case 'withdraw':
    case 'confirm':
    case 'reopen': {
      const said = turn.texts.join('\n')
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

async function openAll(deps: TurnDeps, turn: Understood): Promise<void> {
  const { understanding, conversation, resident, burst } = turn
  const day = deps.voice().times.day(deps.now())
  const numbers: string[] = []
  for (const _ of understanding.items) numbers.push(await nextNumber(deps.pool, day))
  await deps.transact(async tx => {
    let first: Ticket | undefined
    for (const [index, item] of understanding.items.entries()) {
      const number = numbers[index] as string
      const ticket = await openRequest(deps, tx, {
        number,
        item,
        understanding,
        resident,
        conversation,
        pin: pinOf(burst),
        evidence: index === 0 ? evidenceIn(burst, resident.language, deps.voice().replies) : '',
      })
      first ??= ticket
    }
    await claim(tx, burst, first?.id ?? null)
    if (first) await claimEarlierPictures(tx, conversation, first.id)
  })
}

/** The last pin counts: people correct themselves. */
function pinOf(burst: readonly Heard[]): Pin | null {
  const { latitude, longitude } = burst.findLast(message => message.kind === 'location')?.data ?? {}
  return latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null
}

async function answer(
  deps: TurnDeps,
  { conversation, resident, burst }: Understood,
  key: ReplyKey,
): Promise<void> {
  await deps.transact(async tx => {
    await claim(tx, burst)
    tx.say(conversation.id, { text: deps.voice().replies.say(resident.language, key, {}) })
  })
}
