/** The menu beside the text field. What each command does stands in domain/words.ts. */
import type { Api } from 'grammy'
import type { CallLimit } from './call-limit.ts'

type Scope = 'all_private_chats' | 'all_group_chats'
type Menu = Readonly<Record<Scope, Readonly<Record<string, string>>>>

export const MENU: { readonly en: Menu; readonly zh: Menu } = {
  en: {
    all_private_chats: {
      my: 'my requests and how they stand',
      urge: 'ask for speed',
      withdraw: 'take my request back',
      help: 'what you can tell me',
    },
    all_group_chats: { my: 'what is open', help: 'how to accept, return and resolve' },
  },
  zh: {
    all_private_chats: {
      my: '我的工单和进展',
      urge: '催一下',
      withdraw: '撤回我的工单',
      help: '可以对我说什么',
    },
    all_group_chats: { my: '还没办完的工单', help: '怎样接单、退单、办结' },
  },
}

/** English is what everybody sees who has no Chinese client. */
export async function setMenu(api: Api, limit: () => CallLimit): Promise<void> {
  for (const language of ['en', 'zh'] as const)
    for (const scope of ['all_private_chats', 'all_group_chats'] as const) {
      const commands = Object.entries(MENU[language][scope]).map(([command, description]) => ({
        command,
        description,
      }))
      const other = { scope: { type: scope }, ...(language === 'zh' ? { language_code: language } : {}) }
      await api.setMyCommands(commands, other, limit())
    }
}
