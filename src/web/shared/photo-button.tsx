import { useRef, useState } from 'react'
import type { ChatClient } from '../client/chat-client.ts'
import { useSettings } from '../client/settings.ts'
import type { Said } from '../client/api.ts'
import type { Location } from '../../gateway/web/wire.ts'
import { PhotoIcon } from './icons.tsx'

export interface PhotoButtonProps {
  client: ChatClient
  /** What was written goes along as its words. */
  words: string
  replyTo?: string
  onSent: (location: Location | undefined) => void
  /** Says why it was not sent, in words that help. */
  onProblem: (message: string | null) => void
}

/** As in src/attachments/inspect.ts: a refusal before the upload spares twenty megabytes. */
const MOST_BYTES = 20_000_000
/** Named one by one, so that an iPhone turns its HEIC photos into JPEG. */
const ACCEPT =
  'image/jpeg,image/png,image/webp,image/gif,video/mp4,video/quicktime,video/webm,audio/*,application/pdf'

export function PhotoButton({ client, words, replyTo, onSent, onProblem }: PhotoButtonProps) {
  const { text } = useSettings()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)

  async function send(file: File) {
    onProblem(null)
    if (file.size > MOST_BYTES) return onProblem(text.fileTooLarge)
    setBusy(true)
    const said: Said = { ...(words && { text: words }), ...(replyTo && { replyTo }) }
    try {
      onSent(await client.sendFile(file, said, words || text.file))
    } catch (error) {
      onProblem(`${text.fileFailed}: ${(error as Error).message}`)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        hidden
        onChange={event => {
          const [file] = event.target.files ?? []
          // The same file again is a change, too.
          event.target.value = ''
          if (file) void send(file)
        }}
      />
      <button
        type="button"
        className="locate"
        aria-label={busy ? text.uploading : text.sendPhoto}
        title={text.sendPhoto}
        aria-busy={busy}
        disabled={busy}
        onClick={() => input.current?.click()}
      >
        <PhotoIcon />
      </button>
    </>
  )
}
