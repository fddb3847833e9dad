/** Parses a quote, which arrives as text: 「邻里：🟡 0231 · 路灯」, a line of dashes, and the reply. */
export interface Quote {
  /** Name of the quoted sender. */
  name: string
  /** Ticket number in the quoted text, in its short form if it is written so. */
  number: string | undefined
  /** The reply to the quote. */
  text: string
}

const OPENS = /^「([^：:\n]{1,60})[：:]/u
const isRule = (line: string): boolean => /^[-—\s]+$/u.test(line) && line.replace(/\s/gu, '').length >= 3

/** Line by line, so that a page of blanks or brackets takes no quadratic time. */
export function quoteIn(text: string): Quote | null {
  const opening = OPENS.exec(text)
  if (!opening) return null
  const lines = text.split('\n')
  // The quote ends above the line of dashes; blank lines may be between.
  let closed = false
  const rule = lines.findIndex(line => {
    if (closed && isRule(line)) return true
    if (line.trim() !== '') closed = line.trimEnd().endsWith('」')
    return false
  })
  if (rule < 1 || rule === lines.length - 1) return null
  const name = opening[1] ?? ''
  const said = lines.slice(rule + 1).join('\n')
  const quoted = lines.slice(0, rule).join('\n').trimEnd().slice(opening[0].length, -1).trimStart()
  // A card begins with its number; a resident's message may begin with advice and name the full number below.
  const number =
    /(?<![\d-])(?:\d{4}-)?\d{4,6}(?!\d)/.exec(quoted.split('\n')[0] ?? '')?.[0] ??
    /(?<![\d-])\d{4}-\d{4,6}(?![\d-])/.exec(quoted)?.[0]
  return { name, number, text: said.trim() }
}
