/**
 * Client of an OpenAI-compatible server with structured output: one call and at most one retry, within the timeout.
 * Every failure is a ModelUnavailable with a reason, and the caller goes on without the answer.
 *
 * The SDK's own retry is off: with `Retry-After: 120` it sleeps two minutes, and no signal aborts that. Its timeout
 * stops counting once headers have arrived, so every call also has an abort signal. Its `parse` loses the token counts
 * of an answer that it cannot parse, so answers are parsed here.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { z } from 'zod'
import { newId } from '../../lib/ids.ts'
import { type Answered, createAnswerCache } from './answer-cache.ts'
import { createBreaker, type BreakerOptions } from './circuit-breaker.ts'
import type { DailyBudget } from './budget.ts'
import { explainFailure, type Failure } from './errors.ts'
import type { ModelRequest } from './request.ts'
import { ModelUnavailable, NOTHING_SPENT, type ModelCallFacts, type Spent } from './types.ts'
import { contentOf, modelOf, usageOf } from './completion.ts'

export interface ModelServerOptions {
  apiKey: string
  baseURL: string
  /** For one question, retry included; milliseconds. */
  timeoutMs?: number | undefined
  /** Backoff before the retry without a Retry-After; milliseconds. */
  pauseMs?: number | undefined
  breaker?: Omit<BreakerOptions, 'now'> | undefined
  /** Absent: no limit. */
  budget?: Pick<DailyBudget, 'mayAsk'> | undefined
  /** Milliseconds, monotonic. */
  now?: (() => number) | undefined
  /** The time of day. */
  clock?: (() => Date) | undefined
}

/** A kind of question: the schema of its answers, and the callback for its calls. */
interface Form<A> {
  /** The schema's name in the request. */
  name: string
  schema: z.ZodType<A>
  /** Version of the prompt. */
  version: string
  /** Called after every call to the model, and awaited. Must not throw. */
  onCall?: ((call: ModelCallFacts) => void | Promise<void>) | undefined
}

interface Asked<T> {
  value: T
  /** The model that answered, as the server names it. */
  model: string
  spent: Spent
  milliseconds: number
}

/**
 * Asks the model, or returns the cached answer to an identical request.
 * @param believe validates and converts an answer. It throws ModelUnavailable for a contradictory one, which is then
 *   not cached.
 * @throws ModelUnavailable when there is no usable answer, and no other error.
 */
type Ask<A> = <T>(request: ModelRequest, believe: (answer: A) => T) => Promise<Asked<T>>

export interface ModelServer {
  /** All kinds of questions share one breaker and one budget, because they share the server. */
  asker<A>(form: Form<A>): Ask<A>
}

/** A retry needs at least this share of the timeout; with less it would be cut off. */
const SHARE_FOR_RETRY = 0.4
/** Rest after an exhausted account, a wrong key or an unknown model: fixing that takes a person more than seconds. */
const LONG_REST_MS = 300_000

/** The state of one question: the request, its start, and its cost so far. */
interface Question<A> {
  form: Form<A>
  format: ReturnType<typeof zodResponseFormat>
  request: ModelRequest
  check: (answer: A) => unknown
  since: number
  spent: Spent
}

export function createModelServer(options: ModelServerOptions): ModelServer {
  const { timeoutMs = 8000, pauseMs = 250, budget } = options
  const { now = () => performance.now(), clock = () => new Date() } = options
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    maxRetries: 0,
    timeout: timeoutMs,
  })
  const breaker = createBreaker({ ...options.breaker, now })

  return {
    asker<A>(form: Form<A>): Ask<A> {
      const answers = createAnswerCache<A>(form.version, now)
      const format = zodResponseFormat(form.schema, form.name)
      return async (request, believe) => {
        const question = { form, format, request, check: believe, since: now(), spent: NOTHING_SPENT }
        try {
          const { answer, model } = await answers.of(request, () => ask(question))
          const value = believe(answer)
          return { value, model, spent: question.spent, milliseconds: now() - question.since }
        } catch (error) {
          const { reason, detail } = explainFailure(error)
          throw new ModelUnavailable(reason, detail, { cause: error, spent: question.spent })
        }
      }
    },
  }

  /** @throws the raw error, for explainFailure. */
  async function ask<A>(question: Question<A>): Promise<Answered<A>> {
    // The budget is checked before the breaker, so that a refused call does not use up the breaker's one probe.
    if (budget && !(await budget.mayAsk())) throw new ModelUnavailable('budget', 'spent for today')
    if (!breaker.mayAsk()) throw new ModelUnavailable('resting', 'it failed several times just now')
    try {
      const answered = await twice(question)
      breaker.worked()
      return answered
    } catch (error) {
      const failure = explainFailure(error)
      // A refusal or an unusable answer concerns this text only; the service works.
      if (failure.serviceIsFine) breaker.worked()
      else breaker.failed(failure.forGood ? LONG_REST_MS : failure.retryAfterMs)
      throw error
    }
  }

  async function twice<A>(question: Question<A>): Promise<Answered<A>> {
    const left = () => timeoutMs - (now() - question.since)
    try {
      return await call(question, left())
    } catch (error) {
      const waitMs = waitBeforeRetry(explainFailure(error))
      if (waitMs === null || left() - waitMs < timeoutMs * SHARE_FOR_RETRY) throw error
      await sleep(waitMs)
      return await call(question, left())
    }
  }

  function waitBeforeRetry({ mayPass, retryAfterMs }: Failure): number | null {
    return mayPass ? (retryAfterMs ?? pauseMs) : null
  }

  async function call<A>(question: Question<A>, leftMs: number): Promise<Answered<A>> {
    const { form, format, request, check } = question
    if (leftMs <= 0) throw new ModelUnavailable('timeout', 'no time left')
    const [at, since] = [clock(), now()]
    let body: unknown
    let failure: ModelCallFacts['failure'] = null
    try {
      body = await client.chat.completions.create(
        { ...request, response_format: format },
        { signal: AbortSignal.timeout(Math.ceil(leftMs)) },
      )
      const answer = form.schema.parse(contentOf(body))
      // An invalid answer counts as a failed call and must not be cached.
      check(answer)
      return { answer, model: modelOf(body) ?? request.model }
    } catch (error) {
      failure = explainFailure(error).reason
      throw error
    } finally {
      const facts: ModelCallFacts = {
        id: newId(),
        at,
        model: modelOf(body) ?? request.model,
        promptVersion: form.version,
        ...usageOf(body),
        milliseconds: now() - since,
        failure,
      }
      question.spent = plus(question.spent, facts)
      await form.onCall?.(facts)
    }
  }
}

const plus = ({ calls, inputTokens, outputTokens }: Spent, call: ModelCallFacts): Spent => ({
  calls: [...calls, call.id],
  inputTokens: inputTokens + call.inputTokens,
  outputTokens: outputTokens + call.outputTokens,
})
