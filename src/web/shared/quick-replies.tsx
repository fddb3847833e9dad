import { useEffect, useState } from 'react'
import type { Button } from '../../gateway/web/api-types.ts'
import { useSettings } from '../client/settings.ts'

export interface QuickRepliesProps {
  rows: Button[][]
  /** Buttons of an older message: they work, but are drawn less prominently. */
  calm: boolean
  /** Changes when a press has been answered, as by an edit of the message. */
  version: string
  onPress: (button: Button) => void
}

/** Timeout after which an unanswered button can be pressed again. */
const PATIENCE_MS = 8_000

export function QuickReplies({ rows, calm, version, onPress }: QuickRepliesProps) {
  const { text } = useSettings()
  const [pressed, setPressed] = useState<{ action: string; version: string } | null>(null)
  const waiting = pressed?.version === version ? pressed.action : undefined

  useEffect(() => {
    if (!pressed) return
    const timer = setTimeout(() => setPressed(null), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [pressed])

  return (
    <div className={calm ? 'replies calm' : 'replies'} role="group" aria-label={text.options}>
      {rows.map(row => (
        <div
          className={row.every(isTiny) ? 'replies-row tight' : 'replies-row'}
          key={row.map(button => button.action).join(' ')}
        >
          {row.map(button => (
            <button
              type="button"
              key={button.action}
              className="reply"
              aria-busy={waiting === button.action}
              // Not `disabled`, which would drop the keyboard focus of the pressed button.
              aria-disabled={waiting !== undefined}
              onClick={() => {
                if (waiting !== undefined) return
                setPressed({ action: button.action, version })
                onPress(button)
              }}
            >
              {short(button.label)}
            </button>
          ))}
        </div>
      ))}
    </div>
  )
}

/** The buttons of a scale stay in one row. */
const isTiny = ({ label }: Button) => /^(\d{1,2}|★{1,5})$/.test(label)

/** Five stars on a button leave no room for the other four buttons. */
const short = (label: string) => (/^★{1,5}$/.test(label) ? `${label.length}★` : label)
