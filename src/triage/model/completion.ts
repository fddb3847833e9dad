/**
 * Parses a server's response without trust: it may be any JSON. The token counts are parsed separately, because
 * unusable answers are billed as well.
 */
import { z } from 'zod'
import { ModelUnavailable } from './types.ts'

export interface Usage {
  inputTokens: number
  outputTokens: number
}

const count = z.number().int().min(0).catch(0)
const WithUsage = z.object({ usage: z.object({ prompt_tokens: count, completion_tokens: count }) })

/** Zeros when the server does not say. */
export function usageOf(body: unknown): Usage {
  const { data } = WithUsage.safeParse(body)
  return { inputTokens: data?.usage.prompt_tokens ?? 0, outputTokens: data?.usage.completion_tokens ?? 0 }
}

const Named = z.object({ model: z.string().min(1) })

/** The exact model that answered: `gpt-4.1-mini-2025-04-14` for a request to `gpt-4.1-mini`. */
export const modelOf = (body: unknown): string | undefined => Named.safeParse(body).data?.model

const Completion = z.object({
  choices: z.tuple(
    [
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    ],
    z.unknown(),
  ),
})

/** The model's answer as parsed JSON. @throws ModelUnavailable */
export function contentOf(body: unknown): unknown {
  const { data } = Completion.safeParse(body)
  if (!data) throw new ModelUnavailable('empty', 'no choices')
  const [{ finish_reason, message }] = data.choices
  if (finish_reason === 'length')
    throw new ModelUnavailable('truncated', 'more tokens than it may answer with')
  if (finish_reason === 'content_filter') throw new ModelUnavailable('refusal', 'content filter')
  // The text of a refusal may quote the resident, so it is not logged.
  if (message.refusal) throw new ModelUnavailable('refusal', 'in words')
  if (!message.content) throw new ModelUnavailable('empty', 'no content')
  try {
    return JSON.parse(message.content)
  } catch {
    // The parser's message quotes the answer, which may quote the resident, so it is not logged.
    throw new ModelUnavailable('bad_json', 'the content is no JSON')
  }
}
