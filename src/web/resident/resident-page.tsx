/** The resident's chat with Linli. */
import { useEffect, useRef, useState } from 'react'
import type { Language } from '../../domain/message.ts'
import { createApi } from '../client/api.ts'
import { ChatClient } from '../client/chat-client.ts'
import { useSettings } from '../client/settings.ts'
import { useChat } from '../client/use-chat.ts'
import { Composer } from '../shared/composer.tsx'
import { Header } from '../shared/header.tsx'
import { LocationButton } from '../shared/location-button.tsx'
import { Thread } from '../shared/thread.tsx'
import { useAppHeight } from '../shared/use-app-height.ts'
import { useDraft } from '../shared/use-draft.ts'
import { useInSight } from '../shared/use-in-sight.ts'
import { useTitle } from '../shared/use-title.ts'
import { useUnread } from '../shared/use-unread.ts'
import { EMBEDDED, useShown, useTellWidget } from './embedded.ts'
import { EmergencyLine } from './emergency-line.tsx'
import { Welcome } from './welcome.tsx'

export function ResidentPage() {
  const { text, language, languageChosen } = useSettings()
  // A ref: the client lives as long as the page and reads the language when it needs it.
  const spoken = useRef({ language, languageChosen })
  spoken.current = { language, languageChosen }
  const anew = useRef(() => {})
  const [{ api, client }] = useState(() =>
    connect(
      () => spoken.current,
      () => anew.current(),
    ),
  )
  const state = useChat(client)
  const [draft, setDraft] = useDraft('resident')
  const [problem, setProblem] = useState<string | null>(null)
  anew.current = () => {
    setDraft('')
    setProblem(null)
  }
  useAppHeight()
  const shown = useShown()
  const inSight = useInSight()
  const unread = useUnread(client.key, state, shown && inSight, client.refresh)
  useTellWidget(unread.count)
  useTitle(`${text.brand} · ${text.tagline}`, unread.count)

  // Linli's replies follow the language switch.
  useEffect(() => {
    if (languageChosen) api.signIn({ language, embedded: EMBEDDED }).catch(() => {})
  }, [api, language, languageChosen])

  return (
    <div className="app">
      <Header title={text.brand} subtitle={text.tagline} />
      <EmergencyLine />
      {state.offline && (
        <p className="banner" role="status">
          {text.offline}
        </p>
      )}
      <main className="column">
        <Thread
          client={client}
          state={state}
          newFrom={unread.from}
          empty={<Welcome onExample={setDraft} />}
        />
        {(problem || state.place) && (
          <section className="notes" aria-label={text.notes}>
            {state.place && (
              <div className="offer" role="status">
                {text.photoPlace}
                <div className="offer-buttons">
                  <button type="button" className="reply" onClick={() => client.answerPlace(text.location)}>
                    {text.photoPlaceSend}
                  </button>
                  <button type="button" className="reply" onClick={() => client.answerPlace()}>
                    {text.photoPlaceKeep}
                  </button>
                </div>
              </div>
            )}
            {problem && (
              <p className="problem" role="alert">
                {problem}
              </p>
            )}
          </section>
        )}
        <Composer
          value={draft}
          onChange={setDraft}
          onSend={(said, file) => client.say(said, file)}
          onProblem={setProblem}
          label={text.composerLabel}
          placeholder={text.composerPlaceholder}
        >
          <LocationButton
            onLocation={location => client.send({ location }, text.location)}
            onProblem={setProblem}
          />
        </Composer>
      </main>
    </div>
  )
}

function connect(spoken: () => { language: Language; languageChosen: boolean }, onMoved: () => void) {
  const api = createApi('/api/resident', () => spoken().language)
  const open = async () => {
    const { language, languageChosen } = spoken()
    // Without a choice the browser's Accept-Language applies, and does not override an earlier choice.
    const { chats } = await api.signIn({ embedded: EMBEDDED, ...(languageChosen && { language }) })
    return chats[0]?.id ?? ''
  }
  return { api, client: new ChatClient({ api, open, outboxKey: 'resident', onMoved }) }
}
