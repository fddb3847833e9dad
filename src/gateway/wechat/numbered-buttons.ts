/** WeChat has no buttons: they become numbered choices, which a typed number, or the label, selects. */
import type { Button, OutboundContent } from '../../domain/message.ts'
import { plain, withoutMentions } from '../../domain/command/parse-text.ts'

/** Choices in reading order: the n-th has number n. */
export const choicesOf = ({ buttons = [] }: Pick<OutboundContent, 'buttons'>): Button[] => buttons.flat()

/** @returns '' without buttons. */
export function choiceLine(content: OutboundContent): string {
  const choices = choicesOf(content)
  if (choices.length === 0) return ''
  const numbered = choices.map(({ label }, index) => `${index + 1} ${label}`)
  const intro = isChinese(content) ? '回复数字：' : 'Reply with a number: '
  // Few choices fit on a line; many, such as a menu of categories, are listed one below the other.
  return choices.length <= FEW ? intro + numbered.join('　') : [intro.trim(), ...numbered].join('\n')
}

const FEW = 6

/** Decides by the buttons, since an English card may quote Chinese words. Stars are of no language. */
function isChinese(content: OutboundContent): boolean {
  const labels = choicesOf(content).map(({ label }) => label)
  const words = labels.join('').replaceAll('★', '') || content.text
  return /\p{Script=Han}/u.test(words)
}

/** "1", "１", "1.", "（1）", "@邻里 1", "接单". @returns undefined for any other text, which is talk. */
export function chosen(text: string, buttons: Button[][]): Button | undefined {
  const said = plain(withoutMentions(text))
  const number = /^[([]?(\d{1,2})[)\].、]?$/.exec(said)?.[1]
  const choices = choicesOf({ buttons })
  return number ? choices[Number(number) - 1] : choices.find(({ label }) => plain(label) === said)
}

/** A cheap check that spares a query when the text cannot be a choice. */
export const mayChoose = (text: string): boolean => text.length <= 40 && !text.includes('\n')
