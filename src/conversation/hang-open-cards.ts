/** A chat that was bound just now shows what its work group has open: a ticket without a card is not worked on. */
import { openTicketsOf } from '../tickets/store.ts'
import { hang, whereCardHangs } from './transact.ts'
import type { TurnDeps } from './turn.ts'

/** Once the directory knows the chat. */
export async function hangOpenCards(
  { pool, transact, voice }: Pick<TurnDeps, 'pool' | 'transact' | 'voice'>,
  conversationId: string,
): Promise<void> {
  const theirs = (await openTicketsOf(pool, {})).filter(ticket =>
    whereCardHangs(voice(), ticket).includes(conversationId),
  )
  if (theirs.length === 0) return
  await transact(async tx => {
    for (const { id } of theirs)
      if ((await hang(tx.db, id, true, [conversationId])).length > 0) tx.redraw(id, conversationId)
  })
}
