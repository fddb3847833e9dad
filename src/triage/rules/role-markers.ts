/**
 * Removes markup and role markers of chat models from a resident's words: "<system>…</system> 3号楼电梯坏了", "[INST] …
 * [/INST]", "### System: …". The local rules do not obey them, but text in such a role hid the resident's own words
 * beside it.
 */

/** Roles that give orders to a model. Text after any other marker counts as the resident's. */
const ORDERS = '(system|sys|assistant|developer|tool|instructions?|prompt|admin|inst|script|style)\\b'
const MARKERS = new RegExp(
  [
    // <system> … </system>, <<SYS>>, <<<dotprompt:role:system>>>, <|im_start|>system … <|im_end|>
    `<{1,3}(?:[a-z]+:role:)?${ORDERS}[^<>\\n]{0,40}>{1,3}`,
    `<\\|[a-z_]{1,20}\\|>\\s*(?:${ORDERS}|user\\b)?`,
    `\\[${ORDERS}\\]`,
    // A heading's role lasts to the end of the line.
    `(?<=^|\\n)[^\\S\\n]*#{1,4}[^\\S\\n]*(?:${ORDERS}[^\\n]*|(?:user|input)\\b\\s?[:：]?)`,
    `<{1,3}/?[a-z][^<>\\n]{0,40}>{1,3}|\\[/?[a-z]{4,9}\\]`,
  ].join('|'),
  'giu',
)

/** @returns the text outside of orders; if there is none, the whole text without the markers. */
export function withoutRoleMarkers(text: string): string {
  const markers = [...text.matchAll(MARKERS)]
  if (markers.length === 0) return text
  const parts = [
    { said: text.slice(0, markers[0]?.index), orders: false },
    ...markers.map((marker, i) => ({
      said: text.slice(marker.index + marker[0].length, markers[i + 1]?.index),
      orders: marker.slice(1).some(Boolean),
    })),
  ]
  const joined = (some: typeof parts) =>
    some
      .map(({ said }) => said.trim())
      .join(' ')
      .trim()
  return joined(parts.filter(({ orders }) => !orders)) || joined(parts) || text
}
