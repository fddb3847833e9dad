/**
 * Triage by an OpenAI-compatible server: one structured call, at most one more try, never longer than the
 * timeout. Whatever goes wrong is a ModelUnavailable with a reason, and the local classifier takes over.
 *
 * The SDK's own retry is off: with `Retry-After: 120` it sleeps two minutes and no signal wakes it. Its
 * timeout stops counting once headers have arrived, so every call also carries a signal.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ParsedChatCompletion } from 'openai/resources/chat/completions'
import type { TurnInput, Understanding } from '../domain/understanding.ts'
import { createBreaker, type BreakerOptions } from './breaker.ts'
import type { TriagePrompt } from './load-prompt.ts'
import { answerSchema, believe, type Answer } from './model-answer.ts'
import { explainFailure, type Failure } from './model-failure.ts'
import { modelRequest, type ModelRequest } from './model-request.ts'
import { ModelUnavailable, type ModelTriage } from './model-triage.ts'

export interface ModelTriageOptions {
  apiKey: string
  baseURL: string
  prompt: TriagePrompt
  /** Instead of the prompt's own. */
  model?: string | undefined
  /** For the whole turn, second try included; milliseconds. */
  timeoutMs?: number
  /** How long to wait before the second try when the server does not say; milliseconds. */
  pauseMs?: number
  breaker?: Omit<BreakerOptions, 'now'>
  /** Milliseconds, monotonic. */
  now?: () => number
}

/** A second try that is cut off helps nobody: at least this share of the timeout must be left for it. */
const SHARE_FOR_RETRY = 0.4
/** No money, no such key, no such model: nobody mends that within seconds. */
const LONG_REST_MS = 300_000

export function createModelTriage(options: ModelTriageOptions): ModelTriage {
  const { prompt, timeoutMs = 8000, pauseMs = 250, now = () => performance.now() } = options
  const model = options.model ?? prompt.model
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    maxRetries: 0,
    timeout: timeoutMs,
  })
  const breaker = createBreaker({ ...options.breaker, now })
  const schema = answerSchema(prompt.tree)
  const format = zodResponseFormat(schema, 'triage')

  return {
    async understand(input) {
      if (!breaker.mayAsk()) throw new ModelUnavailable('resting', 'it failed several times just now')
      const since = now()
      const left = () => timeoutMs - (now() - since)
      try {
        const completion = await twice(() => ask(modelRequest(input, prompt, model), left()), left)
        const understanding = believed(completion, input, now() - since)
        breaker.worked()
        return understanding
      } catch (error) {
        const failure = explainFailure(error)
        // A refusal or an odd answer is about this text; the service itself is there.
        if (failure.serviceIsFine) breaker.worked()
        else breaker.failed(failure.forGood ? LONG_REST_MS : failure.retryAfterMs)
        throw new ModelUnavailable(failure.reason, failure.detail, { cause: error })
      }
    },
  }

  async function ask(request: ModelRequest, leftMs: number) {
    if (leftMs <= 0) throw new ModelUnavailable('timeout', 'no time left')
    const signal = AbortSignal.timeout(Math.ceil(leftMs))
    return await client.chat.completions.parse({ ...request, response_format: format }, { signal })
  }

  async function twice<T>(call: () => Promise<T>, left: () => number): Promise<T> {
    try {
      return await call()
    } catch (error) {
      const waitMs = waitBeforeRetry(explainFailure(error))
      if (waitMs === null || left() - waitMs < timeoutMs * SHARE_FOR_RETRY) throw error
      await sleep(waitMs)
      return await call()
    }
  }

  function waitBeforeRetry({ mayPass, retryAfterMs }: Failure): number | null {
    return mayPass ? (retryAfterMs ?? pauseMs) : null
  }

  function believed(completion: Completion, input: TurnInput, milliseconds: number): Understanding {
    return {
      ...believe(parsedOf(completion), input, prompt.tree),
      decidedBy: 'model',
      model: completion.model || model,
      promptVersion: prompt.version,
      inputTokens: completion.usage?.prompt_tokens ?? 0,
      outputTokens: completion.usage?.completion_tokens ?? 0,
      milliseconds,
      fallback: null,
    }
  }
}

type Completion = ParsedChatCompletion<Answer>

function parsedOf({ choices }: Completion): Answer {
  const message = choices[0]?.message
  if (!message) throw new ModelUnavailable('empty', 'no choices')
  if (message.refusal) throw new ModelUnavailable('refusal', message.refusal.slice(0, 200))
  if (!message.parsed) throw new ModelUnavailable('empty', 'no content')
  return message.parsed
}
