/** A conversation's turn: everything that waits in it is handled, in order, until nothing waits. */
import { groupTurn } from './group/handle-message.ts'
import { residentTurn } from './resident/handle-messages.ts'
import { MOST_LOST } from '../lib/attempt-marker.ts'
import { DEADLY, setAside } from './dead-letter.ts'
import { reachAgain } from './chat/reachable-again.ts'
import { TurnTaken, putBack, turnOf } from '../inbox/inbound-messages.ts'
import type { TurnDeps } from '../workflow/deps.ts'

/** @throws whatever went wrong, so that the job is tried again; after some tries the messages go to a person. */
export async function takeTurn(deps: TurnDeps, conversationId: string): Promise<void> {
  for (;;) {
    const turn = await turnOf(deps.pool, conversationId)
    if (!turn) return
    const { conversation, waiting } = turn
    const [first] = waiting
    if (!first) return
    try {
      // Before anybody reads it: whoever did has not come back.
      if (first.lost >= MOST_LOST) throw DEADLY
      if (!conversation.reachable) await reachAgain(deps, conversation)
      const next =
        conversation.kind === 'group'
          ? await groupTurn(deps, conversation, first)
          : await residentTurn(deps, conversation, first, waiting)
      if (next !== 'done') {
        await putBack(deps.pool, waiting)
        await deps.queues.enqueue('triage', { conversationId }, next.waitMs)
        return
      }
      // Whatever came meanwhile has asked for a turn of its own.
      if (waiting.length === 1) return
    } catch (error) {
      if (error instanceof TurnTaken) continue
      if (!(await setAside(deps, conversation, waiting, error))) throw error
    }
  }
}
