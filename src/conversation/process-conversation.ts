/** Handles everything that waits in a conversation, in order, turn by turn. */
import { handleGroupMessage } from './group/handle-message.ts'
import { handleResidentMessages } from './resident/handle-messages.ts'
import { MOST_LOST } from '../lib/attempt-marker.ts'
import { DEADLY, setAside } from './dead-letter.ts'
import { reachAgain } from './chat/reachable-again.ts'
import { commitTurn, isWait } from './turn.ts'
import { TurnTaken, putBack, beginTurn } from '../inbox/inbound-messages.ts'
import type { TurnDeps } from '../workflow/deps.ts'

/** @throws what failed, so that the job is retried; after five attempts the first message becomes a dead letter. */
export async function takeTurn(deps: TurnDeps, conversationId: string): Promise<void> {
  for (;;) {
    const turn = await beginTurn(deps.pool, conversationId)
    if (!turn) return
    const { conversation, waiting } = turn
    const [first] = waiting
    if (!first) return
    try {
      // Checked before the message is read: the processes that read it did not come back.
      if (first.lost >= MOST_LOST) throw DEADLY
      if (!conversation.reachable) await reachAgain(deps, conversation)
      const outcome =
        conversation.kind === 'group'
          ? await handleGroupMessage(deps, conversation, first)
          : await handleResidentMessages(deps, conversation, first, waiting)
      if (isWait(outcome)) {
        await putBack(deps.pool, waiting)
        await deps.queues.enqueue('triage', { conversationId }, outcome.waitMs)
        return
      }
      await commitTurn(deps.transact, outcome)
      // Messages that arrived meanwhile enqueued a job of their own.
      if (waiting.length === 1) return
    } catch (error) {
      if (error instanceof TurnTaken) continue
      if (!(await setAside(deps, conversation, waiting, error))) throw error
    }
  }
}
