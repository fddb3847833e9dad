/**
 * Turns a name into a mention by the person's id, which needs no username and triggers a notification.
 * Telegram counts in UTF-16 units, as JavaScript does: an emoji before a name is two.
 */
import type { MessageEntity } from 'grammy/types'
import type { Mention } from '../../domain/message.ts'
import type { Part } from '../split-text.ts'

export type TextMention = MessageEntity.TextMentionMessageEntity

/** Finds every `@name` with an id of Telegram's; longer names first, so that 王师 does not match in 王师傅. */
export function mentionsIn(text: string, mentions: readonly Mention[]): TextMention[] {
  const found: TextMention[] = []
  const isFree = (from: number, to: number) =>
    found.every(({ offset, length }) => to <= offset || offset + length <= from)
  for (const { name, externalId } of mentions.toSorted((a, b) => b.name.length - a.name.length)) {
    const id = Number(externalId)
    if (!name || !Number.isSafeInteger(id) || id <= 0) continue
    const words = `@${name}`
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length))
      if (isFree(at, at + words.length))
        found.push({
          type: 'text_mention',
          offset: at,
          length: words.length,
          user: { id, is_bot: false, first_name: name },
        })
  }
  return found.sort((a, b) => a.offset - b.offset)
}

/** Mentions of the whole text that fall into a part of it. A name that was split is a mention in both parts. */
export const mentionsOf = ({ text, start }: Part, whole: readonly TextMention[]): TextMention[] =>
  whole.flatMap(mention => {
    const from = Math.max(mention.offset - start, 0)
    const to = Math.min(mention.offset + mention.length - start, text.length)
    return from < to ? [{ ...mention, offset: from, length: to - from }] : []
  })
