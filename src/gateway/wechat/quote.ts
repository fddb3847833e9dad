/** A quoted message arrives as text: 「邻里：🟡 0231 · 路灯」, a line of dashes, and what was said about it. */
export interface Quote {
  /** Whose words were quoted. */
  name: string
  /** The number of the quoted card or answer, as short as it stands there. */
  number: string | undefined
  /** What was said about it. */
  text: string
}

const QUOTED = /^「([^：:\n]{1,60})[：:]\s*([\s\S]*?)」\s*\n(?:[-—]\s*){3,}\n([\s\S]*)$/u

export function quoteIn(text: string): Quote | null {
  const [, name, quoted, said] = QUOTED.exec(text) ?? []
  if (name === undefined || quoted === undefined || said === undefined) return null
  // A card begins with its number; what a resident reads may begin with advice and name the whole number below.
  const number =
    /(?<![\d-])(?:\d{4}-)?\d{4,6}(?!\d)/.exec(quoted.split('\n')[0] ?? '')?.[0] ??
    /(?<![\d-])\d{4}-\d{4,6}(?![\d-])/.exec(quoted)?.[0]
  return { name, number, text: said.trim() }
}
