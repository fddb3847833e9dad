/** Other people's words, made fit to stand among ours. */

/** Cut by characters, not by halves of them. */
export const cut = (text: string, length: number): string => {
  const characters = Array.from(text)
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}

/** Longer than anything that is shown even after masking: what is never seen costs no time. */
const ENOUGH = 4_000

/** What turns the direction of a line around, also of what stands behind it. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Typed words within a message: they turn no line around, and a quotation ends where the message ends it. */
export const quoted = (text: string): string =>
  text
    .replace(BIDI, '')
    .replace(/[“„‟〝«]/gu, '‘')
    .replace(/[”〞〟»]/gu, '’')
    .replace(/["＂]/gu, "'")

/**
 * Typed words inside a line of a message: quoted, and they begin no line that looks like ours. The lookbehind keeps a page
 * of blanks from taking quadratic time.
 */
export const oneLine = (text: string): string =>
  quoted(cut(text, ENOUGH))
    .replace(/[\r\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?<!\s)\s*\n\s*/gu, ' / ')
