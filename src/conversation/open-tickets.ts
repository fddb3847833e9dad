/** One ticket for each problem of a turn; a question that a guide answers is answered instead. */
import type { Ticket } from '../domain/ticket.ts'
import type { Item } from '../domain/understanding.ts'
import { nextNumber } from '../tickets/number.ts'
import type { Guide } from '../triage/guide-file.ts'
import { claimEarlierPictures, evidenceIn, pinOf } from './evidence.ts'
import { quote } from './guide-answer.ts'
import { openRequest } from './intake.ts'
import { oneAtATime } from '../db/advisory-lock.ts'
import type { Transaction } from './transact.ts'
import { saidLongAgo } from './said-at.ts'
import type { Understood } from './understood.ts'
import { type TurnDeps, claim } from './turn.ts'

/** @param also done in the same transaction, once the first ticket is there. */
export async function openTickets(
  deps: TurnDeps,
  turn: Understood,
  also: (tx: Transaction, first: Ticket) => Promise<void> = async () => {},
): Promise<void> {
  const { understanding, conversation, resident, burst, earlier = [] } = turn
  const { guides, times, replies } = deps.voice()
  const guideFor = ({ guide }: Item): Guide | undefined =>
    guide === null ? undefined : guides.byId(guide, resident.language)
  const problems = understanding.items.filter(item => !guideFor(item))
  const numbers: string[] = []
  for (const _ of problems) numbers.push(await nextNumber(deps.pool, times.day(deps.now())))
  const brought = [...earlier, ...burst]
  const evidence = evidenceIn(brought, resident.language, replies)

  await deps.transact(async tx => {
    for (const guide of new Set(understanding.items.map(guideFor)))
      if (guide)
        await quote(deps, tx, conversation, resident.language, guide, problems.length > 0 ? null : burst)
    // Each problem locks what neighbours report of it: two turns that do so in opposite order would wait for each other.
    if (problems.length > 1) await oneAtATime(tx.db, 'several problems')
    let first: Ticket | undefined
    for (const [index, item] of problems.entries()) {
      const ticket = await openRequest(deps, tx, {
        number: numbers[index] as string,
        item,
        understanding,
        resident,
        conversation,
        pin: pinOf(brought),
        said: saidLongAgo(burst, tx.at),
        evidence: index === 0 ? evidence : '',
      })
      first ??= ticket
    }
    await claim(tx, burst, first?.id ?? null)
    if (!first) return
    await claimEarlierPictures(tx, conversation, first.id)
    if (evidence || conversation.awaiting) tx.show(first.id)
    await also(tx, first)
  })
}
