/**
 * Triage with a shadow beside it: the live version answers, at once; for a share of the turns the draft is asked the same
 * afterwards, and where the two differ is written down. Whatever the draft does or fails at reaches nobody.
 */
import { isDeepStrictEqual } from 'node:util'
import type { TurnInput, Understanding } from '../domain/triage-result.ts'
import { conductIn } from '../domain/privacy/conduct-complaint.ts'
import { asksConfidential } from '../domain/ticket/confidentiality.ts'
import { redact } from '../domain/privacy/redact.ts'
import type { Triage } from '../triage/triage.ts'
import type { LivePrompts } from './live.ts'
import type { ShadowAnswer, Verdict } from './shadow.ts'

export interface BesideOptions {
  prompts: LivePrompts
  record: (answer: ShadowAnswer) => Promise<void>
  now: () => Date
  onError: (error: unknown) => void
  /** 0..1 */
  random?: () => number
}

export interface TriageBeside extends Triage {
  /** Resolves when no draft is being asked any more. */
  idle(): Promise<void>
}

/** A draft that is slower than residents write skips turns: it must not pile up work. */
const MOST_AT_ONCE = 4
/** Enough to judge by. */
const CHARACTERS = 500

export function triageBeside(options: BesideOptions): TriageBeside {
  const { prompts, record, now, onError, random = Math.random } = options
  const asking = new Set<Promise<void>>()
  return {
    async understand(input) {
      const { triage, version } = prompts.current()
      const understanding = await triage.understand(input)
      const shadow = prompts.shadow()
      if (shadow && asking.size < MOST_AT_ONCE && random() < shadow.share) {
        const asked = compare(shadow, input, understanding, version)
          .catch(onError)
          .finally(() => asking.delete(asked))
        asking.add(asked)
      }
      return understanding
    },
    async idle() {
      await Promise.all(asking)
    },
  }

  async function compare(
    { id, set }: NonNullable<ReturnType<LivePrompts['shadow']>>,
    input: TurnInput,
    said: Understanding,
    liveVersion: string,
  ): Promise<void> {
    const says = await set.triage.understand(input)
    // A model that did not answer says nothing about its prompt.
    if (said.fallback || says.fallback) return
    const [live, draft] = [verdictOf(said), verdictOf(says)]
    const agrees = isDeepStrictEqual(live, draft)
    const texts =
      agrees || input.texts.some(isPrivate)
        ? []
        : input.texts.map(text => [...redact(text)].slice(0, CHARACTERS).join(''))
    await record({ shadowId: id, at: now(), liveVersion, texts, live, draft, agrees })
  }
}

/** Who complains of people at work, or asks for silence, is read by the desk and by no admin who compares prompts. */
const isPrivate = (text: string): boolean => asksConfidential(text) || conductIn(text) !== null

const verdictOf = ({ intent, items, about, emergency }: Understanding): Verdict => ({
  intent,
  categories: items.map(item => item.category),
  urgencies: items.map(item => item.urgency),
  about,
  emergency,
})
