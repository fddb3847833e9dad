import { useState } from 'react'

/** Stores the draft: it survives a reload, or a phone that closed the page to save memory. */
export function useDraft(key: string): [string, (text: string) => void] {
  const name = `linli.draft.${key}`
  const [draft, setDraft] = useState(() => read(name))
  return [
    draft,
    text => {
      setDraft(text)
      try {
        if (text) localStorage.setItem(name, text)
        else localStorage.removeItem(name)
      } catch {
        // A private window may deny storage.
      }
    },
  ]
}

function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? ''
  } catch {
    return ''
  }
}
