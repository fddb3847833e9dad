import { useRef } from 'react'
import type { ApiMessage, Button } from '../../gateway/web/api-types.ts'
import type { Outgoing } from '../client/outbox.ts'
import { useSettings } from '../client/settings.ts'
import { AlertIcon, BrandMark, CheckIcon, PinIcon, ReplyIcon } from './icons.tsx'
import { ChosenPicture } from './chosen.tsx'
import { MediaList } from './media.tsx'
import { QuickReplies } from './quick-replies.tsx'
import { Folded } from './folded.tsx'
import { when } from './time.ts'
import { useKeptFocus } from './use-kept-focus.ts'

export interface BubbleProps {
  message: ApiMessage
  /** The message that it replies to, if loaded. */
  answers: ApiMessage | undefined
  /** First message of a new sender: the name is shown. */
  first: boolean
  /** Its buttons are the current ones. */
  newest: boolean
  /** The last of my messages that arrived: it is marked as delivered. */
  delivered: boolean
  /** Id of Linli's last message: buttons pressed before it have been answered. */
  lastWord: string
  onPress: (button: Button) => void
  fileUrl: (id: string, small?: boolean) => string
}

export function Bubble({
  message,
  answers,
  first,
  newest,
  delivered,
  lastWord,
  onPress,
  fileUrl,
}: BubbleProps) {
  const { text, language } = useSettings()
  const { from } = message
  const line = useRef<HTMLLIElement>(null)
  useKeptFocus(line)
  return (
    <li className={`line ${from} ${first ? 'first' : ''}`} data-message={message.id} ref={line} tabIndex={-1}>
      {from === 'linli' && <span className="avatar">{first && <BrandMark />}</span>}
      <div className="said">
        {first && from !== 'me' && (
          <span className="who">{from === 'linli' ? text.brand : message.name}</span>
        )}
        {from === 'me' && <span className="hidden">{text.me}</span>}
        <div className={message.pressed ? 'bubble pressed' : 'bubble'} dir="auto">
          {answers && <Quote message={answers} />}
          {message.media && (
            <MediaList
              media={message.media}
              from={from === 'me' ? text.me : from === 'linli' ? text.brand : (message.name ?? '')}
              fileUrl={fileUrl}
            />
          )}
          {(message.text || !message.media) && <Said message={message} />}
        </div>
        {message.edited && (
          <span className="note">
            {text.edited} {when(message.edited, language, text)}
          </span>
        )}
        {message.buttons && (
          <QuickReplies
            rows={message.buttons}
            calm={!newest}
            version={`${message.edited} ${lastWord}`}
            onPress={onPress}
          />
        )}
        {delivered && (
          <span className="note good">
            <CheckIcon /> {text.delivered}
          </span>
        )}
      </div>
    </li>
  )
}

function Said({ message }: { message: ApiMessage }) {
  const { text } = useSettings()
  if (message.location) {
    return (
      <span className="place">
        <PinIcon /> {message.from === 'me' ? text.location : text.sharedLocation}
        <small>
          {message.location.latitude.toFixed(5)}, {message.location.longitude.toFixed(5)}
        </small>
      </span>
    )
  }
  return <Folded text={message.text} linkNumbers={message.from === 'linli'} />
}

function Quote({ message }: { message: ApiMessage }) {
  const { text } = useSettings()
  return (
    <span className="quote">
      <ReplyIcon />
      <span className="hidden">{text.replyingTo}</span> {firstLine(message.text)}
    </span>
  )
}

export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

export interface UnsentProps {
  item: Outgoing
  onRetry: () => void
  onDiscard: () => void
}

/** A message of mine that is not delivered yet. */
export function Unsent({ item, onRetry, onDiscard }: UnsentProps) {
  const { text } = useSettings()
  return (
    <li className="line me unsent" tabIndex={-1}>
      <div className="said">
        <span className="hidden">{text.me}</span>
        <div className="bubble" dir="auto">
          {item.file && (
            <span className="media">
              <ChosenPicture chosen={item.file} />
            </span>
          )}
          {item.label}
        </div>
        <UnsentState item={item} onRetry={onRetry} onDiscard={onDiscard} />
      </div>
    </li>
  )
}

/** Progress of an unsent message, with its retry and discard buttons. */
export function UnsentState({ item, onRetry, onDiscard }: UnsentProps) {
  const { text } = useSettings()
  const uploads = item.state === 'sending' && item.file !== undefined && !item.said.attachment
  return (
    <>
      {item.state === 'sending' && (
        <span className="note">
          {uploads ? text.uploading(Math.round((item.progress ?? 0) * 100)) : text.sending}
        </span>
      )}
      {item.state === 'waiting' && <span className="note">{text.notSent}</span>}
      {item.state === 'refused' && (
        <span className="note bad" role="alert">
          <AlertIcon /> {text.refused}
          {item.reason && `: ${item.reason}`}
        </span>
      )}
      {(item.state !== 'sending' || uploads) && (
        <span className="unsent-buttons">
          {item.state === 'waiting' && (
            <button type="button" className="note" onClick={onRetry}>
              {text.sendNow}
            </button>
          )}
          <button type="button" className="note" onClick={onDiscard}>
            {item.state === 'refused' ? text.discard : text.takeBack}
          </button>
        </span>
      )}
    </>
  )
}
