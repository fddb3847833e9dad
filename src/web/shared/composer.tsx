import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useSettings } from '../client/settings.ts'
import { SendIcon } from './icons.tsx'

export interface ComposerProps {
  value: string
  onChange: (value: string) => void
  onSend: (text: string) => void
  label: string
  placeholder: string
  /** It was asked for just now: write at once. */
  focused?: boolean
  children?: ReactNode
}

export const MAX_CHARACTERS = 100_000

export function Composer({ value, onChange, onSend, label, placeholder, focused, children }: ComposerProps) {
  const { text } = useSettings()
  const area = useRef<HTMLTextAreaElement>(null)
  const tooLong = value.length > MAX_CHARACTERS

  useEffect(() => {
    if (focused) area.current?.focus()
  }, [focused])

  function send() {
    if (value.trim() === '' || tooLong) return
    onSend(value.trim())
    onChange('')
    area.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {tooLong && (
        <p className="note bad" role="alert">
          {text.tooLong}
        </p>
      )}
      <div className="composer-row">
        {children}
        {/* The style sheet writes the value into an invisible twin, which makes the field as high as its text. */}
        <div className="growing" data-value={value}>
          <textarea
            ref={area}
            rows={1}
            value={value}
            placeholder={placeholder}
            aria-label={label}
            enterKeyHint="send"
            onChange={event => onChange(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <button
          type="submit"
          className="send"
          aria-label={text.send}
          disabled={value.trim() === '' || tooLong}
        >
          <SendIcon />
        </button>
      </div>
    </form>
  )
}

/**
 * Enter that chooses a character must not send. Safari ends the composition before the key comes, and tells
 * by the key code 229 alone.
 */
const isComposing = ({ nativeEvent }: KeyboardEvent) => nativeEvent.isComposing || nativeEvent.keyCode === 229
