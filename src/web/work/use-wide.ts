import { useEffect, useState } from 'react'

/** As in style/work.css: cards and conversation side by side. */
const WIDE = '(min-width: 900px)'

export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches)
  useEffect(() => {
    const query = matchMedia(WIDE)
    const look = () => setWide(query.matches)
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [])
  return wide
}
