/**
 * Estimates the tokens of a text, rather too high. Each server has its own tokenizer, but the size of a request must be
 * bounded before it is sent. A Han character (and any other beyond ASCII) counts 1, one beyond the basic plane (emoji)
 * 3, four Latin letters or blanks 1, every other ASCII character 1. May be a fraction.
 */

const LETTER_OR_BLANK = /[A-Za-z ]/
const ASCII = Array.from({ length: 128 }, (_, code) =>
  LETTER_OR_BLANK.test(String.fromCharCode(code)) ? 0.25 : 1,
)
const ASTRAL = 3

export function estimateTokens(text: string): number {
  let tokens = 0
  for (const char of text) tokens += ASCII[char.codePointAt(0) ?? 0] ?? (char.length > 1 ? ASTRAL : 1)
  return tokens
}
