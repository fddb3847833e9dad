/**
 * 语音 Speech: Linli cannot read it. Many who speak cannot type, so they are offered a person to listen, once; speech again
 * instead of words accepts the offer.
 */
import { setPrompt } from '../../inbox/pending-prompt.ts'
import type { MessageContent } from '../../inbox/inbound-messages.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { nameOf } from '../attachments.ts'
import type { TurnResult } from '../turn.ts'
import type { ResidentTurn } from './resident-turn.ts'

export const isSpoken = ({ kind, text, data }: MessageContent): boolean =>
  kind === 'attachment' && text === '' && data.what === 'voice'

/** The speech stays: words and a pin that come next belong to it. */
export function offerListener({ deps, conversation, resident, burst }: ResidentTurn): TurnResult {
  const spoken = burst.findLast(isSpoken)
  if (!spoken) throw new Error('no speech in this turn')
  const { language } = resident
  const rendering = deps.rendering()
  const what = nameOf(spoken, language, rendering.replies)
  return {
    messages: burst,
    write: async tx => {
      await setPrompt(tx, conversation.id, { kind: 'listener', message: spoken.id })
      tx.say(conversation.id, {
        text: rendering.replies.say(language, 'voice_alone', { what }),
        buttons: [[button(rendering, language, 'listen', { verb: 'ask', message: spoken.id })]],
      })
      return null
    },
  }
}
