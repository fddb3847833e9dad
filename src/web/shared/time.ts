import type { Language } from '../../domain/message.ts'
import type { Text } from '../text.ts'

const DAY_MS = 86_400_000

/** `09:40`, `昨天 09:40`, `11月20日 09:40`: the shortest unambiguous form. */
export function when(iso: string, language: Language, text: Text, now = new Date()): string {
  const at = new Date(iso)
  const clock = at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false })
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS)
  if (daysAgo === 0) return clock
  if (daysAgo === 1) return `${text.yesterday} ${clock}`
  const sameYear = at.getFullYear() === now.getFullYear()
  const day = at.toLocaleDateString(language, {
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(!sameYear && { year: 'numeric' }),
  })
  return `${day} ${clock}`
}

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** After a pause of this length the time is shown. */
const PAUSE_MS = 10 * 60_000

export const paused = (before: string | undefined, at: string): boolean =>
  before === undefined || new Date(at).getTime() - new Date(before).getTime() > PAUSE_MS
