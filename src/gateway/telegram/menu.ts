/**
 * The command menu beside the text field: commands that need no argument. domain/command/parse-text.ts
 * defines them.
 */
import type { Api } from 'grammy'
import type { CallLimit } from './call-timeout.ts'

type Scope = 'all_private_chats' | 'all_group_chats'
type Menu = Readonly<Record<Scope, Readonly<Record<string, string>>>>

export const MENU: { readonly en: Menu; readonly zh: Menu } = {
  en: {
    all_private_chats: {
      my: 'my requests and how they stand',
      urge: 'ask for speed',
      withdraw: 'take my request back',
      link: 'a code that links your other channel',
      privacy: 'what is kept of you, and why',
      forget: 'delete my data',
      help: 'what you can tell me',
    },
    all_group_chats: {
      my: 'what is open',
      undo: 'take back what I did just now',
      daily: 'the figures of today',
      weekly: 'the figures of last week',
      monthly: 'the figures of last month',
      help: 'how to accept, return and resolve',
    },
  },
  zh: {
    all_private_chats: {
      my: '我的工单和进展',
      urge: '催一下',
      withdraw: '撤回我的工单',
      link: '链接码：连上另一个渠道',
      privacy: '我的信息怎么用',
      forget: '删除我的信息',
      help: '可以对我说什么',
    },
    all_group_chats: {
      my: '还没办完的工单',
      undo: '撤销刚才的操作',
      daily: '日报',
      weekly: '周报',
      monthly: '月报',
      help: '怎样接单、退单、办结',
    },
  },
}

/** Clients in any language but Chinese show the English menu. */
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
