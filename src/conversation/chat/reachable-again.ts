/** A chat in which messages arrive again. */
import { setReachable } from '../../inbox/chats.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import { redrawCards } from '../../workflow/unreachable-residents.ts'
import { tellMissed } from './missed-messages.ts'

/** Who writes has unblocked us, or took us back into the group: what we say from now on arrives. */
export async function reachAgain(
  { transact, directory, rendering }: TurnDeps,
  { id, kind }: Conversation,
): Promise<void> {
  await transact(async tx => {
    await setReachable(tx.db, id)
    await redrawCards(tx, [id])
    await tellMissed(tx, rendering(), [id])
  })
  if (kind === 'group') await directory.reload()
}
