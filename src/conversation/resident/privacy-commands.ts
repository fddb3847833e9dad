/** Residents' commands about their own data: what is kept, a code that links another channel, being forgotten. */
import type { Command } from '../../domain/command/command.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { TurnTaken } from '../../inbox/inbound-messages.ts'
import { clearPrompt, setPrompt, waitsFor } from '../../inbox/pending-prompt.ts'
import { languageStored, lockResident } from '../../inbox/residents.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { forget, keepsFromForgetting, ownedBy } from '../privacy/erase-resident.ts'
import { LINK_MINUTES, linkCode } from '../../inbox/link-codes.ts'
import { link } from '../privacy/link-accounts.ts'
import type { CommandOf, GeneralCommand } from './command-context.ts'
import { agree } from '../../inbox/privacy-notices.ts'
import { noticeIn } from './privacy-notice.ts'

export const PRIVACY_COMMANDS = {
  privacy: ({ turn: { deps, conversation, resident }, tx }) =>
    tx.say(conversation.id, noticeIn(deps.rendering(), resident.language)),
  agree: async ({ turn, tx, say }) => {
    await agree(tx, turn.resident.id, turn.deps.settings().rules.notice)
    say('notice_agreed', {})
  },
  keep: async ({ turn, tx, say }) => {
    await clearPrompt(tx, turn.conversation.id)
    say('kept', {})
  },
  link_code: async ({ turn, tx, say }) =>
    say('link_code', { code: await linkCode(tx, turn.resident.id), minutes: LINK_MINUTES }),
  link: linkAccount,
  forget: eraseOnConfirmation,
} satisfies { [V in Command['verb']]?: GeneralCommand<V> }

/** None of these is answered with the privacy notice below. */
export const isAboutSelf = ({ verb }: Command): boolean => verb in PRIVACY_COMMANDS

async function linkAccount({ turn, tx, command, say }: CommandOf<'link'>): Promise<void> {
  const { deps, conversation, resident, first } = turn
  const linked = await link(tx, resident, first.identityId, command.code)
  if (linked.outcome !== 'linked') return say(`link_${linked.outcome}`, {})
  const { tickets, elsewhere, residentId } = linked
  const { replies } = deps.rendering()
  const language = (await languageStored(tx, residentId)) ?? resident.language
  tx.say(conversation.id, { text: replies.say(language, 'linked', { tickets }) })
  for (const id of elsewhere) tx.say(id, { text: replies.say(language, 'linked_elsewhere', {}) })
}

async function eraseOnConfirmation({ turn, tx, command, say }: CommandOf<'forget'>): Promise<void> {
  const { deps, conversation, resident, first, prompt } = turn
  const rendering = deps.rendering()
  const { language } = resident
  // A report on another channel commits before this lock, and is erased too, or after it, as a new resident's.
  // A resident who is gone was linked to another account meanwhile: the turn is taken up again as that one.
  if (!(await lockResident(tx, resident.id))) throw new TurnTaken()
  const tickets = await ownedBy(tx, resident.id)
  const kept = tickets.filter(keepsFromForgetting)
  if (kept.length > 0) return say('forget_later', { numbers: kept.map(({ number }) => spokenNumber(number)) })
  if (!command.sure || !waitsFor(prompt, 'erasure')) {
    await setPrompt(tx, conversation.id, { kind: 'erasure' })
    return tx.say(conversation.id, {
      text: rendering.replies.say(language, 'forget_sure', {
        open: tickets.filter(({ state }) => isOpen(state)).length,
      }),
      buttons: [
        [
          button(rendering, language, 'forget_yes', { verb: 'forget', sure: true }),
          button(rendering, language, 'keep', { verb: 'keep' }),
        ],
      ],
    })
  }
  const chat = await forget(tx, rendering, { resident, conversation, tickets, current: [first.id] })
  tx.say(chat, { text: rendering.replies.say(language, 'forgotten', {}) })
}
