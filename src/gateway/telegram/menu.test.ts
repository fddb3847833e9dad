import { expect, test } from 'vitest'
import { groupCommand, residentCommand } from '../../domain/words.ts'
import { MENU } from './menu.ts'

test('every command in the menu is one that Linli understands, and both languages offer the same', () => {
  for (const menu of [MENU.en, MENU.zh]) {
    for (const command of Object.keys(menu.all_private_chats))
      expect(residentCommand(`/${command}`)).not.toBeNull()
    for (const command of Object.keys(menu.all_group_chats))
      expect(groupCommand(`/${command}`)).not.toBeNull()
  }
  expect(Object.keys(MENU.zh.all_private_chats)).toEqual(Object.keys(MENU.en.all_private_chats))
  expect(Object.keys(MENU.zh.all_group_chats)).toEqual(Object.keys(MENU.en.all_group_chats))
})
