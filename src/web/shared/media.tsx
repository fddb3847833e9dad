import type { Media } from '../../gateway/web/api-types.ts'
import { useSettings } from '../client/settings.ts'

export interface MediaListProps {
  media: readonly Media[]
  /** Name of the sender, for screen readers. */
  from: string
  fileUrl: (id: string, small?: boolean) => string
}

/** Audio that browsers play; AMR is not among it. */
const PLAYED: ReadonlySet<string> = new Set(['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/wav'])

/** Photos as thumbnails that open in a tab, speech with a player, other files as downloads. */
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
              // oxlint-disable-next-line jsx-a11y/media-has-caption -- speech has no transcript
              <audio controls preload="none" src={fileUrl(each.id)} aria-label={text.voiceFrom(from)} />
            )}
            {/* A download of playable audio, too: not every device plays what a phone recorded. */}
            <a href={fileUrl(each.id)} download={each.name}>
              📎 {each.name} <small>{Math.max(1, Math.round(each.bytes / 1000))} KB</small>
            </a>
          </span>
        ),
      )}
    </span>
  )
}
