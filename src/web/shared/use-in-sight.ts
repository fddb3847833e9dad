import { useEffect, useState } from 'react'

/** The page is before somebody's eyes, as far as a browser knows. */
export function useInSight(): boolean {
  const [inSight, setInSight] = useState(() => !document.hidden)
  useEffect(() => {
    const look = () => setInSight(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return inSight
}
