import { useState } from 'react'
import { useSettings } from '../client/settings.ts'
import { RichText } from './rich-text.tsx'

/** A pasted document must not push everything else off the page. */
const LONG = 1_500
const SHOWN = 1_000

export function Folded({ text: words, linkNumbers }: { text: string; linkNumbers: boolean }) {
  const { text, language } = useSettings()
  const [whole, setWhole] = useState(false)
  if (whole || words.length <= LONG) return <RichText text={words} linkNumbers={linkNumbers} />
  return (
    <>
      <RichText text={`${atCharacter(words)}…`} linkNumbers={linkNumbers} />
      <button type="button" className="link" onClick={() => setWhole(true)}>
        {text.showAll(words.length.toLocaleString(language))}
      </button>
    </>
  )
}

/** Does not cut a surrogate pair. */
const atCharacter = (words: string) => words.slice(0, SHOWN).replace(/[\uD800-\uDBFF]$/, '')
