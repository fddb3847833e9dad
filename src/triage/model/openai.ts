/**
 * An OpenAI-compatible server, asked one structured question at a time: one call, at most one more try, never longer
 * than the timeout. Whatever goes wrong is a ModelUnavailable with a reason, and whoever asked goes on without it.
 *
 * The SDK's own retry is off: with `Retry-After: 120` it sleeps two minutes and no signal wakes it. Its
 * timeout stops counting once headers have arrived, so every call also carries a signal. Its `parse` throws the
 * count of tokens away with an answer that it cannot read, so answers are read here.
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
  /** For one question, second try included; milliseconds. */
  timeoutMs?: number | undefined
  /** How long to wait before the second try when the server does not say; milliseconds. */
  pauseMs?: number | undefined
  breaker?: Omit<BreakerOptions, 'now'> | undefined
  /** Absent: no limit. */
  budget?: Pick<DailyBudget, 'mayAsk'> | undefined
  /** Milliseconds, monotonic. */
  now?: (() => number) | undefined
  /** The time of day. */
  clock?: (() => Date) | undefined
}

/** A kind of question: what may be answered, and who hears what it cost. */
export interface Form<A> {
  /** What the server calls the schema. */
  name: string
  schema: z.ZodType<A>
  /** Of the prompt that asks it. */
  version: string
  /** Hears of every call as soon as it is over, and is waited for. Must not throw. */
  onCall?: ((call: ModelCallFacts) => void | Promise<void>) | undefined
}

export interface Asked<T> {
  value: T
  /** Who answered, as the server names it. */
  model: string
  spent: Spent
  milliseconds: number
}

/**
 * Asks, or finds that the very same was answered already.
 * @param believe what is made of an answer. Throws ModelUnavailable when it contradicts itself: it is then not kept either.
 * @throws ModelUnavailable whenever there is no answer that can be used, and nothing else.
 */
export type Ask<A> = <T>(request: ModelRequest, believe: (answer: A) => T) => Promise<Asked<T>>

export interface ModelServer {
  /** One breaker and one budget for all kinds of questions: it is one server. */
  asker<A>(form: Form<A>): Ask<A>
}

/** A second try that is cut off helps nobody: at least this share of the timeout must be left for it. */
const SHARE_FOR_RETRY = 0.4
/** No money, no such key, no such model: nobody mends that within seconds. */
const LONG_REST_MS = 300_000

/** One question: what is asked, since when, and what it has cost by now. */
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

  /** @throws whatever explainFailure explains. */
  async function ask<A>(question: Question<A>): Promise<Answered<A>> {
    // Before the breaker: what we cannot afford must not use up its one probe.
    if (budget && !(await budget.mayAsk())) throw new ModelUnavailable('budget', 'spent for today')
    if (!breaker.mayAsk()) throw new ModelUnavailable('resting', 'it failed several times just now')
    try {
      const answered = await twice(question)
      breaker.worked()
      return answered
    } catch (error) {
      const failure = explainFailure(error)
      // A refusal or an odd answer is about this text; the service itself is there.
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
      // What cannot be believed helped nobody, and must not be kept for the next one.
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
