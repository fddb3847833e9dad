/** A conversation's turn: everything that waits in it is handled, in order, until nothing waits. */
import { groupTurn } from './group-turn.ts'
import { residentTurn } from './resident-turn.ts'
import { setAside } from './set-aside.ts'
import { TurnTaken, type TurnDeps, conversationById, reachAgain, waitingIn } from './turn.ts'

/** @throws whatever went wrong, so that the job is tried again; after some tries the messages go to a person. */
export async function takeTurn(deps: TurnDeps, conversationId: string): Promise<void> {
  for (;;) {
    const conversation = await conversationById(deps.pool, conversationId)
    if (!conversation) return
    const waiting = await waitingIn(deps.pool, conversationId)
    const [first] = waiting
    if (!first) return
    if (!conversation.reachable) await reachAgain(deps, conversation)
    try {
      const next =
        conversation.kind === 'group'
          ? await groupTurn(deps, conversation, first)
          : await residentTurn(deps, conversation, first, waiting)
      if (next !== 'done') {
        await deps.queues.enqueue('triage', { conversationId }, next.waitMs)
        return
      }
    } catch (error) {
      if (error instanceof TurnTaken) continue
      if (!(await setAside(deps, conversation, waiting, error))) throw error
    }
  }
}
