import { type ReactNode, useState } from 'react'
import type { ApiMessage, Chat } from '../../gateway/web/api-types.ts'
import { type Api, ApiFailure } from '../client/api.ts'
import { ChatClient } from '../client/chat-client.ts'
import { useSettings } from '../client/settings.ts'
import { useChat } from '../client/use-chat.ts'
import { firstLine } from '../shared/bubble.tsx'
import { Composer } from '../shared/composer.tsx'
import { Thread } from '../shared/thread.tsx'
import { useDraft } from '../shared/use-draft.ts'
import { useInSight } from '../shared/use-in-sight.ts'
import { useTitle } from '../shared/use-title.ts'
import { useUnread } from '../shared/use-unread.ts'
import { useWide } from './use-wide.ts'
import { Board } from './board.tsx'

type Side = 'cards' | 'chat'

interface GroupProps {
  api: Api
  chat: Chat
  /** Key of the member's unsent messages: two workers may share a tablet. */
  person: string
  footer: ReactNode
  /** Signed out, or no longer a member of this group. */
  onGone: () => void
}

/** One group: two columns where there is room, one at a time on a phone. */
export function Group({ api, chat, person, footer, onGone }: GroupProps) {
  const { text } = useSettings()
  const [client] = useState(
    () =>
      new ChatClient({
        api,
        open: () => mayOpen(api, chat.id, onGone),
        outboxKey: `${person}.${chat.id}`,
        withCards: true,
      }),
  )
  const state = useChat(client)
  const [draft, setDraft] = useDraft(client.key)
  const [problem, setProblem] = useState<string | null>(null)
  const [side, setSide] = useState<Side>('cards')
  const open = [...state.cards.values()].filter(card => card.card?.open).length
  const inSight = useInSight()
  const isWide = useWide()
  const unread = useUnread(client.key, state, inSight && (isWide || side === 'chat'), client.refresh)
  useTitle(open > 0 ? `${chat.title} · ${open}` : chat.title, unread.count)

  /** Shows the card that a message of the conversation is about. */
  function show(card: ApiMessage) {
    setSide('cards')
    requestAnimationFrame(() => {
      const element = document.getElementById(`card-${card.id}`)
      element?.scrollIntoView({ block: 'nearest' })
      element?.focus()
    })
  }

  return (
    <>
      {state.offline && (
        <p className="banner" role="status">
          {text.offline}
        </p>
      )}
      <nav className="sides" aria-label={chat.title}>
        {(['cards', 'chat'] as const).map(each => (
          <button type="button" key={each} aria-pressed={side === each} onClick={() => setSide(each)}>
            {each === 'cards' ? text.cardsTab : text.chatTab}
            {each === 'cards' && open > 0 && <span className="count">{open}</span>}
            {each === 'chat' && unread.count > 0 && <span className="count">{unread.count}</span>}
          </button>
        ))}
      </nav>
      <main className={`work side-${side}`}>
        <Board client={client} state={state} footer={footer} />
        <section className="talk-side" aria-label={text.chatTab}>
          <Thread
            client={client}
            state={state}
            newFrom={unread.from}
            empty={<p className="quiet">{text.noMessages}</p>}
            special={message => aside(message, text, show)}
          />
          {problem && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <Composer
            value={draft}
            onChange={setDraft}
            onSend={(said, file) => client.say(said, file)}
            onProblem={setProblem}
            label={text.groupPlaceholder}
            placeholder={text.groupPlaceholder}
          />
        </section>
      </main>
    </>
  )
}

/** Calls `onGone` when the member is signed out or has left the group. @throws ApiFailure of the sign-in. */
async function mayOpen(api: Api, chat: string, onGone: () => void): Promise<string> {
  try {
    const { chats } = await api.signIn({})
    if (!chats.some(({ id }) => id === chat)) onGone()
    return chat
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'signed_out') onGone()
    throw error
  }
}

/** Cards are on the board, and presses are minor: each is one quiet line of the conversation. */
function aside(
  message: ApiMessage,
  text: ReturnType<typeof useSettings>['text'],
  show: (card: ApiMessage) => void,
) {
  if (message.card) {
    return (
      <li className="aside">
        <button type="button" onClick={() => show(message)}>
          {firstLine(message.text)}
        </button>
      </li>
    )
  }
  if (message.pressed) {
    return (
      <li className="aside">
        {text.pressedBy(message.from === 'me' ? text.me : (message.name ?? ''), message.text)}
      </li>
    )
  }
  return undefined
}
