/** A guide, quoted to a resident word for word, with its source; and a way to a person for whom it is not enough. */
import type { Language } from '../../domain/message.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import type { Guide } from '../../prompt-files/guide-file.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import { setPrompt } from '../../inbox/pending-prompt.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

/** @param question whose answer it is; null: no person need be offered. */
export async function quote(
  { rendering }: Pick<TurnDeps, 'rendering'>,
  tx: Transaction,
  conversation: Conversation,
  language: Language,
  guide: Guide,
  question: readonly InboundRow[] | null,
): Promise<void> {
  const { code, title, parts, source, checked } = guide
  const text = rendering().replies.say(language, 'guide', { code, title, parts, source, checked })
  const asked = question?.at(-1)
  if (!asked) {
    tx.say(conversation.id, { text })
    return
  }
  const ask = button(rendering(), language, 'ask', { verb: 'ask', message: asked.id })
  tx.say(conversation.id, {
    text,
    buttons: [[button(rendering(), language, 'useful', { verb: 'useful' }), ask]],
  })
  await setPrompt(tx, conversation.id, { kind: 'person', message: asked.id })
}
