/**
 * What a resident is told of their data 个人信息处理告知: once, right below our first answer, never before it. Nobody has to
 * agree before they are heard: see docs/decisions/0027-a-notice-not-a-gate.md. In danger it waits for the next answer, as PIPL Art. 18 allows.
 */
import type { Language, OutboundContent } from '../../domain/message.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import type { Voice } from '../../notify/render/render-context.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

export const noticeIn = (voice: Voice, language: Language): OutboundContent => ({
  text: voice.replies.say(language, 'notice', {}),
  buttons: [
    [
      button(voice, language, 'agree', { verb: 'agree' }),
      button(voice, language, 'forget', { verb: 'forget', sure: false }),
    ],
  ],
})

/** Whatever this turn answers, the notice follows it in the same transaction, if it has not been given. */
export function withNotice(deps: TurnDeps, conversation: Conversation, resident: Resident): TurnDeps {
  const version = deps.voice().rules.notice
  if (resident.noticed >= version) return deps
  return {
    ...deps,
    transact: work =>
      deps.transact(async tx => {
        let danger = false
        const value = await work({
          ...tx,
          open: (opened, then, actor) => {
            danger ||= opened.data.urgency === 'emergency'
            return tx.open(opened, then, actor)
          },
        })
        const language = danger ? null : await given(tx, resident.id, version)
        if (language) tx.say(conversation.id, noticeIn(deps.voice(), language))
        return value
      }),
  }
}

/** @returns the language in which to say it; null when they were told meanwhile, on another channel. */
async function given(tx: Transaction, residentId: string, version: number): Promise<Language | null> {
  const { rows } = await tx.db.query<{ language: Language }>(
    `WITH told AS (
       INSERT INTO resident_notice (resident_id, version, given_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING resident_id)
     SELECT language FROM resident WHERE id = (SELECT resident_id FROM told)`,
    [residentId, version, tx.at],
  )
  return rows[0]?.language ?? null
}

/** "OK": when it was said first is what counts. */
export async function agree(tx: Transaction, residentId: string, version: number): Promise<void> {
  await tx.db.query(
    `INSERT INTO resident_notice (resident_id, version, given_at, agreed_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (resident_id, version) DO UPDATE SET agreed_at = coalesce(resident_notice.agreed_at, excluded.agreed_at)`,
    [residentId, version, tx.at],
  )
}
