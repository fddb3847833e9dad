/**
 * 语音 Speech: nobody here can read it. Many who speak cannot type, so they are offered a person to listen, once; whoever
 * speaks again instead of typing has answered.
 */
import { button } from '../../notify/render/resident-buttons.ts'
import type { Resident } from '../../inbox/residents.ts'
import { type Conversation, awaitNext } from '../../inbox/conversations.ts'
import { type Brought, type Heard, claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import { nameOf } from '../attachments.ts'

export const isSpoken = ({ kind, text, data }: Brought): boolean =>
  kind === 'attachment' && text === '' && data.what === 'voice'

/** The speech for which somebody was already offered a person, in `conversation.awaiting`. */
export const hasSpoken = ({ awaiting }: Conversation): boolean => awaiting?.startsWith('voice:') ?? false

/** What was said stays: words that come next belong to it, and so does a pin. */
export async function offerListener(
  { transact, voice }: TurnDeps,
  conversation: Conversation,
  { language }: Resident,
  burst: readonly Heard[],
): Promise<void> {
  const spoken = burst.findLast(isSpoken)
  if (!spoken) throw new Error('nobody spoke')
  const { replies } = voice()
  const what = nameOf(spoken, language, replies)
  await transact(async tx => {
    await claim(tx, burst)
    await awaitNext(tx, conversation.id, `voice:${spoken.id}`)
    tx.say(conversation.id, {
      text: replies.say(language, 'voice_alone', { what }),
      buttons: [[button(voice(), language, 'listen', { verb: 'ask', message: spoken.id })]],
    })
  })
}
