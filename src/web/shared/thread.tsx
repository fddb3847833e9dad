import { Fragment, type ReactNode, useRef, useState } from 'react'
import type { ApiMessage, Button } from '../../gateway/web/api-types.ts'
import type { ChatClient, ChatState } from '../client/chat-client.ts'
import { useSettings } from '../client/settings.ts'
import { Bubble, Unsent } from './bubble.tsx'
import { DownIcon } from './icons.tsx'
import { paused, when } from './time.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useStickToEnd } from './use-stick-to-end.ts'

export interface ThreadProps {
  client: ChatClient
  state: ChatState
  /** Id of the first unread message at the last return. */
  newFrom: string | undefined
  /** Shown while there are no messages. */
  empty: ReactNode
  /** Renders a message in another way; undefined: as a bubble. */
  special?: (message: ApiMessage) => ReactNode | undefined
}

export function Thread({ client, state, newFrom, empty, special }: ThreadProps) {
  const { text, language } = useSettings()
  const box = useRef<HTMLDivElement>(null)
  // While older history loads the region is `aria-busy`: screen readers must not read it out.
  const [fetching, setFetching] = useState(false)
  const { messages, outbox } = state
  useKeptFocus(box)
  const { missed, toEnd } = useStickToEnd(box, messages, outbox.length)
  const byId = new Map(messages.map(message => [message.id, message]))
  const lastWord = newestFrom('linli', messages)
  const lastOfMine = outbox.length === 0 ? newestFrom('me', messages)?.id : undefined

  const press = (message: ApiMessage, button: Button) => client.send({ action: button.action }, button.label)

  return (
    <div className="thread">
      <div className="scroll" ref={box} tabIndex={-1}>
        {state.more && <OlderButton client={client} busy={fetching} setBusy={setFetching} />}
        {!state.loaded && <p className="quiet">{text.loading}</p>}
        {state.loaded && messages.length + outbox.length === 0 && empty}
        <div
          role="log"
          aria-live="polite"
          aria-busy={!state.loaded || fetching}
          aria-label={text.conversation}
        >
          <ol className="talk">
            {messages.map((message, index) => {
              const before = messages[index - 1]
              const pause = paused(before?.at, message.at)
              return (
                <Fragment key={message.clientId ?? message.id}>
                  {message.id === newFrom && <li className="new-below">{text.newBelow}</li>}
                  {pause && <li className="time">{when(message.at, language, text)}</li>}
                  {special?.(message) ?? (
                    <Bubble
                      message={message}
                      answers={message.replyTo ? byId.get(message.replyTo) : undefined}
                      first={pause || before?.from !== message.from || before.name !== message.name}
                      newest={message.id === lastWord?.id}
                      lastWord={lastWord?.id ?? ''}
                      delivered={message.id === lastOfMine && index === messages.length - 1}
                      onPress={button => press(message, button)}
                      fileUrl={client.fileUrl}
                    />
                  )}
                </Fragment>
              )
            })}
            {outbox.map(item => (
              <Unsent
                key={item.id}
                item={item}
                onRetry={client.retry}
                onDiscard={() => client.discard(item.id)}
              />
            ))}
          </ol>
        </div>
      </div>
      {missed > 0 && (
        <button
          type="button"
          className="pill"
          onClick={() => {
            toEnd()
            box.current?.focus({ preventScroll: true })
          }}
        >
          <DownIcon /> {text.newMessages(missed)}
        </button>
      )}
    </div>
  )
}

const newestFrom = (from: ApiMessage['from'], messages: readonly ApiMessage[]) =>
  [...messages].reverse().find(message => message.from === from)

interface OlderButtonProps {
  client: ChatClient
  busy: boolean
  setBusy: (busy: boolean) => void
}

function OlderButton({ client, busy, setBusy }: OlderButtonProps) {
  const { text } = useSettings()
  return (
    <button
      type="button"
      className="older"
      aria-disabled={busy}
      onClick={() => {
        if (busy) return
        setBusy(true)
        client
          .loadOlder()
          .catch(() => {})
          .finally(() => setBusy(false))
      }}
    >
      {text.older}
    </button>
  )
}
