import { type ReactNode, useEffect, useState } from 'react'
import { loadSettings, saveSettings, type Settings, SettingsContext } from '../client/settings.ts'
import { TEXT } from '../text.ts'

export function SettingsProvider({ children }: { children: ReactNode }) {
  const [settings, setSettings] = useState<Settings>(loadSettings)

  useEffect(() => {
    document.documentElement.lang = settings.language
    document.documentElement.dataset.type = settings.largeType ? 'large' : 'normal'
  }, [settings])

  const change: SettingsContext['change'] = change => {
    const next = {
      ...settings,
      ...change,
      languageChosen: settings.languageChosen || change.language !== undefined,
    }
    saveSettings(next)
    setSettings(next)
  }
  return (
    <SettingsContext.Provider value={{ ...settings, text: TEXT[settings.language], change }}>
      {children}
    </SettingsContext.Provider>
  )
}
