import { useEffect, useState } from 'react'

/** Whether the page is visible, as far as the browser knows. */
export function useInSight(): boolean {
  const [inSight, setInSight] = useState(() => !document.hidden)
  useEffect(() => {
    const look = () => setInSight(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return inSight
}
