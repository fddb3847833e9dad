import { useRef } from 'react'
import { ACCEPT } from '../client/choose-file.ts'
import { useSettings } from '../client/settings.ts'
import { PhotoIcon } from './icons.tsx'

/** Picks a photo or file; the upload begins when the message is sent. */
export function PhotoButton({ onPick }: { onPick: (file: File) => void }) {
  const { text } = useSettings()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        hidden
        onChange={event => {
          const [file] = event.target.files ?? []
          // Reset, so that choosing the same file again is a change.
          event.target.value = ''
          if (file) onPick(file)
        }}
      />
      <button
        type="button"
        className="locate"
        aria-label={text.addPhoto}
        title={text.addPhoto}
        onClick={() => input.current?.click()}
      >
        <PhotoIcon />
      </button>
    </>
  )
}
