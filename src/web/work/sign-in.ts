/** A worker signs in with a one-time code in the address, or with the session cookie from an earlier sign-in. */
import { useCallback, useEffect, useState } from 'react'
import type { SessionAnswer } from '../../gateway/web/api-types.ts'
import { type Api, ApiFailure } from '../client/api.ts'

export type Access =
  | { state: 'asking' }
  | { state: 'unreachable' }
  /** `problem`: why a link was refused, if one was used; `ended`: the worker was signed in before. */
  | { state: 'out'; problem: string | null; ended?: boolean }
  | { state: 'in'; session: SessionAnswer }

const AGAIN_MS = 4_000

export function useAccess(api: Api, language: string): { access: Access; ask: () => void } {
  const [access, setAccess] = useState<Access>({ state: 'asking' })

  const ask = useCallback(() => {
    const took = (now: Access) =>
      setAccess(before =>
        now.state === 'out' && (before.state === 'in' || (before.state === 'out' && before.ended))
          ? { ...now, ended: true }
          : now,
      )
    signIn(api).then(took, () =>
      setAccess(before => (before.state === 'in' ? before : { state: 'unreachable' })),
    )
  }, [api])

  // The answer contains the groups' titles, so a change of language asks again.
  useEffect(() => {
    ask()
    window.addEventListener('hashchange', ask)
    return () => window.removeEventListener('hashchange', ask)
  }, [ask, language])

  useEffect(() => {
    if (access.state !== 'unreachable') return
    const timer = setTimeout(ask, AGAIN_MS)
    return () => clearTimeout(timer)
  }, [access, ask])

  return { access, ask }
}

async function signIn(api: Api): Promise<Access> {
  const code = takeCode()
  let problem: string | null = null
  if (code) {
    try {
      return { state: 'in', session: await api.signIn({ code }) }
    } catch (error) {
      if (!isRefusal(error)) {
        // The server did not answer: the code is still valid.
        window.history.replaceState(null, '', `#${code}`)
        throw error
      }
      problem = error.message
    }
  }
  try {
    return { state: 'in', session: await api.signIn({}) }
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'signed_out') return { state: 'out', problem }
    throw error
  }
}

const isRefusal = (error: unknown): error is ApiFailure => error instanceof ApiFailure && error.isFinal

/** Removed from the address at once: the code is a secret, and addresses are shared and photographed. */
function takeCode(): string | null {
  const code = decodeURIComponent(window.location.hash.slice(1))
  if (!code) return null
  window.history.replaceState(null, '', window.location.pathname)
  return code
}
