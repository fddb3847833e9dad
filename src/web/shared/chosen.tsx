import type { ChosenFile } from '../client/outbox.ts'
import { useSettings } from '../client/settings.ts'
import { CloseIcon } from './icons.tsx'

/** The file that the next message will carry; it can be removed. */
export function ChosenLine({ chosen, onRemove }: { chosen: ChosenFile; onRemove: () => void }) {
  const { text } = useSettings()
  return (
    <div className="chosen" role="status">
      <ChosenPicture chosen={chosen} />
      <span className="chosen-words">{text.photoAdded}</span>
      <button type="button" className="locate" aria-label={text.removePhoto} onClick={onRemove}>
        <CloseIcon />
      </button>
    </div>
  )
}

export function ChosenPicture({ chosen: { name, preview } }: { chosen: ChosenFile }) {
  const { text } = useSettings()
  return preview ? <img src={preview} alt={text.photoFrom(text.me)} /> : <span>📎 {name}</span>
}
