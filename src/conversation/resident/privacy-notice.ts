/**
 * What a resident is told of their data 个人信息处理告知: once, right below our first answer, never before it. A resident need not
 * agree before they are heard: see docs/decisions/0027-a-notice-not-a-gate.md. In danger it waits for the next answer, as PIPL Art. 18 allows.
 */
import { giveNotice } from '../../inbox/privacy-notices.ts'
import type { Language, OutboundContent } from '../../domain/message.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import type { RenderContext } from '../../notify/render/render-context.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { TurnResult } from '../turn.ts'
import type { ResidentTurn } from './resident-turn.ts'

export const noticeIn = (rendering: RenderContext, language: Language): OutboundContent => ({
  text: rendering.replies.say(language, 'notice', {}),
  buttons: [
    [
      button(rendering, language, 'agree', { verb: 'agree' }),
      button(rendering, language, 'forget', { verb: 'forget', sure: false }),
    ],
  ],
})

/** The notice follows the turn's answer in the same transaction, unless it was given before. */
export function withNotice({ deps, conversation, known }: ResidentTurn, result: TurnResult): TurnResult {
  const rendering = deps.rendering()
  const version = deps.settings().rules.notice
  if (known.noticed >= version) return result
  const notify = async (tx: Transaction) => {
    const language = await giveNotice(tx, known.id, version)
    if (language) tx.say(conversation.id, noticeIn(rendering, language))
  }
  return {
    ...result,
    write: async tx => {
      let danger = false
      const ticketId = await result.write({
        ...tx,
        open: (opened, then, actor) => {
          danger ||= opened.data.urgency === 'emergency'
          return tx.open(opened, then, actor)
        },
      })
      if (!danger) await notify(tx)
      return ticketId
    },
    ...(result.refuse && {
      refuse: async (tx, refused) => {
        await result.refuse?.(tx, refused)
        await notify(tx)
      },
    }),
  }
}
