import { useState } from 'react'
import { useSettings } from '../client/settings.ts'
import { PinIcon } from './icons.tsx'

export interface LocationButtonProps {
  onLocation: (location: { latitude: number; longitude: number }) => void
  /** Says why there is none, in words that help. */
  onProblem: (message: string | null) => void
}

const WAIT_MS = 15_000

export function LocationButton({ onLocation, onProblem }: LocationButtonProps) {
  const { text } = useSettings()
  const [busy, setBusy] = useState(false)

  function locate() {
    onProblem(null)
    // Missing on pages without https.
    if (!navigator.geolocation) return onProblem(text.locationFailed)
    setBusy(true)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false)
        onLocation({ latitude: coords.latitude, longitude: coords.longitude })
      },
      error => {
        setBusy(false)
        onProblem(error.code === error.PERMISSION_DENIED ? text.locationDenied : text.locationFailed)
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
      disabled={busy}
      onClick={locate}
    >
      <PinIcon />
    </button>
  )
}
