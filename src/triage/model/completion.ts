/**
 * What a server sent back, read without trust: any JSON may arrive where a completion should be. The tokens are read
 * first, and on their own: an answer of no use is paid for as well.
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

/** Who answered, exactly: `gpt-4.1-mini-2025-04-14` where `gpt-4.1-mini` was asked. */
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

/** The JSON that the model answered with. @throws ModelUnavailable */
export function contentOf(body: unknown): unknown {
  const { data } = Completion.safeParse(body)
  if (!data) throw new ModelUnavailable('empty', 'no choices')
  const [{ finish_reason, message }] = data.choices
  if (finish_reason === 'length')
    throw new ModelUnavailable('truncated', 'more tokens than it may answer with')
  if (finish_reason === 'content_filter') throw new ModelUnavailable('refusal', 'content filter')
  // In its own words it would quote what it refuses.
  if (message.refusal) throw new ModelUnavailable('refusal', 'in words')
  if (!message.content) throw new ModelUnavailable('empty', 'no content')
  try {
    return JSON.parse(message.content)
  } catch {
    // The parser's own words would quote the answer, and the answer the resident.
    throw new ModelUnavailable('bad_json', 'the content is no JSON')
  }
}
