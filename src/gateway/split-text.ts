/** Telegram's limit on one message, in UTF-16 units. */
const MESSAGE_UNITS = 4096

/** Places to cut, from the best to the worst. */
const PAUSES = [/\n\s*\n/g, /\n/g, /[。！？!?；;…]["”’」』）)]*|\.\s/g, /[，,、\s]/g]

export interface Part {
  text: string
  /** Offset in the whole text, UTF-16 units. */
  start: number
}

/** Splits a long text at natural pauses. The joined parts equal the text. */
export function splitText(text: string, limit = MESSAGE_UNITS): Part[] {
  const parts: Part[] = []
  let start = 0
  while (text.length - start > limit) {
    const cut = goodCut(text.slice(start), limit)
    parts.push({ text: text.slice(start, start + cut), start })
    start += cut
  }
  parts.push({ text: text.slice(start), start })
  // Telegram refuses blank messages; a blank part of a longer text carries nothing.
  return parts.filter((part, _, { length }) => length === 1 || part.text.trim() !== '')
}

function goodCut(text: string, limit: number): number {
  const head = text.slice(0, limit)
  for (const pause of PAUSES) {
    const last = [...head.matchAll(pause)].at(-1)
    const end = last ? last.index + last[0].length : 0
    // A pause in the first half would make many small messages.
    if (end > limit / 2) return end
  }
  return characterCut(text, limit)
}

const characters = new Intl.Segmenter()

/** Without a pause, cut between grapheme clusters. */
function characterCut(text: string, limit: number): number {
  const start = characters.segment(text).containing(limit)?.index ?? limit
  return start > limit / 2 ? start : limit
}
