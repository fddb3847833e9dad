import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ApiMessage, Media } from '../../gateway/web/api-types.ts'
import type { Chosen } from '../client/choose-file.ts'
import type { ChatClient } from '../client/chat-client.ts'
import type { Outgoing } from '../client/outbox.ts'
import { useSettings } from '../client/settings.ts'
import { Composer } from '../shared/composer.tsx'
import { ReplyIcon } from '../shared/icons.tsx'
import { MediaList } from '../shared/media.tsx'
import { UnsentState } from '../shared/bubble.tsx'
import { ChosenPicture } from '../shared/chosen.tsx'
import { QuickReplies } from '../shared/quick-replies.tsx'
import { RichText } from '../shared/rich-text.tsx'
import { when } from '../shared/time.ts'
import { useDraft } from '../shared/use-draft.ts'
import { useKeptFocus } from '../shared/use-kept-focus.ts'

export interface TicketCardProps {
  card: ApiMessage
  client: ChatClient
  /** The latest replies to the card, as far as history is loaded. */
  replies: readonly ApiMessage[]
  unsent: readonly Outgoing[]
  /** Photos and documents of the ticket, as far as history is loaded. */
  media: readonly Media[]
}

export function TicketCard({ card, client, replies, unsent, media }: TicketCardProps) {
  const { text, language } = useSettings()
  const box = useRef<HTMLLIElement>(null)
  useKeptFocus(box)
  const opener = useRef<HTMLButtonElement>(null)
  const [draft, setDraft] = useDraft(`${client.key}.card.${card.id}`)
  const [problem, setProblem] = useState<string | null>(null)
  const [replying, setReplying] = useState(draft !== '')
  const [title = '', ...rest] = card.text.split('\n')
  const body = rest.join('\n').trim()
  const urgent = card.card?.open === true && card.card.urgent && (card.buttons?.length ?? 0) > 0
  const looks = ['card', urgent ? 'urgent' : '', card.card?.open ? '' : 'done'].filter(Boolean).join(' ')

  function reply(said: string, file?: Chosen) {
    client.say(said, file, card.id)
    close()
  }
  /** Returns the focus to the button that opened the form. */
  function close() {
    flushSync(() => setReplying(false))
    opener.current?.focus()
  }

  return (
    <li className={looks} id={`card-${card.id}`} ref={box} tabIndex={-1}>
      <h3>
        {urgent && <span className="tag">{text.urgent}</span>}
        {urgent && ' '}
        <RichText text={title} linkNumbers={false} />
      </h3>
      {body && (
        <p className="card-body">
          <RichText text={body} linkNumbers={false} />
        </p>
      )}
      {media.length > 0 && <MediaList media={media} from={title} fileUrl={client.fileUrl} />}
      <p className="note">
        {card.edited ? `${text.edited} ${when(card.edited, language, text)}` : when(card.at, language, text)}
      </p>
      {card.buttons && (
        <QuickReplies
          rows={card.buttons}
          calm={false}
          version={card.edited ?? ''}
          onPress={button => client.send({ action: button.action }, button.label)}
        />
      )}
      {(replies.length > 0 || unsent.length > 0) && (
        <ul className="card-replies">
          {replies.map(message => (
            <li key={message.id}>
              <b>{message.from === 'me' ? text.me : message.name}</b> {message.text}
              {message.media && (
                <MediaList media={message.media} from={message.name ?? text.me} fileUrl={client.fileUrl} />
              )}
            </li>
          ))}
          {unsent.map(item => (
            <li key={item.id} className="unsent">
              <b>{text.me}</b> {item.label}
              {item.file && (
                <span className="media">
                  <ChosenPicture chosen={item.file} />
                </span>
              )}
              <br />
              <UnsentState item={item} onRetry={client.retry} onDiscard={() => client.discard(item.id)} />
            </li>
          ))}
        </ul>
      )}
      {replying ? (
        <div className="card-reply">
          <Composer
            value={draft}
            onChange={setDraft}
            onSend={reply}
            onProblem={setProblem}
            label={text.replyToCard}
            placeholder={text.replyPlaceholder}
            focused
          />
          {problem && (
            <p className="note bad" role="alert">
              {problem}
            </p>
          )}
          <button type="button" className="link" onClick={close}>
            {text.cancel}
          </button>
        </div>
      ) : (
        <button type="button" className="link" ref={opener} onClick={() => setReplying(true)}>
          <ReplyIcon /> {text.replyToCard}
        </button>
      )}
    </li>
  )
}
