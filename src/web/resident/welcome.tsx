import { useSettings } from '../client/settings.ts'
import { BrandMark } from '../shared/icons.tsx'

/** Explains the chat to a new resident. Examples fill the composer and are never sent by themselves. */
export function Welcome({ onExample }: { onExample: (text: string) => void }) {
  const { text } = useSettings()
  return (
    <section className="welcome">
      <BrandMark />
      <h2>{text.welcomeTitle}</h2>
      <p>{text.welcomeText}</p>
      <h3>{text.examplesTitle}</h3>
      <ul className="examples">
        {text.examples.map(example => (
          <li key={example}>
            <button
              type="button"
              onClick={() => {
                onExample(example)
                document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus()
              }}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
