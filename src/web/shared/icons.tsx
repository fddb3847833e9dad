/** Drawn for these pages; each decorates a label. */
import type { ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
  </Icon>
)
export const PinIcon = () => (
  <Icon>
    <path d="M12 21s7-6.1 7-11.5A7 7 0 0 0 5 9.500C5 14.9 12 21 12 21Z" />
    <circle cx="12" cy="9.5" r="2.4" />
  </Icon>
)
export const PhotoIcon = () => (
  <Icon>
    <path d="M4 8h3.5L9 5.500h6L16.500 8H20v11H4Z" />
    <circle cx="12" cy="13" r="3.2" />
  </Icon>
)
export const DownIcon = () => (
  <Icon>
    <path d="M12 5v14M5.5 12.5 12 19l6.5-6.5" />
  </Icon>
)
export const CloseIcon = () => (
  <Icon>
    <path d="m6.500 6.500 11 11M17.500 6.500l-11 11" />
  </Icon>
)
export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.500L19 7.5" />
  </Icon>
)
export const ReplyIcon = () => (
  <Icon>
    <path d="M10 7 4.5 12 10 17M5 12h8.500c3.6 0 6 2 6 5.5" />
  </Icon>
)
export const AlertIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.500v5.500M12 16.500v.1" />
  </Icon>
)

/** Two adjoining houses that form a speech bubble; one window is lit. */
export const BrandMark = () => (
  <svg className="brand-mark" viewBox="90 138 332 316" aria-hidden="true">
    <path
      className="brand-house"
      d="M98 232 188 150a14 14 0 0 1 19 0l49 45 49-45a14 14 0 0 1 19 0l90 82v122a28 28 0 0 1-28 28H252l-62 54a8 8 0 0 1-13-6v-48h-51a28 28 0 0 1-28-28Z"
    />
    <path className="brand-wall" d="M256 200v182" strokeWidth="12" strokeLinecap="round" />
    <rect className="brand-window" x="153" y="254" width="50" height="62" rx="12" />
    <rect className="brand-light" x="309" y="254" width="50" height="62" rx="12" />
  </svg>
)
