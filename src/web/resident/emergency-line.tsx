import { useSettings } from '../client/settings.ts'

/** Always visible: in an emergency a resident must call, not wait for a chat. */
export function EmergencyLine() {
  const { text } = useSettings()
  const { police, fire, ambulance } = text.emergencyLines
  return (
    <aside className="emergency" aria-label={text.emergency}>
      <span>{text.emergency}</span>
      <span className="emergency-numbers">
        <a href="tel:110" aria-label={police} title={police}>
          110
        </a>
        <a href="tel:119" aria-label={fire} title={fire}>
          119
        </a>
        <a href="tel:120" aria-label={ambulance} title={ambulance}>
          120
        </a>
      </span>
    </aside>
  )
}
