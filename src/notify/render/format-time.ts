/** Times as people say them: 今天 18:40, 明天 09:30, 11月23日 09:30. */
import type { Language } from '../../domain/message.ts'
import type { Replies } from '../../prompt-files/replies.ts'

const LOCALE: Record<Language, string> = { 'zh-CN': 'zh-CN', en: 'en-GB' }
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, zone: string, options: Intl.DateTimeFormatOptions, at: Date): string {
  const key = `${language} ${zone} ${Object.keys(options).join()}`
  let made = formats.get(key)
  if (!made)
    formats.set(key, (made = new Intl.DateTimeFormat(LOCALE[language], { timeZone: zone, ...options })))
  return made.format(at)
}

export interface Times {
  /** `2026-11-20` in the zone. */
  day(at: Date): string
  clock(at: Date, language: Language): string
  /** Relative to now: the nearer, the shorter. */
  due(at: Date, now: Date, language: Language): string
}

export function createTimes(zone: string, replies: Replies): Times {
  const day = (at: Date) =>
    format('zh-CN', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, at).replaceAll('/', '-')
  const clock = (at: Date, language: Language) =>
    format(language, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at)
  return {
    day,
    clock,
    due(at, now, language) {
      const on = day(at)
      const name =
        on === day(now)
          ? replies.label(language, 'today')
          : on === day(new Date(now.getTime() + 86_400_000))
            ? replies.label(language, 'tomorrow')
            : format(language, zone, { month: 'short', day: 'numeric' }, at)
      return `${name} ${clock(at, language)}`
    },
  }
}
