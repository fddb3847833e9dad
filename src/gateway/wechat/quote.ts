/** A quoted message arrives as text: 「邻里：🟡 0231 · 路灯」, a line of dashes, and what was said about it. */
export interface Quote {
  /** Whose words were quoted. */
  name: string
  /** The number of the quoted card or answer, as short as it stands there. */
  number: string | undefined
  /** What was said about it. */
  text: string
}

const OPENS = /^「([^：:\n]{1,60})[：:]/u
const isRule = (line: string): boolean => /^[-—\s]+$/u.test(line) && line.replace(/\s/gu, '').length >= 3

/** By lines, so that a page of blanks or brackets takes no more time than another. */
export function quoteIn(text: string): Quote | null {
  const opening = OPENS.exec(text)
  if (!opening) return null
  const lines = text.split('\n')
  // Above the line of dashes the quotation ends; blank lines may stand between.
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
  // A card begins with its number; what a resident reads may begin with advice and name the whole number below.
  const number =
    /(?<![\d-])(?:\d{4}-)?\d{4,6}(?!\d)/.exec(quoted.split('\n')[0] ?? '')?.[0] ??
    /(?<![\d-])\d{4}-\d{4,6}(?![\d-])/.exec(quoted)?.[0]
  return { name, number, text: said.trim() }
}
