/** A chat that was bound just now shows what its work group has open: a ticket without a card is not worked on. */
import { openTicketsOf } from '../../tickets/store.ts'
import { placeCard } from '../../notify/delivery/ticket-cards.ts'
import { whereCardHangs } from '../../notify/recipients.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** Once the directory knows the chat. */
export async function hangOpenCards(
  { pool, transact, rendering }: Pick<TurnDeps, 'pool' | 'transact' | 'rendering'>,
  conversationId: string,
): Promise<void> {
  const theirs = (await openTicketsOf(pool, {})).filter(ticket =>
    whereCardHangs(rendering(), ticket).includes(conversationId),
  )
  if (theirs.length === 0) return
  await transact(async tx => {
    for (const { id } of theirs)
      if ((await placeCard(tx.db, id, true, [conversationId])).length > 0) tx.redraw(id, conversationId)
  })
}
