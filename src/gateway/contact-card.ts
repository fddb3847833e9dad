/** 名片 Converts a contact card to text: a name and numbers, which are masked like any others. */
import type { InboundContent, Language } from '../domain/message.ts'

export interface ContactCard {
  name: string
  phones: readonly string[]
}

/** The prefix that domain/privacy/redact.ts recognises as the start of a person's name. */
const CARD: Readonly<Record<Language, string>> = { 'zh-CN': '名片：', en: 'Contact: ' }

/** @returns null for an empty card. */
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
