/** The work groups of one member: the board of cards, and the conversation beside it. */
import { useRef, useState } from 'react'
import type { SessionAnswer } from '../../gateway/web/api-types.ts'
import { type Api, createApi } from '../client/api.ts'
import { useSettings } from '../client/settings.ts'
import { Header } from '../shared/header.tsx'
import { BrandMark } from '../shared/icons.tsx'
import { useAppHeight } from '../shared/use-app-height.ts'
import { Group } from './group.tsx'
import { useAccess } from './sign-in.ts'
import { useOpenCounts } from './use-open-counts.ts'

export function WorkPage() {
  const { text, language } = useSettings()
  const spoken = useRef(language)
  spoken.current = language
  const [api] = useState(() => createApi('/api/work', () => spoken.current))
  const { access, ask } = useAccess(api, language)
  useAppHeight()

  if (access.state === 'in') return <SignedIn api={api} session={access.session} onGone={ask} />
  return (
    <div className="app">
      <Header title={text.brand} subtitle={text.groups} />
      <main className="door">
        <BrandMark />
        {access.state === 'asking' && <p>{text.loading}</p>}
        {access.state === 'unreachable' && <p role="status">{text.unreachable}</p>}
        {access.state === 'out' && (
          <>
            <h2>{access.problem ? text.linkProblem : text.signedOutTitle}</h2>
            {access.problem && (
              <p className="problem" role="alert">
                {access.problem}
              </p>
            )}
            {access.ended && <p role="status">{text.sessionEnded}</p>}
            <p>{text.signedOutText}</p>
            <button type="button" className="tool" onClick={ask}>
              {text.retry}
            </button>
          </>
        )}
      </main>
    </div>
  )
}

interface SignedInProps {
  api: Api
  session: SessionAnswer
  /** Signed out, here or on another device, or the list of groups has changed. */
  onGone: () => void
}

function SignedIn({ api, session, onGone }: SignedInProps) {
  const { text } = useSettings()
  const { me, chats } = session
  const [chosen, setChosen] = useState(chats[0]?.id)
  const chat = chats.find(each => each.id === chosen) ?? chats[0]
  const counts = useOpenCounts(api, chats)

  function signOut() {
    if (window.confirm(text.signOutQuestion)) api.signOut().then(onGone, () => {})
  }

  const footer = (
    <p className="me-footer">
      {me.name}
      <button type="button" className="link" onClick={signOut}>
        {text.signOut}
      </button>
    </p>
  )

  return (
    <div className="app">
      <Header title={chat?.title ?? text.brand} subtitle={me.name} />
      {chats.length > 1 && (
        <nav className="groups" aria-label={text.groups}>
          {chats.map(each => (
            <button
              type="button"
              key={each.id}
              className="group-tab"
              aria-current={each.id === chat?.id}
              onClick={() => setChosen(each.id)}
            >
              {each.title}
              {(counts.get(each.id) ?? 0) > 0 && <span className="count">{counts.get(each.id)}</span>}
            </button>
          ))}
        </nav>
      )}
      {chat ? (
        <Group
          key={`${me.id} ${chat.id}`}
          api={api}
          chat={chat}
          person={me.id}
          footer={footer}
          onGone={onGone}
        />
      ) : (
        <p className="door">{text.noGroups}</p>
      )}
    </div>
  )
}
