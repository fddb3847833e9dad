/**
 * Triage by an OpenAI-compatible server: one structured call, at most one more try, never longer than the
 * timeout. Whatever goes wrong is a ModelUnavailable with a reason, and the local classifier takes over.
 *
 * The SDK's own retry is off: with `Retry-After: 120` it sleeps two minutes and no signal wakes it. Its
 * timeout stops counting once headers have arrived, so every call also carries a signal. Its `parse` throws the
 * count of tokens away with an answer that it cannot read, so answers are read here.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { TurnInput } from '../domain/understanding.ts'
import { newId } from '../ids.ts'
import { type Answered, createAnswerCache } from './answer-cache.ts'
import { createBreaker, type BreakerOptions } from './breaker.ts'
import type { TriagePrompt } from './load-prompt.ts'
import { answerSchema, believe } from './model-answer.ts'
import type { DailyBudget } from './model-budget.ts'
import { explainFailure, type Failure } from './model-failure.ts'
import { modelRequest, type ModelRequest } from './model-request.ts'
import {
  ModelUnavailable,
  NOTHING_SPENT,
  type ModelCallFacts,
  type ModelTriage,
  type Spent,
} from './model-triage.ts'
import { contentOf, modelOf, usageOf } from './read-completion.ts'

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
  /** Hears of every call as soon as it is over, and is waited for. Must not throw. */
  onCall?: (call: ModelCallFacts) => void | Promise<void>
  /** Absent: no limit. */
  budget?: Pick<DailyBudget, 'mayAsk'> | undefined
  /** Milliseconds, monotonic. */
  now?: () => number
  /** The time of day. */
  clock?: () => Date
}

/** A second try that is cut off helps nobody: at least this share of the timeout must be left for it. */
const SHARE_FOR_RETRY = 0.4
/** No money, no such key, no such model: nobody mends that within seconds. */
const LONG_REST_MS = 300_000

/** One question: what is asked, for whom, and what it has cost by now. */
interface Question {
  request: ModelRequest
  input: TurnInput
  since: number
  spent: Spent
}

export function createModelTriage(options: ModelTriageOptions): ModelTriage {
  const { prompt, timeoutMs = 8000, pauseMs = 250, budget } = options
  const { now = () => performance.now(), clock = () => new Date() } = options
  const model = options.model ?? prompt.model
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    maxRetries: 0,
    timeout: timeoutMs,
  })
  const breaker = createBreaker({ ...options.breaker, now })
  const answers = createAnswerCache(prompt.version, now)
  const schema = answerSchema(prompt.tree)
  const format = zodResponseFormat(schema, 'triage')

  return {
    async understand(input) {
      const request = modelRequest(input, prompt, model)
      const question: Question = { request, input, since: now(), spent: NOTHING_SPENT }
      try {
        const answered = await answers.of(request, () => ask(question))
        return {
          ...believe(answered.answer, input, prompt.tree),
          decidedBy: 'model',
          model: answered.model,
          promptVersion: prompt.version,
          ...question.spent,
          milliseconds: now() - question.since,
          fallback: null,
        }
      } catch (error) {
        const { reason, detail } = explainFailure(error)
        throw new ModelUnavailable(reason, detail, { cause: error, spent: question.spent })
      }
    },
  }

  /** @throws whatever explainFailure explains. */
  async function ask(question: Question): Promise<Answered> {
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

  async function twice(question: Question): Promise<Answered> {
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

  async function call(question: Question, leftMs: number): Promise<Answered> {
    if (leftMs <= 0) throw new ModelUnavailable('timeout', 'no time left')
    const [at, since] = [clock(), now()]
    let body: unknown
    let failure: ModelCallFacts['failure'] = null
    try {
      body = await client.chat.completions.create(
        { ...question.request, response_format: format },
        { signal: AbortSignal.timeout(Math.ceil(leftMs)) },
      )
      const answer = schema.parse(contentOf(body))
      // What cannot be believed helped nobody, and must not be kept for the next one.
      believe(answer, question.input, prompt.tree)
      return { answer, model: modelOf(body) ?? model }
    } catch (error) {
      failure = explainFailure(error).reason
      throw error
    } finally {
      const facts: ModelCallFacts = {
        id: newId(),
        at,
        model: modelOf(body) ?? model,
        promptVersion: prompt.version,
        ...usageOf(body),
        milliseconds: now() - since,
        failure,
      }
      question.spent = plus(question.spent, facts)
      await options.onCall?.(facts)
    }
  }
}

const plus = ({ calls, inputTokens, outputTokens }: Spent, call: ModelCallFacts): Spent => ({
  calls: [...calls, call.id],
  inputTokens: inputTokens + call.inputTokens,
  outputTokens: outputTokens + call.outputTokens,
})
