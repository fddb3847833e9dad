import type { Media } from '../../gateway/web/api-types.ts'
import { useSettings } from '../client/settings.ts'

export interface MediaListProps {
  media: readonly Media[]
  /** Whose, for those who do not see them. */
  from: string
  fileUrl: (id: string, small?: boolean) => string
}

/** What browsers play; AMR they do not. */
const PLAYED: ReadonlySet<string> = new Set(['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/wav'])

/** Photos small, whole in a tab of their own; speech to listen to in place; anything else is a download. */
export function MediaList({ media, from, fileUrl }: MediaListProps) {
  const { text } = useSettings()
  return (
    <span className="media">
      {media.map(each =>
        each.what === 'photo' ? (
          <a key={each.id} href={fileUrl(each.id)} target="_blank" rel="noreferrer">
            <img
              src={fileUrl(each.id, true)}
              width={each.width}
              height={each.height}
              loading="lazy"
              alt={text.photoFrom(from)}
            />
          </a>
        ) : (
          <span key={each.id}>
            {PLAYED.has(each.mime) && (
              // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody writes down what was said
              <audio controls preload="none" src={fileUrl(each.id)} aria-label={text.voiceFrom(from)} />
            )}
            {/* Also of what can be played: not every device plays what a phone recorded. */}
            <a href={fileUrl(each.id)} download={each.name}>
              📎 {each.name} <small>{Math.max(1, Math.round(each.bytes / 1000))} KB</small>
            </a>
          </span>
        ),
      )}
    </span>
  )
}
