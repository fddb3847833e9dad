/** Residents' commands that are about no ticket: a welcome, help, the list of their tickets, the language, a guide, a code. */
import { type Command, encodeAction } from '../../domain/command/command.ts'
import { type Ticket, spokenNumber } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { setLanguage } from '../../inbox/residents.ts'
import { memberName, gridName, nextPromise, ownerName } from '../../notify/render/render-context.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { oneLine } from '../../notify/render/truncate.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { joinByCode } from '../../inbox/access-codes.ts'
import { quote } from './answer-from-guide.ts'
import type { GeneralCommand } from './command-context.ts'
import { PRIVACY_COMMANDS } from './privacy-commands.ts'
import type { ResidentTurn } from './resident-turn.ts'

export const GENERAL_COMMANDS = {
  start: ({ turn, tx }) => introduce(turn, tx, 'welcome'),
  help: ({ turn, tx }) => introduce(turn, tx, 'help'),
  mine: ({ turn, say }) =>
    say('mine', {
      tickets: turn.tickets.filter(({ state }) => isOpen(state)).map(ticket => listed(turn, ticket)),
    }),
  language: async ({ turn: { deps, conversation, resident }, tx, command: { language } }) => {
    await setLanguage(tx, { ...resident, language })
    tx.say(conversation.id, { text: deps.rendering().replies.say(language, 'language', {}) })
  },
  useful: ({ say }) => say('useful', {}),
  guide: async ({ turn: { deps, conversation, resident }, tx, command: { code }, say }) => {
    const guide = deps.settings().guides.byCode(code, resident.language)
    if (!guide) return say('no_guide', { code })
    return await quote(deps, tx, conversation, resident.language, guide, null)
  },
  join: async ({ turn, tx, command, say }) => {
    const joined = await joinByCode(tx, command.code, turn.first.identityId)
    say(joined ? 'joined' : 'join_failed', { name: joined?.name ?? '', group: joined?.group ?? '' })
  },
  ...PRIVACY_COMMANDS,
} satisfies { [V in Command['verb']]?: GeneralCommand<V> }

/** With buttons to the two things that a newcomer looks for: their tickets and the other language. */
function introduce(
  { deps, conversation, resident: { language } }: ResidentTurn,
  tx: Transaction,
  key: 'welcome' | 'help',
): void {
  const rendering = deps.rendering()
  const other = language === 'en' ? 'zh-CN' : 'en'
  tx.say(conversation.id, {
    text:
      key === 'help'
        ? rendering.replies.say(language, key, {})
        : rendering.replies.say(language, key, { community: '' }),
    buttons: [
      [
        button(rendering, language, 'mine', { verb: 'mine' }),
        {
          label: rendering.replies.label(language, 'switch_language'),
          action: encodeAction({ verb: 'language', language: other }),
        },
      ],
    ],
  })
}

/** Who has the ticket and what is promised next, for an answer to a resident. */
export function whoAndWhen({ deps, resident: { language } }: ResidentTurn, ticket: Ticket) {
  const rendering = deps.rendering()
  const next = nextPromise(ticket)
  // When a worker must accept is internal; the answer that follows was promised to the resident.
  const due = next?.clock === 'accept' ? ticket.answerBy : next?.at
  return {
    number: spokenNumber(ticket.number),
    owner: memberName(rendering, ticket.ownerId),
    grid: gridName(rendering, ticket.gridId, language),
    due: due ? rendering.times.due(due, deps.now(), language) : '',
  }
}

function listed(turn: ResidentTurn, ticket: Ticket) {
  const rendering = turn.deps.rendering()
  return {
    ...whoAndWhen(turn, ticket),
    owner: ownerName(rendering, ticket),
    summary: oneLine(ticket.summary),
    state: rendering.replies.label(turn.resident.language, `state_${ticket.state}`),
  }
}
