/** Settings of this device: language and type size. */
import { createContext, useContext } from 'react'
import { recall, remember } from './device.ts'
import type { Language } from '../../domain/message.ts'
import { TEXT, type Text } from '../text.ts'

export interface Settings {
  language: Language
  /** The language was chosen by the person, not by the browser. */
  languageChosen: boolean
  largeType: boolean
}

const KEY = 'linli.settings'

export function loadSettings(): Settings {
  const kept = read()
  return {
    language: kept.language ?? browserLanguage(navigator.languages),
    languageChosen: kept.language !== undefined,
    largeType: kept.largeType ?? false,
  }
}

export function saveSettings({ language, languageChosen, largeType }: Settings): void {
  remember(KEY, JSON.stringify({ largeType, ...(languageChosen && { language }) }))
}

function read(): { language?: Language; largeType?: boolean } {
  try {
    const kept = JSON.parse(recall(KEY) ?? '{}') as { language?: string; largeType?: boolean }
    const language = Object.keys(TEXT).find((each): each is Language => each === kept.language)
    return { ...(language && { language }), largeType: kept.largeType === true }
  } catch {
    return {}
  }
}

/** The first of the two languages in the browser's list; Chinese by default. */
function browserLanguage(languages: readonly string[]): Language {
  return languages
    .find(tag => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('en')
    ? 'en'
    : 'zh-CN'
}

export interface SettingsContext extends Settings {
  text: Text
  change(change: Partial<Pick<Settings, 'language' | 'largeType'>>): void
}
export const SettingsContext = createContext<SettingsContext | null>(null)

export function useSettings(): SettingsContext {
  const settings = useContext(SettingsContext)
  if (!settings) throw new Error('useSettings outside of SettingsProvider')
  return settings
}
