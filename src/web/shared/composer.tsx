import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { type Chosen, choose, whyNot } from '../client/choose-file.ts'
import { useSettings } from '../client/settings.ts'
import { ChosenLine } from './chosen.tsx'
import { SendIcon } from './icons.tsx'
import { PhotoButton } from './photo-button.tsx'

export interface ComposerProps {
  value: string
  onChange: (value: string) => void
  onSend: (text: string, file?: Chosen) => void
  /** Shows why a file is refused, with the fix. */
  onProblem: (message: string | null) => void
  label: string
  placeholder: string
  /** Opened by a button just now: takes the focus. */
  focused?: boolean
  children?: ReactNode
}

const MAX_CHARACTERS = 100_000

export function Composer(props: ComposerProps) {
  const { value, onChange, onSend, onProblem, label, placeholder, focused, children } = props
  const { text } = useSettings()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const tooLong = value.length > MAX_CHARACTERS
  const nothing = value.trim() === '' && !chosen

  useEffect(() => {
    if (focused) area.current?.focus()
  }, [focused])

  function send() {
    if (nothing || tooLong) return
    onProblem(null)
    onSend(value.trim(), chosen ?? undefined)
    onChange('')
    setChosen(null)
    area.current?.focus()
  }

  async function pick(file: File) {
    const problem = whyNot(file, text)
    onProblem(problem)
    if (problem) return
    setChosen(await choose(file))
    // Not on a phone, where the keyboard would cover the picture.
    if (matchMedia('(hover: hover)').matches) area.current?.focus()
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
      {chosen && (
        <ChosenLine
          chosen={chosen}
          onRemove={() => {
            setChosen(null)
            area.current?.focus()
          }}
        />
      )}
      <div className="composer-row">
        <div className="composer-tools">
          <PhotoButton onPick={file => void pick(file)} />
          {children}
        </div>
        <div className="composer-write">
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
          <button type="submit" className="send" aria-label={text.send} disabled={nothing || tooLong}>
            <SendIcon />
          </button>
        </div>
      </div>
    </form>
  )
}

/**
 * Enter that chooses a character must not send. Safari ends the composition before the key event, and marks
 * it only by key code 229.
 */
const isComposing = ({ nativeEvent }: KeyboardEvent) => nativeEvent.isComposing || nativeEvent.keyCode === 229
