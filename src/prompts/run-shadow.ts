/**
 * Triage with a shadow: the live version answers at once. For a share of the turns the draft then gets the same input,
 * and differences are recorded. The draft's results and errors never reach residents.
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
  /** Resolves when no shadow run is pending. */
  idle(): Promise<void>
}

/** Maximum of concurrent shadow runs; beyond it a slow draft skips turns instead of queueing them. */
const MOST_AT_ONCE = 4
/** Characters of each message that are stored for review. */
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
    // A fallback after a failed model call says nothing about the prompt.
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

/** Complaints about staff and confidential reports are for the desk only, not for admins who compare prompts. */
const isPrivate = (text: string): boolean => asksConfidential(text) || conductIn(text) !== null

const verdictOf = ({ intent, items, about, emergency }: Understanding): Verdict => ({
  intent,
  categories: items.map(item => item.category),
  urgencies: items.map(item => item.urgency),
  about,
  emergency,
})
