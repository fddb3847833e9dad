import { useState } from 'react'
import { useSettings } from '../client/settings.ts'
import type { Text } from '../text.ts'
import { PinIcon } from './icons.tsx'

export interface LocationButtonProps {
  onLocation: (location: { latitude: number; longitude: number }) => void
  /** Shows why there is no position, with the fix. */
  onProblem: (message: string | null) => void
}

const WAIT_MS = 15_000

const why = ({ code }: GeolocationPositionError, text: Text) =>
  code === 1 ? text.locationDenied : code === 3 ? text.locationLate : text.locationUnavailable

export function LocationButton({ onLocation, onProblem }: LocationButtonProps) {
  const { text } = useSettings()
  const [busy, setBusy] = useState(false)

  function locate() {
    onProblem(null)
    // Geolocation is missing on pages without https.
    if (!navigator.geolocation) return onProblem(`${text.locationImpossible}${text.locationInstead}`)
    setBusy(true)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false)
        onLocation({ latitude: coords.latitude, longitude: coords.longitude })
      },
      error => {
        setBusy(false)
        onProblem(`${why(error, text)}${text.locationInstead}`)
      },
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 },
    )
  }

  return (
    <button
      type="button"
      className="locate"
      aria-label={busy ? text.locating : text.sendLocation}
      title={text.sendLocation}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={() => busy || locate()}
    >
      <PinIcon />
    </button>
  )
}
