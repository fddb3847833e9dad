/**
 * WeChat cannot edit a message. When a card changes, the chat gets only the new facts: a group in which every
 * change repeats the whole card is not read.
 */
import { isDeepStrictEqual } from 'node:util'
import type { OutboundContent } from '../../domain/message.ts'
import { choicesOf } from './numbered-buttons.ts'

/** @returns null without new facts: withdrawn choices are not announced, as using one is harmless. */
export function changeOf(before: OutboundContent, after: OutboundContent): OutboundContent | null {
  const [head = '', ...facts] = piecesOf(after.text)
  const known = new Set(piecesOf(before.text))
  const news = facts.filter(fact => !known.has(fact))
  if (news.length === 0 && known.has(head) && !hasNewChoices(before, after)) return null
  return { ...after, text: [head, ...news].join(' · ') }
}

/** Splits a card into its head and its facts: parts of the first line, then lines. */
function piecesOf(text: string): string[] {
  const [first = '', ...lines] = text.split('\n')
  return [...first.split(' · '), ...lines.map(line => line.replace(/^\s*·\s*/, ''))].filter(Boolean)
}

/** Whether a number would mean another choice than before. */
function hasNewChoices(before: OutboundContent, after: OutboundContent): boolean {
  const [was, is] = [choicesOf(before), choicesOf(after)]
  return !isDeepStrictEqual(was.slice(0, is.length), is)
}
