import { describe, expect, test } from 'vitest'
import type { Command } from '../../domain/command/command.ts'
import { groupCommand, residentCommand, TYPED_VERBS } from '../../domain/command/parse-text.ts'
import { MENU } from './menu.ts'

/** Reasons why an understood command is not in the menu. */
const NOT_IN_MENU: Partial<Record<Command['verb'], string>> = {
  start: 'Telegram has a button of its own for it',
  useful: 'a button below a guide',
  ask: 'likewise',
  confirm: 'a button below the question',
  reopen: 'likewise',
  rate: 'likewise',
  confidential: 'words that go with the matter, also before it is told',
  restore: 'a button below the withdrawal, for ten minutes',
  language: 'whoever needs it reads no Chinese menu; the help says it',
  guide: 'needs a code',
  join: 'needs a code',
  bind: 'needs a code',
}

const READ = { all_private_chats: residentCommand, all_group_chats: groupCommand } as const
const UNDERSTOOD = { all_private_chats: TYPED_VERBS.resident, all_group_chats: TYPED_VERBS.group } as const

describe.each(['all_private_chats', 'all_group_chats'] as const)('in %s', scope => {
  const commands = Object.keys(MENU.en[scope])
  const verbs = commands.map(command => READ[scope](`/${command}`)?.verb)

  test('every command is understood', () => expect(verbs).not.toContain(undefined))

  test('every command without an argument is there', () => {
    // In a group most commands need a ticket's number: "/accept" alone is none.
    const alone = (verb: Command['verb']) => scope === 'all_private_chats' || READ[scope](`/${verb}`) !== null
    // `link` is two verbs: one requests a code, one sends it.
    const missing = [...UNDERSTOOD[scope]].filter(
      verb => !verbs.includes(verb) && !(verb in NOT_IN_MENU) && verb !== 'link' && alone(verb),
    )
    expect(missing).toEqual([])
    expect(verbs.filter(verb => verb && verb in NOT_IN_MENU)).toEqual([])
  })

  test('both languages offer the same, as Telegram takes it', () => {
    expect(Object.keys(MENU.zh[scope])).toEqual(commands)
    for (const menu of [MENU.en, MENU.zh])
      for (const [command, description] of Object.entries(menu[scope])) {
        expect(command).toMatch(/^[a-z]{1,32}$/)
        expect(description.length).toBeGreaterThan(1)
        expect(description.length).toBeLessThan(257)
      }
    for (const description of Object.values(MENU.zh[scope])) expect(description).toMatch(/\p{Script=Han}/u)
  })
})
