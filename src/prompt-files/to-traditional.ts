/**
 * Residents who write Traditional characters get their answers in them: OpenCC's tables for Taiwan convert the
 * Simplified text. People's names stay unconverted: 范 is a name, 範 is none.
 */
import { ConverterFactory } from 'opencc-js/core'
import characters from 'opencc-js/dict/STCharacters'
import phrases from 'opencc-js/dict/STPhrases'
import variantPhrases from 'opencc-js/dict/TWVariantsPhrases'
import variants from 'opencc-js/dict/TWVariants'
import type { OutboundContent } from '../domain/message.ts'

/** Corrections of the tables for terms of this domain. to-traditional.test.ts checks them against all replies. */
const EXCEPTIONS: Readonly<Record<string, string>> = { 回復: '回覆' }

/** Created at the first use, because it takes a third of a second and about 70 MB. */
let convert: ((text: string) => string) | undefined

/** @param names are not converted. */
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
