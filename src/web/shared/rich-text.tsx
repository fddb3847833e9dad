/** Renders text with its phone numbers and web addresses as links. */
import type { ReactNode } from 'react'

/**
 * Emergency and city lines, mobile and landline numbers, web addresses. The neighbouring characters decide:
 * `120室` and `1120-0231` are no phone numbers. (No lookbehind: older iPhones do not support it.)
 */
const LINK =
  /(^|[^\d\-.])((?:110|119|120|122|12345)(?![\d\-.:：号楼室栋元米户分个年月日单])|1[3-9]\d{9}(?!\d)|0\d{2,3}-\d{7,8}(?!\d))|(https?:\/\/[^\s<>"'，。；、！？）】”]+)/g

export function RichText({ text, linkNumbers = true }: { text: string; linkNumbers?: boolean }) {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const [whole, before = '', number, address] = match
    if (number && !linkNumbers) continue
    parts.push(text.slice(end, match.index) + before)
    parts.push(
      number ? (
        <a key={match.index} href={`tel:${number}`}>
          {number}
        </a>
      ) : (
        <a key={match.index} href={address} target="_blank" rel="noreferrer noopener">
          {address}
        </a>
      ),
    )
    end = match.index + whole.length
  }
  parts.push(text.slice(end))
  return <>{parts}</>
}
