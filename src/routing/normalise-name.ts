/** A text as names are compared: folded, lower case, without spaces and the marks that people omit. */
export interface Squeezed {
  squeezed: string
  /** Offset of each character in the folded text. */
  at: readonly number[]
  text: string
}

const IGNORED = ' \t\r\n·.\'’"“”《》-'

/** @param text already folded. */
export function squeeze(text: string): Squeezed {
  let squeezed = ''
  const at: number[] = []
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (IGNORED.includes(character)) continue
    const lower = character.toLowerCase()
    // İ becomes two characters in lower case, which would shift all offsets behind it.
    squeezed += lower.length === 1 ? lower : character
    at.push(index)
  }
  return { squeezed, at, text }
}
