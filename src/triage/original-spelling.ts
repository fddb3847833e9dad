/** Triage reads normalized Simplified text; this restores the resident's own spelling in the items. */
import { excerpt, inSimplified, seen } from '../domain/text/normalize.ts'
import type { Item } from '../domain/triage-result.ts'

export const asRead = (text: string): string => excerpt(inSimplified(seen(text)))

/** @returns a function that restores each character as these messages write it. */
export function spelledLike(texts: readonly string[]): (item: Item) => Item {
  const typed = seen(texts.join('\n'))
  const read = inSimplified(typed)
  if (read === typed) return item => item
  const own = new Map<string, string>()
  for (let at = 0; at < read.length; at++) own.set(read.charAt(at), typed.charAt(at))
  const inOwn = (text: string) =>
    text.replace(/\p{Script=Han}/gu, character => own.get(character) ?? character)
  return item => ({
    ...item,
    text: inOwn(item.text),
    summary: inOwn(item.summary),
    placeText: item.placeText && inOwn(item.placeText),
  })
}
