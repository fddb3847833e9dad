/**
 * Answers for identical requests: the same masked text, context, instructions and model. Whoever asks while the first
 * is still waiting shares its call. Only what a model really answered is kept; a failure is everybody's who waited for
 * it, and forgotten.
 */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ModelRequest } from './request.ts'

/** What a model said, before anybody's own words are held against it. */
export interface Answered<A> {
  answer: A
  /** Who answered, as the server names it. */
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
