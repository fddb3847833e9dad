/**
 * Whoever writes Traditional characters is answered in them: the Simplified wording, converted by OpenCC's tables as in
 * Taiwan. People's names stay as they are written: 范 is a name, 範 is none.
 */
import { ConverterFactory } from 'opencc-js/core'
import characters from 'opencc-js/dict/STCharacters'
import phrases from 'opencc-js/dict/STPhrases'
import variantPhrases from 'opencc-js/dict/TWVariantsPhrases'
import variants from 'opencc-js/dict/TWVariants'
import type { OutboundContent } from '../domain/message.ts'

/** What the tables make of words of this trade, and what these are. Held against the wording in traditional.test.ts. */
const EXCEPTIONS: Readonly<Record<string, string>> = { 回復: '回覆' }

/** Made for the first who needs it: it takes a third of a second and some 70 MB. */
let convert: ((text: string) => string) | undefined

/** @param names are left as they are. */
export function inTraditional(text: string, names: Iterable<string> = []): string {
  convert ??= ConverterFactory([phrases, characters], [variantPhrases, variants])
  const [name] = [...names]
    .filter(each => each !== '' && text.includes(each))
    .toSorted((a, b) => b.length - a.length)
  if (name === undefined)
    return Object.entries(EXCEPTIONS).reduce((said, [from, to]) => said.replaceAll(from, to), convert(text))
  return text
    .split(name)
    .map(part => inTraditional(part, names))
    .join(name)
}

export function contentInTraditional(content: OutboundContent, names: readonly string[]): OutboundContent {
  const { buttons } = content
  return {
    ...content,
    text: inTraditional(content.text, names),
    ...(buttons && {
      buttons: buttons.map(row =>
        row.map(button => ({ ...button, label: inTraditional(button.label, names) })),
      ),
    }),
  }
}
