/**
 * WeChat cannot edit a message. When a card changes, the chat hears what is new about it and nothing that it knows:
 * a card that comes whole each time makes a group that nobody reads.
 */
import { isDeepStrictEqual } from 'node:util'
import type { OutboundContent } from '../../domain/message.ts'
import { choicesOf } from './numbered-buttons.ts'

/** @returns null when there is nothing to say: only choices that were taken back, which politely do nothing. */
export function changeOf(before: OutboundContent, after: OutboundContent): OutboundContent | null {
  const [head = '', ...facts] = piecesOf(after.text)
  const known = new Set(piecesOf(before.text))
  const news = facts.filter(fact => !known.has(fact))
  if (news.length === 0 && known.has(head) && !hasNewChoices(before, after)) return null
  return { ...after, text: [head, ...news].join(' · ') }
}

/** The head of a card, and each thing that it says: parts of its first line, then lines. */
function piecesOf(text: string): string[] {
  const [first = '', ...lines] = text.split('\n')
  return [...first.split(' · '), ...lines.map(line => line.replace(/^\s*·\s*/, ''))].filter(Boolean)
}

/** The numbers of what was offered must stay what they are. */
function hasNewChoices(before: OutboundContent, after: OutboundContent): boolean {
  const [was, is] = [choicesOf(before), choicesOf(after)]
  return !isDeepStrictEqual(was.slice(0, is.length), is)
}
