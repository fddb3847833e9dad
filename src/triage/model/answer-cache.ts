/**
 * Caches answers to identical requests: the same masked text, context, instructions and model. Concurrent callers share
 * the pending call. Failures go to all callers of that call and are not cached.
 */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ModelRequest } from './request.ts'

/** A model's answer before it is checked against the resident's words. */
export interface Answered<A> {
  answer: A
  /** The model that answered, as the server names it. */
  model: string
}

export interface AnswerCache<A> {
  of(request: ModelRequest, ask: () => Promise<Answered<A>>): Promise<Answered<A>>
}

const MOST_ANSWERS = 2000
const KEPT_MS = 24 * 60 * 60_000

/** @param now milliseconds, monotonic. */
export function createAnswerCache<A>(promptVersion: string, now: () => number): AnswerCache<A> {
  const kept = new LRUCache<string, Promise<Answered<A>>>({
    max: MOST_ANSWERS,
    ttl: KEPT_MS,
    ttlResolution: 0,
    perf: { now },
  })
  return {
    of(request, ask) {
      const key = createHash('sha256')
        .update(JSON.stringify([promptVersion, request]))
        .digest('base64')
      const known = kept.get(key)
      if (known) return known
      const asked = ask()
      kept.set(key, asked)
      asked.catch(() => {
        if (kept.get(key) === asked) kept.delete(key)
      })
      return asked
    },
  }
}
