/** 名片 Somebody's card as words: a name and numbers, which are masked like any others. */
import type { InboundContent, Language } from '../domain/message.ts'

export interface ContactCard {
  name: string
  phones: readonly string[]
}

/** As domain/privacy/redact.ts knows it: what stands behind this word is a person. */
const CARD: Readonly<Record<Language, string>> = { 'zh-CN': '名片：', en: 'Contact: ' }

/** @returns null for a card with nothing on it. */
export function contactInWords(
  { name, phones }: ContactCard,
  language: Language = 'zh-CN',
): Extract<InboundContent, { kind: 'text' }> | null {
  const said = [name, ...phones]
    .map(part => part.trim())
    .filter(Boolean)
    .join(' ')
  return said ? { kind: 'text', text: CARD[language] + said, contact: true } : null
}
