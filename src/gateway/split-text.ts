/** Telegram's limit on one message, in UTF-16 units. */
export const MESSAGE_UNITS = 4096

/** Where a reader would pause, from the best place to the least. */
const PAUSES = [/\n\s*\n/g, /\n/g, /[。！？!?；;…]["”’」』）)]*|\.\s/g, /[，,、\s]/g]

export interface Part {
  text: string
  /** Where in the whole text it begins, UTF-16 units. */
  start: number
}

/** Cuts a long text where a reader would pause. The parts, put together, are the text. */
export function splitText(text: string, limit = MESSAGE_UNITS): Part[] {
  const parts: Part[] = []
  let start = 0
  while (text.length - start > limit) {
    const cut = goodCut(text.slice(start), limit)
    parts.push({ text: text.slice(start, start + cut), start })
    start += cut
  }
  parts.push({ text: text.slice(start), start })
  // Telegram refuses a blank message; blank parts of a longer text say nothing anyway.
  return parts.filter((part, _, { length }) => length === 1 || part.text.trim() !== '')
}

function goodCut(text: string, limit: number): number {
  const head = text.slice(0, limit)
  for (const pause of PAUSES) {
    const last = [...head.matchAll(pause)].at(-1)
    const end = last ? last.index + last[0].length : 0
    // A pause in the first half would make many small messages out of one.
    if (end > limit / 2) return end
  }
  return characterCut(text, limit)
}

const characters = new Intl.Segmenter()

/** No pause anywhere: at least no emoji in two. */
function characterCut(text: string, limit: number): number {
  const start = characters.segment(text).containing(limit)?.index ?? limit
  return start > limit / 2 ? start : limit
}
